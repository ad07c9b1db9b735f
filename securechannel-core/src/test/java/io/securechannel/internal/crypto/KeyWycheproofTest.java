package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.id;
import static io.securechannel.internal.crypto.VectorFile.is;
import static io.securechannel.internal.crypto.VectorFile.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonPrimitive;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.util.Map;
import org.bouncycastle.crypto.hpke.HPKE;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ed25519, RSAES-OAEP and the X25519 inside HPKE against Wycheproof, with keys that come in as users' keys do. */
@Tag("verify")
class KeyWycheproofTest {

    private static final byte[] INFO = "what both sides know".getBytes(UTF_8);
    private static final byte[] MESSAGE = "what is sealed".getBytes(UTF_8);

    @Test
    void ed25519() throws Exception {
        var file = new VectorFile("ed25519_test");
        for (var test : file.wycheproof()) {
            var key = RolePublicKeys.decode(hex(test, "publicKeyDer"), "the vector");
            assertThat(Signatures.verify(key, hex(test, "sig"), hex(test, "msg")))
                    .as(id(test))
                    .isEqualTo(is(test, "valid"));
            file.count(text(test, "result"));
        }
        file.counted(Map.of("valid", 88, "invalid", 63));
    }

    @Test
    void rsaOaep() throws Exception {
        var file = new VectorFile("rsa_oaep_2048_sha256_mgf1sha256_test");
        for (var test : file.wycheproof()) {
            try (var pkcs8 = SecretBytes.owning(hex(test, "privateKeyPkcs8"))) {
                var keys = RoleKeys.decode(pkcs8, "the vector");
                var opened = RsaOaep.open(keys.pkcs8(), hex(test, "label"), hex(test, "ct"));
                if (is(test, "valid")) {
                    assertThat(opened)
                            .as(id(test))
                            .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(hex(test, "msg")));
                } else {
                    assertThat(opened).as(id(test)).isEmpty();
                }
                file.count(text(test, "result"));
            }
        }
        file.counted(Map.of("valid", 18, "invalid", 19));
    }

    /**
     * What Wycheproof calls acceptable is decided so. Points of low order, all encodings of them, are refused twice: as a
     * recipient's key, and as an encapsulated key (RFC 9180, section 7.1.4). Points on the twist and numbers above 2^255 - 19
     * are taken and reduced, as RFC 7748, section 5, says that they must be.
     */
    @Test
    void x25519() throws Exception {
        var file = new VectorFile("x25519_test");
        for (var test : file.wycheproof()) {
            byte[] theirs = hex(test, "public");
            var keys = VectorFile.keys(KeyAlgorithm.X25519, hex(test, "private"));
            byte[] shared = KeySchedule.ofDiffieHellman(
                    HPKE.kem_X25519_SHA256, hex(test, "shared"), theirs, RolePublicKeys.raw(keys.publicKey()));
            byte[] sealed = KeySchedule.seal(HPKE.kem_X25519_SHA256, shared, theirs, INFO, INFO, MESSAGE);
            var opened = Hpke.of(KeyAlgorithm.X25519).open(keys, INFO, INFO, sealed);
            if (test.getAsJsonArray("flags").contains(new JsonPrimitive("ZeroSharedSecret"))) {
                assertThat(opened).as(id(test)).isEmpty();
                assertThatThrownBy(() -> RolePublicKeys.ofRaw(KeyAlgorithm.X25519, theirs, "the vector"))
                        .as(id(test))
                        .isInstanceOfSatisfying(
                                KeyMaterialException.class,
                                error -> assertThat(error.reason()).isEqualTo(Reason.MALFORMED))
                        .hasMessageContaining("the vector: the X25519 public key is damaged");
                file.count(text(test, "result") + ", refused");
            } else {
                assertThat(opened)
                        .as(id(test))
                        .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(MESSAGE));
                assertThat(RolePublicKeys.raw(RolePublicKeys.ofRaw(KeyAlgorithm.X25519, theirs, "the vector")))
                        .isEqualTo(theirs);
                file.count(text(test, "result"));
            }
        }
        file.counted(Map.of("valid", 264, "acceptable", 223, "acceptable, refused", 31));
    }
}
