package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM with nonces of 12 bytes and tags of 16 (NIST SP 800-38D), by the JDK. */
public final class AesGcm {

    /** Bytes of a key. */
    public static final int KEY = 32;

    /** Bytes of a nonce. */
    public static final int NONCE = 12;

    /** Bytes of a tag. */
    public static final int TAG = 16;

    private AesGcm() {}

    /**
     * Encrypts.
     *
     * @param key 32 bytes
     * @param nonce 12 bytes, never twice with one key
     * @param associated what is authenticated beside the plaintext
     * @param plaintext what is encrypted
     * @return ciphertext and tag
     */
    public static byte[] seal(SecretBytes key, byte[] nonce, byte[] associated, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, key, nonce, associated).doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    /**
     * Decrypts.
     *
     * @param key 32 bytes
     * @param nonce 12 bytes
     * @param associated what was authenticated beside the plaintext
     * @param ciphertext ciphertext and tag
     * @return the plaintext, which the caller wipes; empty if key, nonce, associated data or ciphertext are not those
     */
    public static Optional<byte[]> open(SecretBytes key, byte[] nonce, byte[] associated, byte[] ciphertext) {
        if (ciphertext.length < TAG) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, key, nonce, associated).doFinal(ciphertext));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to decrypt", e);
        }
    }

    private static Cipher cipher(int mode, SecretBytes key, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        if (key.length() != KEY || nonce.length != NONCE) {
            throw new IllegalArgumentException(
                    "a key has 32 bytes and a nonce 12, not " + key.length() + " and " + nonce.length);
        }
        var cipher = JdkProvider.aesGcm();
        cipher.init(
                mode, key.use(bytes -> new SecretKeySpec(bytes, "AES")), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }
}
