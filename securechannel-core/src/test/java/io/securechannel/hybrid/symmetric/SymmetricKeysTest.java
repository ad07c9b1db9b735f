package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.CONTEXT;
import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static io.securechannel.hybrid.symmetric.Symmetric.cipher;
import static io.securechannel.hybrid.symmetric.Symmetric.key;
import static io.securechannel.hybrid.symmetric.Symmetric.shown;
import static io.securechannel.hybrid.symmetric.Symmetric.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared keys in a key store, and as text. */
@Tag("verify")
class SymmetricKeysTest {

    @TempDir
    private Path directory;

    @Test
    void theKeyStoreRotatesAndPrunes() throws Exception {
        try (var keys = Symmetric.store(directory);
                var first = SymmetricCipher.generate();
                var second = SymmetricCipher.generate()) {
            keys.put("tokens", first.toStoredData());
            byte[] old;
            try (var cipher = SymmetricCipher.in(keys, "tokens")) {
                old = cipher.encrypt(bytes("old"), CONTEXT);
                assertThat(cipher.keyIds()).isEqualTo(first.keyIds());
            }
            keys.rotate("tokens", second.toStoredData());
            try (var cipher = SymmetricCipher.in(keys, "tokens")) {
                assertThat(cipher.keyIds())
                        .containsExactly(second.keyIds().get(0), first.keyIds().get(0));
                assertThat(cipher.decrypt(old, CONTEXT)).isEqualTo(bytes("old"));
                assertThat(second.decrypt(cipher.encrypt(bytes("new"), CONTEXT), CONTEXT))
                        .isEqualTo(bytes("new"));
            }
            assertThat(keys.prune("tokens")).isEqualTo(1);
            try (var cipher = SymmetricCipher.in(keys, "tokens")) {
                assertRefused(Reason.WRONG_KEY, () -> cipher.decrypt(old, CONTEXT));
            }
        }
    }

    /** The old key then stands in both versions, and counts once. */
    @Test
    void aRotatedCipherInTheKeyStore() throws Exception {
        try (var keys = Symmetric.store(directory);
                var first = SymmetricCipher.generate();
                var second = first.rotate()) {
            keys.put("tokens", first.toStoredData());
            keys.rotate("tokens", second.toStoredData());
            try (var cipher = SymmetricCipher.in(keys, "tokens")) {
                assertThat(cipher.keyIds()).isEqualTo(second.keyIds());
            }
            try (var read = SymmetricCipher.fromStoredData(keys.get("tokens", StoredData.class))) {
                assertThat(read.keyIds()).isEqualTo(second.keyIds());
            }
        }
    }

