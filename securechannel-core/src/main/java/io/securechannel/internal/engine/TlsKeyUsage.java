package io.securechannel.internal.engine;

/**
 * How much one key has protected. RFC 8446, section 5.5: with AES-GCM up to 2^24.5 full-size records, that is 2^34.5 blocks
 * of 16 bytes, keep the advantage of an attacker below 2^-57. Blocks are counted rather than records, so that many small
 * ones count for what they are. ChaCha20-Poly1305 has no such limit and is held to the same one.
 *
 * <p>Each direction's is used by one thread at a time; a replacement may come from the other's.
 */
final class TlsKeyUsage {

    /**
     * What a key may protect, in blocks.
     *
     * @param wanted from here on it is to be replaced
     * @param most here it must not be used any more
     */
    record Limits(long wanted, long most) {
        /** Half of the limit is 2^37 bytes of full-size records, where the JDK replaces keys by itself. */
        static final Limits OF_AES_GCM = new Limits(1L << 33, (long) Math.pow(2, 34.5));
    }

    private static final int BLOCK = 16;

    private final Limits limits;
    private volatile long blocks;

    /** Since the handshake; for the thread of the direction, and read by others as it may be. */
    private long records;

    private long bytes;

    /** Of these, what the keys before have protected. */
    private long recordsBefore;

    private long bytesBefore;

    TlsKeyUsage(Limits limits) {
        this.limits = limits;
    }

    /**
     * Counts a record.
     *
     * @param plaintext its bytes; its type and its tag are counted along
     * @return whether the key is to be replaced
     */
    boolean protectedMore(int plaintext) {
        long now = blocks + 1 + (plaintext + BLOCK) / BLOCK;
        records++;
        bytes += plaintext;
        blocks = now;
        return now >= limits.wanted;
    }

    boolean exhausted() {
        return blocks >= limits.most;
    }

    void replaced() {
        blocks = 0;
        recordsBefore = records;
        bytesBefore = bytes;
    }

    /** {@return how many records there were in all} */
    long records() {
        return records;
    }

    /** {@return how many the key in use has protected} */
    long recordsOfKey() {
        return records - recordsBefore;
    }

    /** {@return how much these carried, in bytes} */
    long bytesOfKey() {
        return bytes - bytesBefore;
    }
}
