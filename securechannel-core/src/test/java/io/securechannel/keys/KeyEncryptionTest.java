package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key store under a key that is somewhere else. */
@Tag("verify")
class KeyEncryptionTest {

    private static final SecretKey AES = aes(1);

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("external.keys");
    }

    @Test
    void theKeyOpensWhatItProtects() throws Exception {
        var secret = SharedSecret.random();
        try (var keys = KeyStoreManager.create(file, KeyEncryption.aesGcm("test key", AES))) {
            keys.put("it", secret);
        }
        try (var keys = KeyStoreManager.open(file, KeyEncryption.aesGcm("by another name", AES))) {
            assertThat(keys.get("it", SharedSecret.class)).isEqualTo(secret);
            keys.put("more", SharedSecret.random());
        }
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("by another name");
    }

    /** AES-GCM with one nonce twice gives away what authenticates (NIST SP 800-38D, section 8). */
    @Test
    void noNonceServesTwice() throws Exception {
        var encryption = KeyEncryption.aesGcm("test key", AES);
        var nonces = new HashSet<String>();
        try (var dataKey = SecretBytes.random(32)) {
            for (int i = 0; i < 100; i++) {
                byte[] wrapped = encryption.wrap(dataKey, new byte[0]);
                assertThat(wrapped).hasSize(12 + 32 + 16);
                nonces.add(HexFormat.of().formatHex(wrapped, 0, 12));
            }
        }
        assertThat(nonces).hasSize(100);
    }

    @Test
    void whatIsShorterThanItsNonceIsNoDataKey() {
        var encryption = KeyEncryption.aesGcm("test key", AES);
        for (int length : new int[] {0, 11, 12}) {
            assertThatThrownBy(() -> encryption.unwrap(new byte[length], new byte[0]))
                    .isInstanceOf(GeneralSecurityException.class)
                    .hasMessageContaining("not a data key");
        }
    }

    @Test
    void anotherKeyDoesNot() throws Exception {
        KeyStoreManager.create(file, KeyEncryption.aesGcm("first", AES)).close();
        var other = KeyEncryption.aesGcm("second", aes(2));
        assertReason(Reason.WRONG_PASSWORD, "\"second\" did not decrypt", () -> KeyStoreManager.open(file, other));
        assertReason(Reason.WRONG_PASSWORD, "\"first\"", () -> KeyStoreManager.open(file, other));
        try (var password = password()) {
            assertReason(Reason.WRONG_PASSWORD, "not by a password", () -> KeyStoreManager.open(file, password));
        }
    }

    @Test
    void theNameThatAFileGivesItsKeyWritesNoLineOfItsOwn() throws Exception {
        KeyStoreManager.create(file, KeyEncryption.aesGcm("first\n\u001b[2J\u202edone", AES))
                .close();
        var other = KeyEncryption.aesGcm("second", aes(2));
        assertReason(Reason.WRONG_PASSWORD, "\"first??[2J?done\"", () -> KeyStoreManager.open(file, other));
    }

    @Test
    void aKeyThatGivesAnythingIsFoundOut() throws Exception {
        KeyStoreManager.create(file, new Outer("any") {
                    @Override
                    public byte[] wrap(SecretBytes dataKey, byte[] associatedData) {
                        return new byte[] {1};
                    }
                })
                .close();
        assertReason(
                Reason.WRONG_PASSWORD,
                "gave another data key",
                () -> KeyStoreManager.open(file, new Outer("any") {
                    @Override
                    public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
                        return SecretBytes.copyOf(new byte[32]);
                    }
                }));
        assertReason(
                Reason.WRONG_PASSWORD,
                "gave another data key",
                () -> KeyStoreManager.open(file, new Outer("any") {
                    @Override
                    public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) {
                        return SecretBytes.copyOf(new byte[31]);
                    }
                }));
    }

    @Test
    void whatTheKeyIsGivenIsBoundToTheFile() throws Exception {
        var seen = new ArrayList<byte[]>();
        var outer = new Outer("recorded") {
            @Override
            public byte[] wrap(SecretBytes dataKey, byte[] associatedData) throws GeneralSecurityException {
                seen.add(associatedData);
                return super.wrap(dataKey, associatedData);
            }

            @Override
            public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
                assertThat(associatedData).isEqualTo(seen.get(seen.size() - 1));
                return super.unwrap(wrapped, associatedData);
            }
        };
        try (var keys = KeyStoreManager.create(file, outer)) {
            keys.put("it", SharedSecret.random());
        }
        KeyStoreManager.open(file, outer).close();
        assertThat(seen).hasSize(2);
        assertThat(seen.get(0)).as("a fresh data key whenever it is written").isNotEqualTo(seen.get(1));
    }

    @Test
    void aKeyThatCannotBeReachedLeavesTheFileAsItIs() throws Exception {
        var outer = new Outer("away");
        try (var keys = KeyStoreManager.create(file, outer)) {
            keys.put("it", SharedSecret.random());
            var before = Files.readAllBytes(file);
            outer.away = true;
            assertReason(Reason.UNWRITABLE, "the service is away", () -> keys.put("more", SharedSecret.random()));
            assertThat(Files.readAllBytes(file)).isEqualTo(before);
            assertThat(keys.list()).hasSize(1);
            outer.away = false;
            keys.put("more", SharedSecret.random());
        }
        outer.away = true;
        assertReason(Reason.UNREADABLE, "the service is away", () -> KeyStoreManager.open(file, outer));
    }

    @Test
    void aPasswordTakesThePlaceOfAKeyAndBack() throws Exception {
        var outer = KeyEncryption.aesGcm("outer", AES);
        try (var keys = KeyStoreManager.builder(file)
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(outer);
                var password = password()) {
            keys.put("it", SharedSecret.random());
            keys.changePassword(password);
            assertReason(Reason.WRONG_PASSWORD, "by a password", () -> KeyStoreManager.open(file, outer));
            try (var opened = KeyStoreManager.open(file, password)) {
                opened.protectBy(outer);
            }
            assertReason(Reason.WRONG_PASSWORD, "open it with that", () -> KeyStoreManager.open(file, password));
            try (var opened = KeyStoreManager.open(file, outer)) {
                assertThat(opened.list()).hasSize(1);
            }
        }
    }

    @Test
    void keysAndNamesThatDoNotFitAreRefused() throws Exception {
        assertThatThrownBy(() -> KeyEncryption.aesGcm("short", new SecretKeySpec(new byte[16], "AES")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("128 bits");
        assertThatThrownBy(() -> KeyEncryption.aesGcm("other", new SecretKeySpec(new byte[32], "HmacSHA256")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HmacSHA256");
        for (var name : List.of("", "x".repeat(8_193))) {
            assertReason(
                    Reason.TOO_LARGE,
                    "1 to 8192 bytes",
                    () -> KeyStoreManager.create(file, KeyEncryption.aesGcm(name, AES)));
        }
        assertThat(file).doesNotExist();
        assertThat(KeyEncryption.aesGcm("name", AES)).hasToString("KeyEncryption[name]");
    }

    /** A key in a service that may be away. */
    private static class Outer implements KeyEncryption {

        private final KeyEncryption key;
        private boolean away;

        Outer(String name) {
            this.key = KeyEncryption.aesGcm(name, AES);
        }

        @Override
        public String keyId() {
            return key.keyId();
        }

        @Override
        public byte[] wrap(SecretBytes dataKey, byte[] associatedData) throws GeneralSecurityException {
            requireThere();
            return key.wrap(dataKey, associatedData);
        }

        @Override
        public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
            requireThere();
            return key.unwrap(wrapped, associatedData);
        }

        private void requireThere() throws GeneralSecurityException {
            if (away) {
                throw new GeneralSecurityException("the service is away");
            }
        }
    }

    private static void assertReason(Reason reason, String words, ThrowingCallable code) {
        var error = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(error).as("an error with the reason " + reason).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(words);
    }

    private static Password password() {
        return Password.copyOf("password".toCharArray());
    }

    private static SecretKey aes(int first) {
        var bytes = new byte[32];
        bytes[0] = (byte) first;
        return new SecretKeySpec(bytes, "AES");
    }
}
