package io.securechannel.examples.transfer.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash (FIPS 180-4) of a file, or of its beginning. */
public final class Sha256 {

    /** In bytes. */
    public static final int LENGTH = 32;

    private final byte[] hash;

    private Sha256(byte[] hash) {
        this.hash = hash;
    }

    /**
     * {@return the hash that these bytes are}
     *
     * @param bytes 32, copied
     */
    public static Sha256 of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a SHA-256 hash has 32 bytes");
        }
        return new Sha256(bytes.clone());
    }

    /**
     * {@return the hash of what a digest has been given so far; the digest can go on}
     *
     * @param digest of {@link #begin()}
     */
    public static Sha256 soFar(MessageDigest digest) {
        try {
            return new Sha256(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    /** {@return a new digest} */
    public static MessageDigest begin() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    byte[] bytes() {
        return hash.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sha256 that && MessageDigest.isEqual(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(hash);
    }
}
