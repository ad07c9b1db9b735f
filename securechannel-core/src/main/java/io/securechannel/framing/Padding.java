package io.securechannel.framing;

/**
 * How much of the lengths of messages an observer of the network learns. Encryption hides what is sent, not how much:
 * lengths alone have given away passwords, searches and which file is fetched.
 */
public enum Padding {
    /** No padding: an observer sees the length of what is flushed, to the byte. */
    NONE,
    /**
     * Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PETS 2019,
     * section 4.1): lengths are rounded up to a floating-point number whose mantissa is no longer than its exponent, so that
     * an observer learns O(log log L) bits. It costs at most 12 %, and less for longer messages. What is sent together
     * (queued, then flushed) is rounded together. When things are sent, how often, and small differences of very large
     * messages stay visible.
     */
    PADME;

    /**
     * {@return the length to which one is rounded up}
     *
     * @param length in bytes, not negative
     */
    public long padded(long length) {
        if (length < 0) {
            throw new IllegalArgumentException("a length is not negative: " + length);
        }
        if (this == NONE || length < 2) {
            return length;
        }
        int exponent = 63 - Long.numberOfLeadingZeros(length);
        int significant = 64 - Long.numberOfLeadingZeros(exponent);
        long mask = (1L << (exponent - significant)) - 1;
        return (length + mask) & ~mask;
    }
}
