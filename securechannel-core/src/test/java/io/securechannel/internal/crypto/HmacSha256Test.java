package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;

class HmacSha256Test {

    /** RFC 4231, test cases 2 and 6; the second key is longer than a block. */
    @Test
    void theCodesAreThoseOfTheRfc() {
        assertThat(hex(HmacSha256.of(ascii("Jefe"), ascii("what do ya want "), ascii("for nothing?"))))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        var key = new byte[131];
        Arrays.fill(key, (byte) 0xAA);
        assertThat(hex(HmacSha256.of(key, ascii("Test Using Larger Than Block-Size Key - Hash Key First"))))
                .isEqualTo("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    }

    /** RFC 7914, section 11: the first block of the 64 bytes there. */
    @Test
    void pbkdf2IsThatOfTheRfc() {
        assertThat(hex(HmacSha256.pbkdf2(ascii("passwd"), ascii("salt"), 1)))
                .isEqualTo("55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc");
        assertThat(hex(HmacSha256.pbkdf2(ascii("Password"), ascii("NaCl"), 80_000)))
                .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
    }

    @Test
    void pbkdf2IsThatOfTheJdk() throws Exception {
        for (int length = 1; length < 200; length += 7) {
            var password = "p".repeat(length);
            var expected = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), new byte[length], 3, 256))
                    .getEncoded();
            assertThat(HmacSha256.pbkdf2(ascii(password), new byte[length], 3)).isEqualTo(expected);
        }
    }

    @Test
    void misuseIsRefusedAndWhatWasGivenStays() {
        var key = ascii("key");
        assertThat(HmacSha256.of(key, key)).hasSize(HmacSha256.LENGTH);
        assertThat(key).asString(US_ASCII).isEqualTo("key");
        assertThatThrownBy(() -> HmacSha256.pbkdf2(key, key, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HmacSha256.of(new byte[0], key)).isInstanceOf(IllegalArgumentException.class);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
