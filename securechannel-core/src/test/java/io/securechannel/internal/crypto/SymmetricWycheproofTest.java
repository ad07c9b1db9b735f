package io.securechannel.internal.crypto;

import static io.securechannel.internal.crypto.VectorFile.hex;
import static io.securechannel.internal.crypto.VectorFile.id;
import static io.securechannel.internal.crypto.VectorFile.is;
import static io.securechannel.internal.crypto.VectorFile.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** AES-256-GCM, HMAC and HKDF with SHA-256 against Wycheproof. */
@Tag("verify")
class SymmetricWycheproofTest {

    /** Out of scope: keys of 16 and 24 bytes, nonces of other than 12. They are refused as misuse, whatever else is true. */
    @Test
    void aesGcm() throws Exception {
        var file = new VectorFile("aes_gcm_test");
        for (var test : file.wycheproof()) {
            byte[] sealed = KeySchedule.join(hex(test, "ct"), hex(test, "tag"));
            try (var key = SecretBytes.copyOf(hex(test, "key"))) {
                if (number(test, "keySize") != 256 || number(test, "ivSize") != 96) {
                    assertThatThrownBy(() -> AesGcm.seal(key, hex(test, "iv"), hex(test, "aad"), hex(test, "msg")))
                            .as(id(test))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> AesGcm.open(key, hex(test, "iv"), hex(test, "aad"), sealed))
                            .as(id(test))
                            .isInstanceOf(IllegalArgumentException.class);
                    file.count("out of scope, refused");
                } else if (is(test, "valid")) {
                    assertThat(AesGcm.seal(key, hex(test, "iv"), hex(test, "aad"), hex(test, "msg")))
                            .as(id(test))
                            .isEqualTo(sealed);
                    assertThat(AesGcm.open(key, hex(test, "iv"), hex(test, "aad"), sealed))
                            .as(id(test))
                            .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(hex(test, "msg")));
                    file.count("valid");
                } else {
                    assertThat(AesGcm.open(key, hex(test, "iv"), hex(test, "aad"), sealed))
                            .as(id(test))
                            .isEmpty();
                    file.count("invalid");
                }
            }
        }
        file.counted(Map.of("valid", 39, "invalid", 27, "out of scope, refused", 250));
    }

    /** Out of scope: codes cut to 16 bytes. Ours have 32, to which none of those is equal, also where it is their beginning. */
    @Test
    void hmac() throws Exception {
        var file = new VectorFile("hmac_sha256_test");
        for (var test : file.wycheproof()) {
            byte[] code = HmacSha256.of(hex(test, "key"), hex(test, "msg"));
            byte[] expected = hex(test, "tag");
            if (number(test, "tagSize") != 256) {
                assertThat(code).as(id(test)).isNotEqualTo(expected);
                assertThat(Arrays.equals(Arrays.copyOf(code, expected.length), expected))
                        .as(id(test))
                        .isEqualTo(is(test, "valid"));
                file.count("out of scope, refused");
            } else {
                assertThat(Arrays.equals(code, expected)).as(id(test)).isEqualTo(is(test, "valid"));
                file.count(is(test, "valid") ? "valid" : "invalid");
            }
        }
        file.counted(Map.of("valid", 33, "invalid", 54, "out of scope, refused", 87));
    }

    /** RFC 5869, section 2.2, is done here, as ours only expands: the salt keys the HMAC, 32 zeros if there is none. */
    @Test
    void hkdf() throws Exception {
        var file = new VectorFile("hkdf_sha256_test");
        for (var test : file.wycheproof()) {
            byte[] salt = hex(test, "salt").length == 0 ? new byte[32] : hex(test, "salt");
            try (var key = SecretBytes.owning(HmacSha256.of(salt, hex(test, "ikm")))) {
                if (is(test, "valid")) {
                    assertThat(expand(key, test)).as(id(test)).isEqualTo(hex(test, "okm"));
                    file.count("valid");
                } else {
                    assertThatThrownBy(() -> expand(key, test))
                            .as(id(test))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("at most 8160 bytes");
                    file.count("invalid");
                }
            }
        }
        file.counted(Map.of("valid", 83, "invalid", 3));
    }

    private static byte[] expand(SecretBytes key, JsonObject test) {
        try (var output = Hkdf.expand(key, hex(test, "info"), number(test, "size"))) {
            return output.copy();
        }
    }
}
