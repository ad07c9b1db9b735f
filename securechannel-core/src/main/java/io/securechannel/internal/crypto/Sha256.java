package io.securechannel.internal.crypto;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4). */
public final class Sha256 {

    private Sha256() {}

    /**
     * {@return the hash of bytes, 32 bytes}
     *
     * @param bytes what is hashed
     */
    public static byte[] of(byte[] bytes) {
        return of(bytes, bytes.length);
    }

    /**
     * {@return the hash of the first bytes, 32 bytes}
     *
     * @param bytes what is hashed
     * @param length how many of them
     */
    public static byte[] of(byte[] bytes, int length) {
        return of(bytes, 0, length);
    }

    /**
     * {@return the hash of some of the bytes, 32 bytes}
     *
     * @param bytes what is hashed
     * @param offset where it begins
     * @param length how many of them
     */
    public static byte[] of(byte[] bytes, int offset, int length) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, offset, length);
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
