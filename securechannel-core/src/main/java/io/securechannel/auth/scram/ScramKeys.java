package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.crypto.HmacSha256;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;

/** The keys of RFC 5802, section 3, with SHA-256 (RFC 7677). */
final class ScramKeys {

    /** The length of every key, signature and proof. */
    static final int LENGTH = 32;

    private static final byte[] CLIENT_KEY = "Client Key".getBytes(US_ASCII);
    private static final byte[] SERVER_KEY = "Server Key".getBytes(US_ASCII);

    private ScramKeys() {}

    /** {@return SaltedPassword := Hi(Normalize(password), salt, i)} The costly step. */
    static SecretBytes saltedPassword(SecretBytes prepared, byte[] salt, int iterations) {
        return prepared.use(bytes -> SecretBytes.owning(HmacSha256.pbkdf2(bytes, salt, iterations)));
    }

    /** {@return ClientKey := HMAC(SaltedPassword, "Client Key")} */
    static SecretBytes clientKey(SecretBytes saltedPassword) {
        return hmac(saltedPassword, CLIENT_KEY);
    }

    /** {@return ServerKey := HMAC(SaltedPassword, "Server Key")} */
    static SecretBytes serverKey(SecretBytes saltedPassword) {
        return hmac(saltedPassword, SERVER_KEY);
    }

    /** {@return StoredKey := H(ClientKey)} */
    static SecretBytes storedKey(SecretBytes clientKey) {
        return clientKey.use(bytes -> SecretBytes.owning(Sha256.of(bytes)));
    }

    /** {@return HMAC(key, AuthMessage)} ClientSignature of StoredKey, ServerSignature of ServerKey. */
    static SecretBytes signature(SecretBytes key, byte[] authMessage) {
        return hmac(key, authMessage);
    }

    /** {@return the exclusive or} ClientProof of ClientKey and ClientSignature, and ClientKey of the other two. */
    static SecretBytes xor(SecretBytes one, SecretBytes other) {
        return one.use(a -> other.use(b -> {
            var result = new byte[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                result[i] = (byte) (a[i] ^ b[i]);
            }
            try {
                return SecretBytes.copyOf(result);
            } finally {
                Arrays.fill(result, (byte) 0);
            }
        }));
    }

    private static SecretBytes hmac(SecretBytes key, byte[] text) {
        return key.use(bytes -> SecretBytes.owning(HmacSha256.of(bytes, text)));
    }
}
