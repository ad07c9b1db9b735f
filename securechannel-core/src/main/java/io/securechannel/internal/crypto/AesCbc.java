package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in CBC mode (NIST SP 800-38A, section 6.2) with the padding of RFC 5652, section 6.3, by the JDK. It authenticates nothing: who
 * decrypts what has not been authenticated before answers an attacker's questions about the plaintext.
 */
public final class AesCbc {

    /** Bytes of a block, and of an initialization vector. */
    public static final int BLOCK = 16;

    private AesCbc() {}

    /**
     * Encrypts.
     *
     * @param key 16, 24 or 32 bytes
     * @param initializationVector 16 bytes that nobody can foresee
     * @param plaintext what is encrypted
     * @return whole blocks, one at least
     */
    public static byte[] encrypt(SecretBytes key, byte[] initializationVector, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, initializationVector).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC failed to encrypt", e);
        }
    }

    /**
     * Decrypts what has been authenticated.
     *
     * @param key 16, 24 or 32 bytes
     * @param initializationVector 16 bytes
     * @param ciphertext whole blocks, one at least
     * @return the plaintext, which the caller wipes; empty if the padding is wrong
     */
    public static Optional<byte[]> decrypt(SecretBytes key, byte[] initializationVector, byte[] ciphertext) {
        if (ciphertext.length == 0 || ciphertext.length % BLOCK != 0) {
            throw new IllegalArgumentException("ciphertext has whole blocks of 16 bytes, not " + ciphertext.length);
        }
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key, initializationVector).doFinal(ciphertext));
        } catch (BadPaddingException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC failed to decrypt", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes key, byte[] initializationVector)
            throws GeneralSecurityException {
        var cipher = JdkProvider.aesCbc();
        cipher.init(mode, key.use(bytes -> new SecretKeySpec(bytes, "AES")), new IvParameterSpec(initializationVector));
        return cipher;
    }
}
