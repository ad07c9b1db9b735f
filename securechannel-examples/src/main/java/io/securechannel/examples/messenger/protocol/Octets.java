package io.securechannel.examples.messenger.protocol;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that do not change and are equal by what they hold: hashes, nonces, signatures, envelopes. None of them is a secret. */
public final class Octets {

    private static final int HASH_LENGTH = 32;
    private static final int SHOWN = 8;

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Copies bytes.
     *
     * @param bytes any
     * @return the same
     */
    public static Octets of(byte[] bytes) {
        return new Octets(bytes.clone());
    }

    /**
     * As many zeros.
     *
     * @param length how many
     * @return zeros
     */
    public static Octets zeros(int length) {
        return new Octets(new byte[length]);
    }

    /**
     * SHA-256 (FIPS 180-4).
     *
     * @param bytes any
     * @return 32 bytes
     */
    public static Octets sha256(byte[] bytes) {
        try {
            return new Octets(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** {@return a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** {@return how many} */
    public int length() {
        return bytes.length;
    }

    /**
     * The first of them.
     *
     * @param length how many
     * @return as many
     */
    public Octets first(int length) {
        return new Octets(Arrays.copyOf(bytes, length));
    }

    /** {@return all of them, in hexadecimal} */
    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Without a copy, for what only reads. */
    byte[] shared() {
        return bytes;
    }

    static boolean isHash(Octets octets) {
        return octets.length() == HASH_LENGTH;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Short enough for a log. */
    @Override
    public String toString() {
        return bytes.length <= SHOWN ? hex() : first(SHOWN).hex() + "… (" + bytes.length + " bytes)";
    }
}
