package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.id;
import static io.securechannel.internal.crypto.VectorFile.is;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.primitive.MlKem768;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** ML-KEM-768, which is Bouncy Castle's, and our check of its keys, against Wycheproof. X-Wing and Noise use it. */
@Tag("verify")
class MlKemWycheproofTest {

    /** All that is invalid here is of a wrong length. */
    @Test
    void keysAreExpandedAndCiphertextsDecapsulated() throws Exception {
        var file = new VectorFile("mlkem_768_test");
        for (var test : file.wycheproof()) {
            if (is(test, "valid")) {
                try (var key = MlKem768.ofSeed(hex(test, "seed"))) {
                    assertThat(key.encapsulationKey()).as(id(test)).isEqualTo(hex(test, "ek"));
                    assertThat(key.decapsulate(hex(test, "c"))).as(id(test)).isEqualTo(hex(test, "K"));
                }
                file.count("valid");
            } else {
                assertThatThrownBy(() -> MlKem768.ofSeed(hex(test, "seed")).decapsulate(hex(test, "c")))
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
                var secret = MlKem768.encapsulate(key, hex(test, "m")).orElseThrow();
                assertThat(secret.ciphertext()).as(id(test)).isEqualTo(hex(test, "c"));
                assertThat(secret.secret()).as(id(test)).isEqualTo(hex(test, "K"));
                file.count("valid");
            } else {
                assertThatThrownBy(() -> RolePublicKeys.ofRaw(KeyAlgorithm.X_WING, xWing, "the vector"))
                        .as(id(test))
                        .isInstanceOfSatisfying(
                                KeyMaterialException.class,
                                error -> assertThat(error.reason()).isEqualTo(Reason.MALFORMED))
                        .hasMessageContaining("the vector: the X-Wing public key is damaged");
                assertThat(MlKem768.encapsulate(key, new byte[MlKem768.SECRET]))
                        .as(id(test))
                        .isEmpty();
                file.count("invalid");
            }
        }
        file.counted(Map.of("valid", 133, "invalid", 132));
    }
}
