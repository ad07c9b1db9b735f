package io.securechannel.hybrid.symmetric;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of shared keys have in common. */
final class Symmetric {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00.500Z");
    static final byte[] CONTEXT = bytes("session of user 7");

    private Symmetric() {}

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    static Password text(String text) {
        return Password.copyOf(text.toCharArray());
    }

    static String shown(Password password) {
        return String.valueOf(password.copy());
    }

    static InstantSource at(Instant instant) {
        return InstantSource.fixed(instant);
    }

    /** A cipher with keys that are given, the first of which encrypts. */
    static SymmetricCipher cipher(SymmetricKey... keys) throws KeyMaterialException {
        try (var set = SymmetricKeySet.of(new ArrayList<>(Arrays.asList(keys)));
                var stored = SymmetricKeyCodec.toStoredData(set);
                var cipher = SymmetricCipher.fromStoredData(stored)) {
            return cipher.withClock(at(NOW));
        }
    }

    static SymmetricKey key(int id, int filling) {
        var bytes = new byte[SymmetricKey.LENGTH];
        Arrays.fill(bytes, (byte) filling);
        return new SymmetricKey(id, SecretBytes.owning(bytes));
    }

    /** The bytes of the key that encrypts. */
    static byte[] primaryKey(SymmetricCipher cipher) {
        try (StoredData stored = cipher.toStoredData()) {
            return Arrays.copyOfRange(stored.content(), 5, 5 + SymmetricKey.LENGTH);
        }
    }

    static int primaryId(SymmetricCipher cipher) {
        try (StoredData stored = cipher.toStoredData()) {
            return ByteBuffer.wrap(stored.content()).getInt(1);
        }
    }

    static KeyStoreManager store(Path directory) throws KeyMaterialException {
        return KeyStoreManager.create(
                directory.resolve("shared.keys"),
                KeyEncryption.aesGcm("outer", new SecretKeySpec(new byte[32], "AES")));
    }

    static AbstractStringAssert<?> assertRefused(Reason reason, ThrowingCallable code) {
        var refused = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(refused).as("is refused").isNotNull();
        assertThat(refused.reason()).as("%s", refused).isEqualTo(reason);
        return assertThat(refused.getMessage());
    }
}
