package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Nonce, ciphertext and tag of AES-GCM under a key of any provider, which the JDK finds by the key. The key may be one that does
 * not show its bytes.
 */
final class AesKeyEncryption implements KeyEncryption {

    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String keyId;
    private final SecretKey key;

    AesKeyEncryption(String keyId, SecretKey key) {
        var encoded = key.getEncoded();
        if (!key.getAlgorithm().equals("AES") || (encoded != null && encoded.length != 32)) {
            throw new IllegalArgumentException("a key store is protected by an AES key of 256 bits, not by one for "
                    + key.getAlgorithm() + (encoded == null ? "" : " of " + encoded.length * Byte.SIZE + " bits"));
        }
        if (encoded != null) {
            Arrays.fill(encoded, (byte) 0);
        }
        this.keyId = keyId;
        this.key = key;
    }

    @Override
    public String keyId() {
        return keyId;
    }

    @Override
    public byte[] wrap(SecretBytes dataKey, byte[] associatedData) throws GeneralSecurityException {
        var nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        var cipher = cipher(Cipher.ENCRYPT_MODE, nonce, associatedData);
        byte[] encrypted = dataKey.use(cipher::doFinal);
        var wrapped = Arrays.copyOf(nonce, NONCE + encrypted.length);
        System.arraycopy(encrypted, 0, wrapped, NONCE, encrypted.length);
        return wrapped;
    }

    @Override
    public SecretBytes unwrap(byte[] wrapped, byte[] associatedData) throws GeneralSecurityException {
        if (wrapped.length <= NONCE) {
            throw new InvalidKeyException("not a data key that was encrypted here");
        }
        return SecretBytes.owning(cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(wrapped, NONCE), associatedData)
                .doFinal(wrapped, NONCE, wrapped.length - NONCE));
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "KeyEncryption[" + keyId + "]";
    }

    private Cipher cipher(int mode, byte[] nonce, byte[] associatedData) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(associatedData);
        return cipher;
    }
}
