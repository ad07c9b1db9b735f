package io.securechannel.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** AES-CBC gives what its specification says. */
@Tag("verify")
class AesCbcTest {

    private static final byte[] IV = hex("000102030405060708090a0b0c0d0e0f");

    /** NIST SP 800-38A, appendix F.2.1, which has no padding: the block of it stands behind. */
    @Test
    void theExampleOfTheSpecification() {
        byte[] plaintext = hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
        try (var key = SecretBytes.owning(hex("2b7e151628aed2a6abf7158809cf4f3c"))) {
            byte[] ciphertext = AesCbc.encrypt(key, IV, plaintext);
            assertThat(ciphertext).hasSize(80);
            assertThat(Arrays.copyOf(ciphertext, 64))
                    .asHexString()
                    .isEqualToIgnoringCase("7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                            + "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7");
            assertThat(AesCbc.decrypt(key, IV, ciphertext)).hasValue(plaintext);
            assertThat(AesCbc.decrypt(key, IV, Arrays.copyOf(ciphertext, 64))).isEmpty();
        }
    }

    @Test
    void blocksAreWhole() {
        try (var key = SecretBytes.random(16)) {
            for (int length : new int[] {0, 1, 15, 17}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> AesCbc.decrypt(key, IV, new byte[length]))
                        .withMessageContaining("whole blocks");
            }
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
