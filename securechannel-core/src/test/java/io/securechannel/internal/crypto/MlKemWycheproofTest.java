package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.id;
import static io.securechannel.internal.crypto.VectorFile.is;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Map;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;
import org.bouncycastle.crypto.prng.FixedSecureRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ML-KEM-768 that X-Wing is made of, which is Bouncy Castle's, and our check of its keys, against Wycheproof. */
@Tag("verify")
class MlKemWycheproofTest {

    /** All that is invalid here is of a wrong length. */
    @Test
    void keysAreExpandedAndCiphertextsDecapsulated() throws Exception {
        var file = new VectorFile("mlkem_768_test");
        for (var test : file.wycheproof()) {
            if (is(test, "valid")) {
                var key = new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, hex(test, "seed"));
                assertThat(key.getPublicKey()).as(id(test)).isEqualTo(hex(test, "ek"));
                assertThat(new MLKEMExtractor(key).extractSecret(hex(test, "c")))
                        .as(id(test))
                        .isEqualTo(hex(test, "K"));
                file.count("valid");
            } else {
                assertThatThrownBy(() -> new MLKEMExtractor(
                                        new MLKEMPrivateKeyParameters(MLKEMParameters.ml_kem_768, hex(test, "seed")))
                                .extractSecret(hex(test, "c")))
                        .as(id(test))
                        .isInstanceOf(IllegalArgumentException.class);
                file.count(hex(test, "seed").length == 64 ? "invalid ciphertext" : "invalid seed");
            }
        }
        file.counted(Map.of("valid", 153, "invalid seed", 20, "invalid ciphertext", 20));
    }

    /** All that is invalid here has a coefficient that is not below q (FIPS 203, section 7.2). */
    @Test
    void encapsulationKeysAreCheckedAndUsed() throws Exception {
        var file = new VectorFile("mlkem_768_encaps_test");
        var curve = RolePublicKeys.raw(RoleKeys.generate(KeyAlgorithm.X25519, 0).publicKey());
        for (var test : file.wycheproof()) {
            byte[] key = hex(test, "ek");
            byte[] xWing = KeySchedule.join(key, curve);
            if (is(test, "valid")) {
                assertThat(RolePublicKeys.raw(RolePublicKeys.ofRaw(KeyAlgorithm.X_WING, xWing, "the vector")))
                        .isEqualTo(xWing);
                var secret = new MLKEMGenerator(new FixedSecureRandom(hex(test, "m")))
                        .generateEncapsulated(new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, key));
                assertThat(secret.getEncapsulation()).as(id(test)).isEqualTo(hex(test, "c"));
                assertThat(secret.getSecret()).as(id(test)).isEqualTo(hex(test, "K"));
                file.count("valid");
            } else {
                assertThatThrownBy(() -> RolePublicKeys.ofRaw(KeyAlgorithm.X_WING, xWing, "the vector"))
                        .as(id(test))
                        .isInstanceOfSatisfying(
                                KeyMaterialException.class,
                                error -> assertThat(error.reason()).isEqualTo(Reason.MALFORMED))
                        .hasMessageContaining("the vector: the X-Wing public key is damaged");
                file.count("invalid");
            }
        }
        file.counted(Map.of("valid", 133, "invalid", 132));
    }
}
