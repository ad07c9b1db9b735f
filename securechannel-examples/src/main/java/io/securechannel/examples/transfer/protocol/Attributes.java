package io.securechannel.examples.transfer.protocol;

import java.time.Instant;

/**
 * What is kept of a file or directory besides its content.
 *
 * @param mode the nine permission bits of POSIX; {@link #NO_MODE} where the sender's file system has none
 * @param modified when it was last changed
 */
public record Attributes(int mode, Instant modified) {

    /** There are no permissions to keep. */
    public static final int NO_MODE = 0xFFFF;

    /** All of the nine bits. */
    public static final int MODES = 0777;

    /** What of them a receiver sets: nobody but the owner may ever write what came from elsewhere. */
    public static final int KEPT = 0755;

    /** A century or more away from now is nobody's change. */
    public static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    /** See {@link #EARLIEST}. */
    public static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

    /**
     * Keeps what can be said on the wire.
     *
     * @param mode nine bits, or {@link #NO_MODE}
     * @param modified moved to {@link #EARLIEST} or {@link #LATEST} if it is beyond
     */
    public Attributes {
        if (mode != NO_MODE && (mode & ~MODES) != 0) {
            throw new IllegalArgumentException("more than nine bits of permissions");
        }
        modified = modified.isBefore(EARLIEST) ? EARLIEST : modified.isAfter(LATEST) ? LATEST : modified;
    }

    /** {@return the same without permissions} */
    public Attributes withoutMode() {
        return new Attributes(NO_MODE, modified);
    }
}
