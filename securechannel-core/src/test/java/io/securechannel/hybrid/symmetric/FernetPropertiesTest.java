package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** Fernet tokens and keys that are random, cut or changed: the plaintext, or the declared exception, and nothing else. */
@Tag("verify")
class FernetPropertiesTest {

    private final Fernet fernet = Fernet.generate();
    private final String text = fernet.encrypt(bytes("hello, more than a block"));
    private final byte[] token = Base64Url.decode(text, true).orElseThrow();

    @Property(tries = 300)
    void whatIsEncryptedIsDecrypted(@ForAll @Size(max = 5_000) byte[] plaintext) throws Exception {
        var made = fernet.encrypt(plaintext);
        assertThat(made).hasSize((57 + (plaintext.length / 16 + 1) * 16 + 2) / 3 * 4);
        assertThat(fernet.decrypt(made)).isEqualTo(plaintext);
        assertThat(fernet.decrypt(fernet.rotate(made), Duration.ofHours(1))).isEqualTo(plaintext);
    }

    /** A changed date is no expired token, and changed padding is not told from a changed HMAC. */
    @Property(tries = 500)
    void anyChangedByteFailsAlike(
            @ForAll @IntRange(min = 1, max = 88) int position, @ForAll @IntRange(min = 1, max = 255) int mask) {
        byte[] changed = token.clone();
        changed[position] ^= (byte) mask;
        var spelled = Base64Url.encode(changed, true);
        assertRefused(Reason.NOT_OPENED, () -> fernet.decrypt(spelled));
        assertRefused(Reason.NOT_OPENED, () -> fernet.decrypt(spelled, Duration.ofHours(1)));
        assertRefused(Reason.NOT_OPENED, () -> fernet.rotate(spelled));
    }

    @Property(tries = 255)
    void anotherVersionIsNone(@ForAll @IntRange(max = 127) int version) {
        byte[] changed = token.clone();
        changed[0] = (byte) version;
        assertRefused(Reason.MALFORMED, () -> fernet.decrypt(Base64Url.encode(changed, true)));
    }

    @Property(tries = 200)
    void anyCutFails(@ForAll @IntRange(max = 88) int length) {
        // Of whole blocks there is still the shape of a token, with another HMAC.
        var reason = length == 73 ? Reason.NOT_OPENED : Reason.MALFORMED;
        assertRefused(reason, () -> fernet.decrypt(Base64Url.encode(Arrays.copyOf(token, length), true)));
    }

    @Property(tries = 500)
    void nonsenseIsNoToken(@ForAll @Size(max = 300) byte[] nonsense) {
        byte[] begun = SymmetricCipherTest.concat(new byte[] {FernetToken.VERSION}, nonsense);
        var refused = catchThrowableOfType(
                KeyMaterialException.class, () -> fernet.decrypt(Base64Url.encode(begun, true), Duration.ofDays(1)));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.NOT_OPENED);
    }

    @Property(tries = 500)
    void nonsenseIsNoTextOfAToken(@ForAll @StringLength(max = 300) String nonsense) {
        assertRefused(Reason.MALFORMED, () -> fernet.decrypt(nonsense));
    }

    @Property(tries = 500)
    void nonsenseIsNoKey(
            @ForAll @AlphaChars @NumericChars @Chars({'-', '_', '=', '+'}) @StringLength(min = 1, max = 60)
                    String nonsense) {
        if (nonsense.length() != 44) {
            assertRefused(Reason.MALFORMED, () -> Fernet.fromText(Symmetric.text(nonsense)));
        }
        var shaped = (nonsense + "A".repeat(44)).substring(0, 43) + "=";
        var refused = catchThrowableOfType(
                KeyMaterialException.class,
                () -> Fernet.fromText(Symmetric.text(shaped)).close());
        boolean key = shaped.indexOf('+') < 0
                && shaped.indexOf('=') == 43
                && "AEIMQUYcgkosw048".indexOf(shaped.charAt(42)) >= 0;
        assertThat(refused == null).as(shaped).isEqualTo(key);
    }
}
