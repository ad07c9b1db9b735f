package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The vectors of BIP 350, checked against a second implementation, and what the text of a key must not be. */
@Tag("verify")
class Bech32mTest {

    /** Alice's public key of RFC 7748, section 6.1; its text and its digits were computed by a program of another language. */
    private static final String ALICE = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";

    private static final String TEXT = "scn1s5s0qzvfxzn4gayt0hwtg0hhtgxm7wsdycup4a8t5j5ca25mfe4qwg9ld5";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A1LQFN3A",
                "a1lqfn3a",
                "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
                "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
                "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
                "?1v759aa"
            })
    void whatTheBipHasAsValidIsRead(String text) throws Exception {
        var lower = text.toLowerCase(Locale.ROOT);
        var prefix = lower.substring(0, lower.lastIndexOf('1'));
        assertThat(SecondBech32m.valid(lower)).isTrue();
        assertThat(Bech32m.encode(prefix, Bech32m.decode(prefix, text, "it"))).isEqualTo(lower);
    }

    /** Its checksum is right; its 82 letters are no whole bytes, which the BIP does not ask for and keys do. */
    @Test
    void theValidOneThatIsNoBytesHasARightChecksum() {
        var text = "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8";
        assertThat(SecondBech32m.valid(text)).isTrue();
        assertThat(refused("1", text)).hasMessageContaining("bits that are none of a byte");
        assertThat(refused("1", text.replace("udsr8", "udsr9"))).hasMessageContaining("checksum is wrong");
    }

    @ParameterizedTest
    @CsvSource({
        "' 1xj0phk', ' '",
        "'\u007F1g6xzxy', '\u007F'",
        "'\u00801vctc34', '\u0080'",
        "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4,"
                + " an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber1",
        "qyrz8wqd2c9m, qyrz8wqd2c9m",
        "1qyrz8wqd2c9m, scn",
        "y1b0jsk6g, y",
        "lt1igcx5c0, lt",
        "in1muywd, in",
        "mm1crxm3i, mm",
        "au1s5cgom, au",
        "M1VUXWEZ, m",
        "16plkw9, scn",
        "1p2gdwpf, scn"
    })
    void whatTheBipHasAsInvalidIsRefused(String text, String prefix) {
        assertThat(SecondBech32m.valid(text)).isFalse();
        if (!prefix.equals(" ")) { // a prefix is this library's own, and never a blank
            assertThat(refused(prefix, text).reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void aKnownKeyHasItsTextAndDigits() throws Exception {
        var key = NoisePublicKey.of(HexFormat.of().parseHex(ALICE));
        assertThat(key.text()).isEqualTo(TEXT).hasSize(62);
        assertThat(SecondBech32m.valid(TEXT)).isTrue();
        assertThat(NoisePublicKey.parse(TEXT)).isEqualTo(key);
        assertThat(NoisePublicKey.parse(TEXT.toUpperCase(Locale.ROOT))).isEqualTo(key);
        assertThat(key.shortFingerprint()).isEqualTo("32992 33560 98351 83227 46537 06975");
        assertThat(key.fingerprint()).isEqualTo("SHA256:KRxSk+AwRSpZmFGnxymPPxbD/xvfr8tZiSfyYx+fpkE");
    }

    @Test
    void otherTextIsRefusedAndNeverQuoted() {
        var text = TEXT;
        for (var other : new String[] {
            "",
            "scn",
            "scn1",
            "scn1" + text.substring(4).toUpperCase(Locale.ROOT),
            "SCN1" + text.substring(4),
            text.replace("s5s0", "s5 s0"),
            text.replace("s5s0", "s5\ns0"),
            text + "q",
            text.substring(0, text.length() - 1),
            text.replace("scn1", "scm1"),
            text.replace("scn1", ""),
            text.toUpperCase(Locale.ROOT).replace('K', '\u212A').replaceFirst("4", "\u212A"),
            text.toUpperCase(Locale.ROOT).replaceFirst("S5", "\u017F5"),
            text.replaceFirst("s5", "\uD83D\uDE00"),
            "correct horse battery staple",
            "x".repeat(1 << 20),
            Bech32m.encode("scn", new byte[31]),
            Bech32m.encode("scn", new byte[33]),
            Bech32m.encode("scn", new byte[32]) // all zero: of low order
        }) {
            var error = catchThrowableOfType(KeyMaterialException.class, () -> NoisePublicKey.parse(other));
            assertThat(error)
                    .as(other.substring(0, Math.min(80, other.length())))
                    .isNotNull();
            if (other.length() > 4) {
                assertThat(error.getMessage()).doesNotContain(other.strip());
            }
        }
    }

    /** The Kelvin sign's small letter is a plain k: a text with it would be a second text of the same key. */
    @Test
    void theKelvinSignIsNoK() throws Exception {
        var key =
                Bech32m.encode("scn", HexFormat.of().parseHex("36".repeat(32))).toUpperCase(Locale.ROOT);
        assertThat(key).contains("K");
        assertThat(NoisePublicKey.parse(key)).isNotNull();
        var error = catchThrowableOfType(
                KeyMaterialException.class, () -> NoisePublicKey.parse(key.replace('K', '\u212A')));
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
    }

    private static KeyMaterialException refused(String prefix, String text) {
        var error = catchThrowableOfType(KeyMaterialException.class, () -> Bech32m.decode(prefix, text, "it"));
        assertThat(error).as(text).isNotNull();
        return error;
    }
}