    @Test
    void whatElseIsInTheKeyStore() throws Exception {
        try (var keys = Symmetric.store(directory);
                var one = cipher(key(7, 1));
                var other = cipher(key(7, 2))) {
            keys.put("secret", SharedSecret.random());
            keys.put("data", StoredData.of("something else/1", new byte[37]));
            keys.put("clash", one.toStoredData());
            keys.rotate("clash", other.toStoredData());
            assertRefused(Reason.MISSING, () -> SymmetricCipher.in(keys, "tokens"));
            assertRefused(Reason.WRONG_KIND, () -> SymmetricCipher.in(keys, "secret"));
            assertRefused(Reason.WRONG_KIND, () -> SymmetricCipher.in(keys, "data"))
                    .contains("something else/1", "securechannel symmetric keys/1");
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.in(keys, "clash"))
                    .contains("\"clash\"", "same number", "prune");
        }
    }

    @Test
    void storedKeysThatAreDamaged() {
        for (var content : List.of(
                new byte[0], new byte[1], new byte[37], filled(36, 1), filled(38, 1), filled(37, 2), filled(37, -1))) {
            assertRefused(
                            Reason.MALFORMED,
                            () -> SymmetricCipher.fromStoredData(
                                    StoredData.of("securechannel symmetric keys/1", content)))
                    .contains("each of them whole");
        }
        assertRefused(
                        Reason.MALFORMED,
                        () -> SymmetricCipher.fromStoredData(
                                StoredData.of("securechannel symmetric keys/1", filled(73, 2))))
                .contains("two keys of the same number");
    }

    private static byte[] filled(int length, int count) {
        var content = new byte[length];
        content[0] = (byte) count;
        return content;
    }

    @Test
    void keysAsText() throws Exception {
        try (var cipher = SymmetricCipher.generate();
                var text = cipher.toText();
                var read = SymmetricCipher.fromText(text)) {
            assertThat(shown(text)).matches("scsk1_[A-Za-z0-9_-]{60}");
            assertThat(text.toString()).doesNotContain("scsk");
            assertThat(read.decrypt(cipher.encrypt(bytes("hello"), CONTEXT), CONTEXT))
                    .isEqualTo(bytes("hello"));
            assertThat(shown(read.toText())).isEqualTo(shown(text));
        }
    }

    /** Tink itself gives no key the number 0, and takes one. */
    @Test
    void aKeyOfNumberZero() throws Exception {
        try (var cipher = cipher(key(0, 1))) {
            assertThat(cipher.keyIds()).containsExactly("00000000");
            assertThat(cipher.decrypt(cipher.encrypt(bytes("hello"), CONTEXT), CONTEXT))
                    .isEqualTo(bytes("hello"));
        }
    }

    @Test
    void textThatWasNotCopiedWhole() throws Exception {
        try (var cipher = SymmetricCipher.generate();
                var text = cipher.toText()) {
            var whole = shown(text);
            for (var cut : List.of(
                    whole.substring(0, 65),
                    whole.substring(0, 40),
                    "scsk1_",
                    whole + "A",
                    whole + "AAAA",
                    whole + whole.substring(6))) {
                assertRefused(Reason.DAMAGED, () -> SymmetricCipher.fromText(text(cut)))
                        .contains("checksum", "copy it again")
                        .doesNotContain(whole.substring(6, 12));
            }
            for (int i = 6; i < whole.length(); i++) {
                var changed = new StringBuilder(whole);
                changed.setCharAt(i, whole.charAt(i) == 'A' ? 'B' : 'A');
                assertRefused(Reason.DAMAGED, () -> SymmetricCipher.fromText(text(changed.toString())));
            }
        }
    }

    @Test
    void textThatIsSomethingElse() throws Exception {
        try (var cipher = SymmetricCipher.generate();
                var text = cipher.toText();
                var fernet = Fernet.generate()) {
            var whole = shown(text);
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text(" " + whole)))
                    .contains("begins with scsk1_", "without quotes or spaces");
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text(whole + "\n")))
                    .contains("character 67");
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text(whole.substring(0, 66) + "=")))
                    .contains("character 67");
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(fernet.toText()))
                    .contains("Fernet.fromText");
            assertRefused(Reason.TOO_NEW, () -> SymmetricCipher.fromText(text("scsk2_" + whole.substring(6))))
                    .contains("scsk2_", "update");
            assertRefused(Reason.TOO_NEW, () -> SymmetricCipher.fromText(text("scsk9_" + whole.substring(6))));
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text("scsk2_")));
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text("scsk1_ " + whole.substring(6))))
                    .contains("character 7");
            assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text("x")));
            assertRefused(Reason.TOO_LARGE, () -> SymmetricCipher.fromText(text("scsk1_" + "A".repeat(4_000))))
                    .contains("3090", "4006");
        }
    }

    /** A checksum is no proof that somebody has written whole keys. */
    @Test
    void textWithARightChecksumAndWrongKeys() {
        byte[] encoded = filled(38, 1);
        byte[] sum = Sha256.of(SymmetricCipherTest.concat(bytes("SecureChannel symmetric keys v1\0"), encoded));
        var text = "scsk1_" + Base64Url.encode(SymmetricCipherTest.concat(encoded, Arrays.copyOf(sum, 8)), false);
        assertRefused(Reason.MALFORMED, () -> SymmetricCipher.fromText(text(text)))
                .contains("the text of the symmetric keys", "each of them whole");
    }
}
