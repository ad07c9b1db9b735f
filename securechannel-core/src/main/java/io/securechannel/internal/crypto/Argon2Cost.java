package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;

/**
 * What one derivation with Argon2id costs (RFC 9106, section 3.1). The parameters of a file stand in front of everything that
 * its password protects, so whoever wrote the file chose them: {@link #checked} is asked before a byte is derived.
 *
 * @param memory in KiB
 * @param passes over the memory
 * @param lanes that the memory is divided into
 */
public record Argon2Cost(long memory, long passes, long lanes) {

    /** 256 MiB: four times what section 4 recommends where memory is short. */
    public static final int MOST_MEMORY = 256 << 10;

    /** Together with the most memory; with less memory there may be more passes. */
    private static final long MOST_WORK = 16L * MOST_MEMORY;

    private static final int MOST_PASSES = 1 << 10;
    private static final int MOST_LANES = 64;

    /**
     * {@return these parameters, if a derivation by them ends in seconds and fits into 256 MiB}
     *
     * @param source what errors call their origin
     * @throws KeyMaterialException with {@link Reason#TOO_LARGE}, or {@link Reason#MALFORMED} where RFC 9106 has none like it
     */
    public Argon2Cost checked(String source) throws KeyMaterialException {
        // Section 3.1: 8 blocks of 1 KiB a lane at least.
        if (passes < 1 || lanes < 1 || memory < 8 * lanes) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": the Argon2id parameters break RFC 9106, section 3.1: " + this
                            + " (one lane and one pass at" + " least, and 8 KiB a lane)");
        }
        if (memory > MOST_MEMORY || passes > MOST_PASSES || lanes > MOST_LANES || memory * passes > MOST_WORK) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + ": the password protection demands " + this + ", which is refused before it costs; at most"
                            + " 256 MiB, 16 passes over that, and 64 lanes are taken");
        }
        return this;
    }

    /** {@return in words} */
    @Override
    public String toString() {
        return memory + " KiB, " + passes + (passes == 1 ? " pass, " : " passes, ") + lanes
                + (lanes == 1 ? " lane" : " lanes");
    }
}
