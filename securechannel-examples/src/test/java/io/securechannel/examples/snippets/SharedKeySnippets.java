package io.securechannel.examples.snippets;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.symmetric.Fernet;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.secret.Password;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/** The snippets about keys that all readers share. */
final class SharedKeySnippets {

    private SharedKeySnippets() {}

    static void keep(KeyStoreManager keys) throws KeyMaterialException {
        // snippet: shared-keep
        try (var cipher = SymmetricCipher.generate();
                var stored = cipher.toStoredData()) {
            keys.put("cookies", stored);
        }
        // end
    }

    static String encrypt(KeyStoreManager keys, byte[] plaintext) throws KeyMaterialException {
        // snippet: shared-encrypt
        byte[] context = "cookie of chat.example".getBytes(StandardCharsets.UTF_8);
        try (var cipher = SymmetricCipher.in(keys, "cookies")) {
            String token = cipher.encryptToText(plaintext, context); // U0NUAQ…, for URLs, cookies and headers
            // end
            return token;
        }
    }

    static byte[] decrypt(SymmetricCipher cipher, String token, byte[] context) throws KeyMaterialException {
        // snippet: shared-decrypt
        try {
            return cipher.decryptText(token, context, Duration.ofHours(1));
        } catch (KeyMaterialException e) {
            switch (e.reason()) {
                case EXPIRED -> System.out.println("log in again");
                case WRONG_KEY -> System.out.println("these are other keys: " + e.getMessage());
                default -> System.out.println("refused: " + e.getMessage());
            }
            throw e;
        }
        // end
    }

    static void rotate(KeyStoreManager keys) throws KeyMaterialException {
        // snippet: shared-rotate
        try (var fresh = SymmetricCipher.generate();
                var stored = fresh.toStoredData()) {
            keys.rotate("cookies", stored); // SymmetricCipher.in encrypts with it, and reads the old ones' tokens
        }
        // end
    }

    static int forget(KeyStoreManager keys) throws KeyMaterialException {
        // snippet: shared-forget
        int forgotten = keys.prune("cookies"); // when the last token of the old keys has expired
        // end
        return forgotten;
    }

    static void asText(Consumer<char[]> secretStore) {
        // snippet: shared-text
        try (var cipher = SymmetricCipher.generate();
                var text = cipher.toText()) {
            secretStore.accept(text.copy()); // scsk1_…
        }
        // end
    }

    static SymmetricCipher fromFile(Path file) throws KeyMaterialException {
        // snippet: shared-file
        try (var text = Password.readFile(file)) { // or Password.fromEnvironment("COOKIE_KEYS")
            return SymmetricCipher.fromText(text);
        }
        // end
    }

    static void rotateText(SymmetricCipher current, Consumer<char[]> first, Consumer<char[]> second) {
        // snippet: shared-rotate-text
        var old = current.keyIds().get(0);
        try (var rotated = current.rotate();
                var before = rotated.withPrimary(old);
                var readable = before.toText();
                var inUse = rotated.toText()) {
            first.accept(readable.copy()); // to all programs: they read the new key's tokens, and make none yet
            second.accept(inUse.copy()); // and when all have it, this
        }
        // end
    }

    static byte[] fernet(Path keyFile, String token) throws KeyMaterialException {
        // snippet: shared-fernet
        try (var key = Password.readFile(keyFile); // what Fernet.generate_key() gave in Python
                var fernet = Fernet.fromText(key)) {
            return fernet.decrypt(token, Duration.ofHours(1));
        }
        // end
    }

    // snippet: shared-move
    static byte[] read(SymmetricCipher cipher, Fernet old, String token, byte[] context) throws KeyMaterialException {
        return token.startsWith("gAAAA") // as Fernet tokens do until the year 2106
                ? old.decrypt(token, Duration.ofHours(1))
                : cipher.decryptText(token, context, Duration.ofHours(1));
    }
    // end
}
