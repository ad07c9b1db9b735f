package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import javax.crypto.SecretKey;

/**
 * A key that protects key stores in place of a password: one in a key management service, in a hardware module, or held by
 * whoever starts the program. It encrypts the 32 bytes of a fresh data key whenever the file is written.
 *
 * <p>An implementation authenticates what it encrypts, the associated data included: services call that an encryption context.
 */
public interface KeyEncryption {

    /** {@return which key it is, for errors and the file: 1 to 8,192 bytes of UTF-8, nothing secret} */
    String keyId();

    /**
     * Encrypts a data key.
     *
     * @param dataKey 32 bytes; belongs to the caller
     * @param associatedData what the result is bound to
     * @return the encrypted key, 1 to 8,192 bytes
     * @throws GeneralSecurityException if it cannot be done now; the message goes into an error that people read
     */
    byte[] wrap(SecretBytes dataKey, byte[] associatedData) throws GeneralSecurityException;

    /**
     * Decrypts a data key.
     *
     * @param wrapped the encrypted key
     * @param associatedData what it was bound to
     * @return the data key, which the caller closes
     * @throws GeneralSecurityException {@link javax.crypto.AEADBadTagException} or {@link java.security.InvalidKeyException} if it
     *     was not encrypted by this key with these data, which becomes WRONG_PASSWORD; any other if it cannot be done now
     */
    SecretBytes unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException;

    /**
     * Protects by an AES key of the Java Cryptography Architecture, in memory or in a PKCS#11 module: AES-GCM with a random
     * nonce (NIST SP 800-38D, section 8.2.2), good for 2^32 writings.
     *
     * @param keyId which key it is
     * @param key for AES, 256 bits
     * @return the protection; it holds the key as long as it lives
     */
    static KeyEncryption aesGcm(String keyId, SecretKey key) {
        return new AesKeyEncryption(keyId, key);
    }
}
