package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.CONTEXT;
import static io.securechannel.hybrid.symmetric.Symmetric.NOW;
import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.at;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static io.securechannel.hybrid.symmetric.Symmetric.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import java.time.Duration;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Tokens and keys that are random, cut, changed or too long: the plaintext, or the declared exception, and nothing else. */
@Tag("verify")
class SymmetricCipherPropertiesTest {

    private final SymmetricCipher cipher = made();
    private final byte[] token = cipher.encrypt(bytes("hello"), CONTEXT);

    private static SymmetricCipher made() {
        try {
            return Symmetric.cipher(key(0x01020304, 1), key(0x05060708, 2));
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Property(tries = 300)
    void whatIsEncryptedIsDecrypted(@ForAll @Size(max = 5_000) byte[] plaintext, @ForAll byte[] context)
            throws Exception {
        byte[] made = cipher.encrypt(plaintext, context);
        assertThat(made).hasSize(plaintext.length + 77);
        assertThat(cipher.decrypt(made, context, Duration.ZERO)).isEqualTo(plaintext);
        assertThat(cipher.decryptText(cipher.encryptToText(plaintext, context), context))
                .isEqualTo(plaintext);
    }

    @Property(tries = 300)
    void anotherContextNeverOpens(@ForAll byte[] context, @ForAll byte[] other) {
        byte[] made = cipher.encrypt(bytes("hello"), context);
        if (!Arrays.equals(context, other)) {
            assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(made, other));
        }
    }

    @Property(tries = 500)
    void anyChangedByteFails(@ForAll @IntRange(max = 81) int position, @ForAll @IntRange(min = 1, max = 255) int mask) {
        byte[] changed = token.clone();
        changed[position] ^= (byte) mask;
        assertRefused(reason(position, changed), () -> cipher.decrypt(changed, CONTEXT));
    }

    /** What stands before the ciphertext tells its own story; all else fails alike. */
    private static Reason reason(int position, byte[] changed) {
        if (position < 3 || position == 12) {
            return Reason.MALFORMED;
        }
        if (position == 3) {
            return changed[3] > 1 ? Reason.TOO_NEW : Reason.MALFORMED;
        }
        return position > 12 && position < 17 ? Reason.WRONG_KEY : Reason.NOT_OPENED;
    }

    /** To name the other key that is here does not help. */
    @Property(tries = 1)
    void aTokenUnderTheNumberOfAnotherKey() {
        byte[] changed = token.clone();
        System.arraycopy(new byte[] {5, 6, 7, 8}, 0, changed, 13, 4);
        assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(changed, CONTEXT));
    }

    @Property(tries = 82)
    void anyCutFails(@ForAll @IntRange(max = 81) int length) {
        assertRefused(
                length < 77 ? Reason.MALFORMED : Reason.NOT_OPENED,
                () -> cipher.decrypt(Arrays.copyOf(token, length), CONTEXT));
    }

    @Property(tries = 100)
    void anythingBehindItFails(@ForAll @Size(min = 1, max = 300) byte[] more) {
        assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(SymmetricCipherTest.concat(token, more), CONTEXT));
    }

    @Property(tries = 500)
    void nonsenseIsNoToken(@ForAll @IntRange(max = 17) int kept, @ForAll @Size(max = 300) byte[] nonsense) {
        byte[] start = Arrays.copyOf(token, kept);
        var refused = catchThrowableOfType(
                KeyMaterialException.class,
                () -> cipher.decrypt(SymmetricCipherTest.concat(start, nonsense), CONTEXT, Duration.ofDays(1)));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.TOO_NEW, Reason.WRONG_KEY, Reason.NOT_OPENED);
    }

    @Property(tries = 500)
    void nonsenseIsNoTextOfAToken(@ForAll @Size(max = 300) String nonsense) {
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> cipher.decryptText(nonsense, CONTEXT));
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.TOO_NEW);
    }

    @Property(tries = 300)
    void aTokenLivesAsLongAsItMay(
            @ForAll @LongRange(min = -200_000, max = 200_000) long age,
            @ForAll @LongRange(max = 200_000) long timeToLive)
            throws Exception {
        try (var reader = cipher.withClock(at(NOW.plusMillis(age)))) {
            var ttl = Duration.ofMillis(timeToLive);
            if (age <= timeToLive && age >= -60_000) {
                assertThat(reader.decrypt(token, CONTEXT, ttl)).isEqualTo(bytes("hello"));
            } else {
                assertRefused(Reason.EXPIRED, () -> reader.decrypt(token, CONTEXT, ttl));
            }
        }
    }

    @Property(tries = 500)
    void nonsenseIsNoKey(@ForAll("texts") String text) {
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> {
            try (var password = Symmetric.text(text)) {
                SymmetricCipher.fromText(password).close();
            }
        });
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.DAMAGED, Reason.TOO_NEW, Reason.TOO_LARGE);
    }

    @Provide
    Arbitrary<String> texts() {
        var base64 = Arbitraries.strings()
                .withCharRange('A', 'Z')
                .withCharRange('a', 'z')
                .withCharRange('0', '9')
                .withChars('-', '_')
                .ofMaxLength(5_000);
        return Arbitraries.oneOf(
                base64.map(each -> "scsk1_" + each),
                base64.map(each -> "scsk" + each).filter(each -> !each.isEmpty()),
                Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(200).map(each -> "scsk1_" + each),
                Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(200));
    }

    @Property(tries = 300)
    void nonsenseIsNoStoredKey(@ForAll @IntRange(max = 70) int count, @ForAll @Size(max = 200) byte[] nonsense) {
        byte[] content = SymmetricCipherTest.concat(new byte[] {(byte) count}, nonsense);
        var whole = nonsense.length > 0 && nonsense.length == count * 36;
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> {
            try (var stored = StoredData.of(SymmetricKeyCodec.FORMAT, content)) {
                SymmetricCipher.fromStoredData(stored).close();
            }
        });
        if (!whole) {
            assertThat(refused).isNotNull();
            assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    @Property(tries = 200)
    void keysSurviveTheirText(@ForAll @IntRange(min = 1, max = 8) int keys) throws Exception {
        var made = SymmetricCipher.generate();
        for (int i = 1; i < keys; i++) {
            made = made.rotate();
        }
        byte[] sealed = made.encrypt(bytes("hello"), CONTEXT);
        try (Password text = made.toText();
                var read = SymmetricCipher.fromText(text)) {
            assertThat(read.keyIds()).isEqualTo(made.keyIds());
            assertThat(read.decrypt(sealed, CONTEXT)).isEqualTo(bytes("hello"));
        }
    }
}
