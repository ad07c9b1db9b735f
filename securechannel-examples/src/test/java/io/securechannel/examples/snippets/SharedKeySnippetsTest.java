package io.securechannel.examples.snippets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.symmetric.Fernet;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about shared keys does what the page around it says. */
class SharedKeySnippetsTest {

    private static final byte[] CONTEXT = "cookie of chat.example".getBytes(UTF_8);

    @TempDir
    private Path directory;

    @Test
    void keysAreKeptRotatedAndForgotten() throws Exception {
        try (var keys = KeyStoreManager.create(
                directory.resolve("test.keys"),
                KeyEncryption.aesGcm("outer", new SecretKeySpec(new byte[32], "AES")))) {
            SharedKeySnippets.keep(keys);
            var old = SharedKeySnippets.encrypt(keys, new byte[] {1, 2, 3});
            SharedKeySnippets.rotate(keys);
            var fresh = SharedKeySnippets.encrypt(keys, new byte[] {4, 5, 6});
            assertThat(old).startsWith("U0NUAQ");
            try (var cipher = SymmetricCipher.in(keys, "cookies")) {
                assertThat(SharedKeySnippets.decrypt(cipher, old, CONTEXT)).containsExactly(1, 2, 3);
                assertThat(SharedKeySnippets.decrypt(cipher, fresh, CONTEXT)).containsExactly(4, 5, 6);
            }
            assertThat(SharedKeySnippets.forget(keys)).isEqualTo(1);
            try (var cipher = SymmetricCipher.in(keys, "cookies")) {
                assertThat(SharedKeySnippets.decrypt(cipher, fresh, CONTEXT)).containsExactly(4, 5, 6);
                assertRefused(Reason.WRONG_KEY, () -> SharedKeySnippets.decrypt(cipher, old, CONTEXT));
            }
        }
    }

    @Test
    void keysTravelAsText() throws Exception {
        var file = directory.resolve("cookie.keys");
        SharedKeySnippets.asText(text -> write(file, text));
        var first = new AtomicReference<char[]>();
        var second = new AtomicReference<char[]>();
        try (var current = SharedKeySnippets.fromFile(file)) {
            SharedKeySnippets.rotateText(current, first::set, second::set);
            try (var before = SymmetricCipher.fromText(Password.copyOf(first.get()));
                    var after = SymmetricCipher.fromText(Password.copyOf(second.get()))) {
                var fresh = after.encrypt(new byte[] {1}, CONTEXT);
                assertThat(before.decrypt(fresh, CONTEXT)).containsExactly(1);
                assertThat(current.decrypt(before.encrypt(new byte[] {2}, CONTEXT), CONTEXT))
                        .containsExactly(2);
                assertRefused(Reason.WRONG_KEY, () -> current.decrypt(fresh, CONTEXT));
            }
        }
    }

    @Test
    void fernetTokensAreReadBesideTheOthers() throws Exception {
        var file = directory.resolve("fernet.key");
        try (var fernet = Fernet.generate();
                var cipher = SymmetricCipher.generate()) {
            write(file, fernet.toText().copy());
            var old = fernet.encrypt(new byte[] {1});
            var fresh = cipher.encryptToText(new byte[] {2}, CONTEXT);
            assertThat(SharedKeySnippets.fernet(file, old)).containsExactly(1);
            assertThat(SharedKeySnippets.read(cipher, fernet, old, CONTEXT)).containsExactly(1);
            assertThat(SharedKeySnippets.read(cipher, fernet, fresh, CONTEXT)).containsExactly(2);
        }
    }

    private static void write(Path file, char[] text) {
        try {
            Files.writeString(file, String.valueOf(text) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRefused(Reason reason, ThrowingCallable code) {
        var refused = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(refused).as("is refused").isNotNull();
        assertThat(refused.reason()).as("%s", refused).isEqualTo(reason);
    }
}
