package io.securechannel.internal.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

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

    /**
     * {@return the hash of what a stream gives up to its end, 32 bytes}
     *
     * @param in is read, and not closed
     * @throws IOException if it cannot be read
     */
    public static byte[] of(InputStream in) throws IOException {
        var part = new byte[8 << 10];
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                digest.update(part, 0, read);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } finally {
            Arrays.fill(part, (byte) 0);
        }
    }
}
