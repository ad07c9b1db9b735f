package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LowerChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Up to four mistyped characters are found wherever they are, whatever was encoded comes back, and no text does harm. */
@Tag("verify")
class Bech32mPropertiesTest {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    @Property(tries = 500)
    void whateverWasEncodedComesBack(
            @ForAll @LowerChars @StringLength(min = 1, max = 10) String prefix, @ForAll @Size(max = 45) byte[] data)
            throws Exception {
        var text = Bech32m.encode(prefix, data);
        assertThat(SecondBech32m.valid(text)).isTrue();
        assertThat(Bech32m.decode(prefix, text, "it")).isEqualTo(data);
    }

    @Property(tries = 2_000)
    void upToFourChangedCharactersAreFound(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int mistakes) {
        var random = new Random(seed);
        var key = new byte[32];
        random.nextBytes(key);
        var text = new StringBuilder(Bech32m.encode("scn", key));
        random.ints(4, text.length()).distinct().limit(mistakes).forEach(place -> {
            int right = ALPHABET.indexOf(text.charAt(place));
            text.setCharAt(place, ALPHABET.charAt((right + 1 + random.nextInt(31)) % 32));
        });
        assertThatThrownBy(() -> Bech32m.decode("scn", text.toString(), "it"))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("checksum is wrong");
    }

    @Property(tries = 1_000)
    void noTextDoesHarm(@ForAll String any, @ForAll @AlphaChars String letters) {
        for (var text : new String[] {any, "scn1" + any, "scn1" + letters, letters}) {
            assertThatThrownBy(() -> NoisePublicKey.parse(text)).isInstanceOf(KeyMaterialException.class);
        }
    }

    @Property(tries = 300)
    void theShortFingerprintIsSixGroupsOfFiveDigitsOfTheHash(@ForAll @Size(32) byte[] bytes) throws Exception {
        bytes[0] |= 2; // not one of the few of low order
        bytes[31] &= 0x3F; // and no second form of another
        var key = NoisePublicKey.of(bytes);
        var hash = MessageDigest.getInstance("SHA-256").digest(key.subjectPublicKeyInfo());
        var groups = key.shortFingerprint().split(" ", -1);
        assertThat(groups).hasSize(6).allMatch(each -> each.matches("[0-9]{5}"));
        for (int i = 0; i < 6; i++) {
            var part = new BigInteger(1, Arrays.copyOfRange(hash, 5 * i, 5 * i + 5));
            assertThat(Integer.parseInt(groups[i]))
                    .isEqualTo(part.mod(BigInteger.valueOf(100_000)).intValue());
        }
    }
}
