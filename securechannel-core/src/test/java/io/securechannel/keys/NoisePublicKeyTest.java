package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key has one text: what RFC 7748 lets pass as a second form of a key, and Wycheproof calls acceptable, is none (N32). */
class NoisePublicKeyTest {

    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b656e032100");

    @Test
    void withTheHighestBitItIsRefused() throws Exception {
        try (var pair = NoiseKeyPair.generate()) {
            var bytes = pair.publicKey().bytes();
            assertThat(NoisePublicKey.of(bytes)).isEqualTo(pair.publicKey());
            bytes[31] |= (byte) 0x80;
            refused(bytes);
        }
    }

    /** p + 2 to p + 18 are the second forms of 2 to 18; p itself and p + 1 are of low order besides. */
    @ParameterizedTest
    @ValueSource(ints = {0xEF, 0xF0, 0xF7, 0xFF})
    void soAreNumbersFromThePrimeOn(int last) {
        refused(atTheTop(last));
    }

    @Test
    void theLargestNumberBelowThePrimeThatIsAKeyIsTaken() {
        assertThatCode(() -> NoisePublicKey.of(atTheTop(0xEB))).doesNotThrowAnyException();
    }

    private static byte[] atTheTop(int last) {
        var bytes = new byte[32];
        Arrays.fill(bytes, (byte) 0xFF);
        bytes[31] = 0x7F;
        bytes[0] = (byte) last;
        return bytes;
    }

    private static void refused(byte[] bytes) {
        assertMalformed(catchThrowableOfType(KeyMaterialException.class, () -> NoisePublicKey.of(bytes)));
        var spki = Arrays.copyOf(SPKI, SPKI.length + bytes.length);
        System.arraycopy(bytes, 0, spki, SPKI.length, bytes.length);
        assertMalformed(
                catchThrowableOfType(KeyMaterialException.class, () -> NoisePublicKey.fromSubjectPublicKeyInfo(spki)));
    }

    private static void assertMalformed(KeyMaterialException error) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(error).hasMessageContaining("second form").hasMessageContaining("compute it again");
    }

    /** As a file or a clipboard has it; inside, nothing is left out. */
    @Test
    void spacesAndLineEndsAroundTheTextAreLeftOut() throws Exception {
        var text = "scn1s5s0qzvfxzn4gayt0hwtg0hhtgxm7wsdycup4a8t5j5ca25mfe4qwg9ld5";
        assertThat(NoisePublicKey.parse("  " + text + "\r\n").text()).isEqualTo(text);
        var inside = catchThrowableOfType(
                KeyMaterialException.class, () -> NoisePublicKey.parse(text.replace("s5s0", "s5 s0")));
        assertThat(inside.reason()).isEqualTo(Reason.MALFORMED);
    }
}
