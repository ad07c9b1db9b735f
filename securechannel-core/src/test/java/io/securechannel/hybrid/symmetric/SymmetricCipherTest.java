package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.CONTEXT;
import static io.securechannel.hybrid.symmetric.Symmetric.NOW;
import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.at;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static io.securechannel.hybrid.symmetric.Symmetric.cipher;
import static io.securechannel.hybrid.symmetric.Symmetric.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tokens of shared keys: what opens, what does not, and what the errors say. */
@Tag("verify")
class SymmetricCipherTest {

    /** Made by Python's cryptography, AESGCM, from the layout that SymmetricToken describes. */
    private static final String GOLDEN =
            "U0NUAQAAAaDEUGx7AQoLDA1AQUJDREVGR0hJSkviua4jJjyHA83EFzabZBNbecZSXLc1DyN3R07llxPt2_Btn8Cx"
                    + "jbCUfezoxJagf5YOZ92BKg";

    private static final String GOLDEN_KEY = "scsk1_AQoLDA0AAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eH7f_O4sTcMO4";

    @Test
    void whatIsEncryptedIsDecrypted() throws Exception {
        try (var cipher = SymmetricCipher.generate()) {
            byte[] token = cipher.encrypt(bytes("hello"), CONTEXT);
            assertThat(token).hasSize(77 + 5).startsWith('S', 'C', 'T', 1);
            assertThat(cipher.decrypt(token, CONTEXT)).isEqualTo(bytes("hello"));
            assertThat(cipher.decrypt(token, CONTEXT, Duration.ofHours(1))).isEqualTo(bytes("hello"));
            var text = cipher.encryptToText(new byte[0], new byte[0]);
            assertThat(text).matches("[A-Za-z0-9_-]{103}");
            assertThat(cipher.decryptText(text, new byte[0])).isEmpty();
            assertThat(cipher.decryptText(text, new byte[0], Duration.ofHours(1)))
                    .isEmpty();
            assertThat(cipher.encrypt(bytes("hello"), CONTEXT)).isNotEqualTo(token);
        }
    }

    @Test
    void aTokenThatPythonMadeOpens() throws Exception {
        try (var text = Symmetric.text(GOLDEN_KEY);
                var cipher = SymmetricCipher.fromText(text).withClock(at(Instant.ofEpochMilli(1_790_000_060_123L)))) {
            assertThat(cipher.keyIds()).containsExactly("0a0b0c0d");
            assertThat(cipher.decryptText(GOLDEN, bytes("user 7"), Duration.ofMinutes(1)))
                    .isEqualTo(bytes("hello"));
            assertRefused(Reason.EXPIRED, () -> cipher.decryptText(GOLDEN, bytes("user 7"), Duration.ofMillis(59_999)));
        }
    }

