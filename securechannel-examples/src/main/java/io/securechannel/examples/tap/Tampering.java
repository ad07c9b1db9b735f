package io.securechannel.examples.tap;

import java.util.Locale;

/**
 * What an attacker on the way does, once a connection. Offsets count the bytes of one direction as they arrive at the
 * tap, from 0.
 *
 * @param kind what is done
 * @param direction to whose bytes
 * @param offset where
 */
public record Tampering(Kind kind, Direction direction, long offset) {

    /** What can be done. */
    public enum Kind {
        /** The lowest bit of the byte at the offset is inverted. */
        FLIP,
        /** The TLS record that holds the byte at the offset is left out; outside TLS, that byte. */
        DROP,
        /** The TLS record that holds the byte at the offset is sent twice; outside TLS, that byte. */
        REPLAY,
        /** So many bytes pass, and then both ends are cut off. */
        TRUNCATE
    }

    /**
     * Checks the offset.
     *
     * @param kind what is done
     * @param direction to whose bytes
     * @param offset where; not negative
     */
    public Tampering {
        if (offset < 0) {
            throw new IllegalArgumentException("an offset is 0 or more, not " + offset);
        }
    }

    /** {@return the words for it, as in "flip at byte 700, client-to-server"} */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " at byte " + offset + ", " + direction;
    }
}
