package io.securechannel.examples.bench;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-256-GCM of the JDK alone, one key for all, a nonce for each call: the least that encryption can take. */
final class RawAesGcm {

    static final int TAG = 16;

    private final SecretKey key = new SecretKeySpec(RawSlot.random(32), "AES");
    private final Cipher cipher;
    private long nonces;

    RawAesGcm() throws GeneralSecurityException {
        cipher = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
    }

    /** {@return how many bytes were written: the ciphertext and its tag} */
    int seal(byte[] plaintext, int from, int length, byte[] target) throws GeneralSecurityException {
        cipher.init(Cipher.ENCRYPT_MODE, key, nonce(nonces++));
        return cipher.doFinal(plaintext, from, length, target, 0);
    }

    /** {@return how many bytes were written: the plaintext of the piece that was sealed under this nonce} */
    int open(long nonce, byte[] sealed, int length, byte[] target) throws GeneralSecurityException {
        cipher.init(Cipher.DECRYPT_MODE, key, nonce(nonce));
        return cipher.doFinal(sealed, 0, length, target, 0);
    }

    /** {@return the nonce of the next piece} */
    long next() {
        return nonces;
    }

    private static GCMParameterSpec nonce(long number) {
        return new GCMParameterSpec(
                TAG * Byte.SIZE, ByteBuffer.allocate(12).putLong(4, number).array());
    }
}