    @Test
    void rawTinkOpensATokenAndMakesOne() throws Exception {
        try (var cipher = SymmetricCipher.generate()) {
            var tink = rawTink(cipher);
            byte[] token = cipher.encrypt(bytes("hello"), CONTEXT);
            byte[] header = Arrays.copyOf(token, 12);
            byte[] sealed = Arrays.copyOfRange(token, 12, token.length);
            byte[] associated = concat(bytes("SecureChannel symmetric token v1\0"), header, CONTEXT);
            assertThat(tink.decrypt(sealed, associated)).isEqualTo(concat(new byte[32], bytes("hello")));

            byte[] made = concat(header, tink.encrypt(concat(new byte[32], bytes("from Tink")), associated));
            assertThat(cipher.decrypt(made, CONTEXT)).isEqualTo(bytes("from Tink"));
            byte[] uncommitted = concat(header, tink.encrypt(concat(new byte[31], bytes("xfrom Tink")), associated));
            assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(uncommitted, CONTEXT));
            byte[] shorter = concat(header, tink.encrypt(new byte[31], associated));
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(shorter, CONTEXT));
        }
    }

    private static Aead rawTink(SymmetricCipher cipher) throws GeneralSecurityException {
        var key = AesGcmKey.builder()
                .setParameters(AesGcmParameters.builder()
                        .setKeySizeBytes(32)
                        .setIvSizeBytes(12)
                        .setTagSizeBytes(16)
                        .setVariant(AesGcmParameters.Variant.TINK)
                        .build())
                .setKeyBytes(SecretBytes.copyFrom(Symmetric.primaryKey(cipher), InsecureSecretKeyAccess.get()))
                .setIdRequirement(Symmetric.primaryId(cipher))
                .build();
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).makePrimary())
                .build()
                .getPrimitive(AeadConfig2026.get(), Aead.class);
    }

    @Test
    void anotherContextDoesNotOpen() throws Exception {
        try (var cipher = SymmetricCipher.generate()) {
            byte[] token = cipher.encrypt(bytes("hello"), CONTEXT);
            assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(token, bytes("session of user 8")))
                    .contains(cipher.keyIds().get(0))
                    .contains("another context, or changed or cut");
            assertRefused(Reason.NOT_OPENED, () -> cipher.decrypt(token, new byte[0]));
        }
    }

    @Test
    void aTokenOfAnotherKeySaysWhich() throws Exception {
        try (var theirs = cipher(key(0x01020304, 1));
                var ours = cipher(key(0xFFFEFDFC, 2), key(0x00000009, 3))) {
            byte[] token = theirs.encrypt(bytes("hello"), CONTEXT);
            assertRefused(Reason.WRONG_KEY, () -> ours.decrypt(token, CONTEXT))
                    .contains("the key 01020304")
                    .contains("fffefdfc, 00000009")
                    .contains("rotated");
        }
    }

    @Test
    void anotherKeyOfTheSameNumberIsNotToldApart() throws Exception {
        try (var theirs = cipher(key(7, 1));
                var ours = cipher(key(7, 2))) {
            byte[] token = theirs.encrypt(bytes("hello"), CONTEXT);
            assertRefused(Reason.NOT_OPENED, () -> ours.decrypt(token, CONTEXT));
        }
    }

    @Test
    void theTimeToLiveEnds() throws Exception {
        var ttl = Duration.ofMinutes(5);
        try (var made = cipher(key(7, 1));
                var last = made.withClock(at(NOW.plus(ttl)));
                var late = made.withClock(at(NOW.plus(ttl).plusMillis(1)))) {
            byte[] token = made.encrypt(bytes("hello"), CONTEXT);
            assertThat(last.decrypt(token, CONTEXT, ttl)).isEqualTo(bytes("hello"));
            assertRefused(Reason.EXPIRED, () -> late.decrypt(token, CONTEXT, ttl))
                    .contains("2026-11-21T12:00:00.500Z", "PT5M0.001S ago", "no older than PT5M");
            assertThat(late.decrypt(token, CONTEXT)).isEqualTo(bytes("hello"));
            assertThat(made.decrypt(token, CONTEXT, Duration.ZERO)).isEqualTo(bytes("hello"));
            assertThat(late.decrypt(token, CONTEXT, Duration.ofSeconds(Long.MAX_VALUE)))
                    .isEqualTo(bytes("hello"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> made.decrypt(token, CONTEXT, Duration.ofMillis(-1)))
                    .withMessageContaining("not negative");
        }
    }

    @Test
    void aTokenFromTheFutureIsRefusedBeyondTheSkew() throws Exception {
        try (var made = cipher(key(7, 1));
                var near = made.withClock(at(NOW.minusSeconds(60)));
                var far = made.withClock(at(NOW.minusSeconds(60).minusMillis(1)))) {
            byte[] token = made.encrypt(bytes("hello"), CONTEXT);
            assertThat(near.decrypt(token, CONTEXT, Duration.ZERO)).isEqualTo(bytes("hello"));
            assertRefused(Reason.EXPIRED, () -> far.decrypt(token, CONTEXT, Duration.ofDays(1)))
                    .contains("in the future", "clock");
            assertThat(far.decrypt(token, CONTEXT)).isEqualTo(bytes("hello"));
        }
    }

    @Test
    void theDateCannotBeChanged() throws Exception {
        try (var made = cipher(key(7, 1))) {
            byte[] token = made.encrypt(bytes("hello"), CONTEXT);
            ByteBuffer.wrap(token).putLong(4, NOW.plusSeconds(30).toEpochMilli());
            assertRefused(Reason.NOT_OPENED, () -> made.decrypt(token, CONTEXT, Duration.ofDays(1)));
        }
    }

    /** Who has the key can write any date; none of them may break the arithmetic. */
    @Test
    void datesThatNoClockShowsAreInTheFuture() throws Exception {
        try (var made = cipher(key(7, 1));
                var keys = SymmetricKeySet.of(java.util.List.of(key(7, 1)))) {
            byte[] header = {'S', 'C', 'T', 1, -1, -1, -1, -1, -1, -1, -1, -1};
            byte[] associated = concat(bytes("SecureChannel symmetric token v1\0"), header, CONTEXT);
            byte[] token = concat(header, TinkAead.of(keys).encrypt(new byte[33], associated));
            assertRefused(Reason.EXPIRED, () -> made.decrypt(token, CONTEXT, Duration.ofSeconds(Long.MAX_VALUE)))
                    .contains("in the future");
            assertThat(made.decrypt(token, CONTEXT)).hasSize(1);
        }
        try (var first = cipher(key(7, 1)).withClock(at(Instant.EPOCH))) {
            assertThat(first.decrypt(first.encrypt(bytes("hello"), CONTEXT), CONTEXT, Duration.ZERO))
                    .isEqualTo(bytes("hello"));
        }
        try (var early = cipher(key(7, 1)).withClock(at(Instant.EPOCH.minusMillis(1)))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> early.encrypt(new byte[0], CONTEXT))
                    .withMessageContaining("before 1970");
        }
    }

    @Test
    void rotationKeepsTheOldKeys() throws Exception {
        try (var first = SymmetricCipher.generate();
                var second = first.rotate();
                var third = second.rotate();
                var pruned = third.newestOnly();
                var withoutFirst = third.without(first.keyIds().get(0));
                var back = third.withPrimary(first.keyIds().get(0))) {
            byte[] old = first.encrypt(bytes("old"), CONTEXT);
            assertThat(third.keyIds())
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .endsWith(first.keyIds().get(0));
            assertThat(second.decrypt(old, CONTEXT)).isEqualTo(bytes("old"));
            assertThat(third.decrypt(second.encrypt(bytes("new"), CONTEXT), CONTEXT))
                    .isEqualTo(bytes("new"));
            assertRefused(Reason.WRONG_KEY, () -> first.decrypt(third.encrypt(bytes("new"), CONTEXT), CONTEXT));
            assertThat(withoutFirst.keyIds()).isEqualTo(second(third));
            assertRefused(Reason.WRONG_KEY, () -> withoutFirst.decrypt(old, CONTEXT));
            assertThat(pruned.keyIds()).containsExactly(third.keyIds().get(0));
            assertRefused(Reason.WRONG_KEY, () -> pruned.decrypt(old, CONTEXT));
            assertThat(first.decrypt(back.encrypt(bytes("back"), CONTEXT), CONTEXT))
                    .isEqualTo(bytes("back"));
            assertThat(back.keyIds()).containsExactlyInAnyOrderElementsOf(third.keyIds());
        }
    }

    private static java.util.List<String> second(SymmetricCipher cipher) {
        return cipher.keyIds().subList(0, 2);
    }

    @Test
    void keysThatAreNotThereCannotBeLeftOut() throws Exception {
        try (var cipher = cipher(key(7, 1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cipher.without("00000008"))
                    .withMessage("there is no key 00000008, but 00000007");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cipher.withPrimary("7"))
                    .withMessage("there is no key 7, but 00000007");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> cipher.without("00000007"))
                    .withMessageContaining("1 to 64 keys, not 0");
        }
    }

    @Test
    void atMostSixtyFourKeys() throws Exception {
        var cipher = SymmetricCipher.generate();
        for (int i = 1; i < 64; i++) {
            cipher = cipher.rotate();
        }
        var full = cipher;
        assertThat(full.keyIds()).hasSize(64);
        assertThatIllegalStateException().isThrownBy(full::rotate).withMessageContaining("leave out old ones");
        try (var text = full.toText();
                var read = SymmetricCipher.fromText(text)) {
            assertThat(read.keyIds()).isEqualTo(full.keyIds());
        }
    }

    @Test
    void otherThingsAreNamed() throws Exception {
        try (var cipher = cipher(key(7, 1))) {
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(bytes("SCEV rest"), CONTEXT))
                    .contains("HybridCipher");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(bytes(GOLDEN), CONTEXT))
                    .contains("decryptText");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(bytes("gAAAAABl"), CONTEXT))
                    .contains("Fernet");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(new byte[] {(byte) 0x80, 0, 0, 0}, CONTEXT))
                    .contains("Fernet");
            assertRefused(Reason.MALFORMED, () -> cipher.decryptText("gAAAAABl=", CONTEXT))
                    .contains("Fernet");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(new byte[0], CONTEXT))
                    .contains("does not begin as one");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(bytes("SCEV"), CONTEXT))
                    .contains("HybridCipher");
            assertRefused(Reason.MALFORMED, () -> cipher.decrypt(new byte[] {'S', 'C', 'T', 1}, CONTEXT))
                    .contains("4 bytes", "77 would be the least");
            byte[] newer = cipher.encrypt(bytes("hello"), CONTEXT);
            newer[3] = 2;
            assertRefused(Reason.TOO_NEW, () -> cipher.decrypt(newer, CONTEXT)).contains("update");
            assertRefused(Reason.MALFORMED, () -> cipher.decryptText(GOLDEN + "=", bytes("user 7")))
                    .contains("without padding")
                    .doesNotContain(GOLDEN.substring(20, 30));
        }
    }

    @Test
    void nothingWorksAfterClose() throws Exception {
        var cipher = SymmetricCipher.generate();
        byte[] token = cipher.encrypt(bytes("hello"), CONTEXT);
        cipher.close();
        cipher.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> cipher.encrypt(token, CONTEXT))
                .withMessageContaining("closed");
        assertThatIllegalStateException().isThrownBy(() -> cipher.decrypt(token, CONTEXT));
        assertThatIllegalStateException().isThrownBy(cipher::toText);
        assertThatIllegalStateException().isThrownBy(cipher::toStoredData);
        assertThatIllegalStateException().isThrownBy(cipher::rotate);
        assertThat(cipher)
                .hasToString("SymmetricCipher["
                        + SymmetricKey.name(ByteBuffer.wrap(token).getInt(13)) + "]");
    }

    static byte[] concat(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(each -> each.length).sum();
        var all = ByteBuffer.allocate(length);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }
}
