package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/**
 * A bound on records that carry nothing: empty ones, key updates, tickets, warnings. A peer may send a few hundred of them
 * at once, and on the long run one for every {@value #EARNED_BY} records with content: more costs this side work for nothing,
 * as key updates between single bytes would.
 */
final class EmptyRecords {

    private static final int MOST = 256;

    /** So many records with content make up for an empty one. */
    private static final int EARNED_BY = 16;

    /** The whole of a handshake fits into a few records; some peers send each message in several. */
    private static final int MOST_IN_HANDSHAKE = 4_096;

    private int score;
    private int inHandshake;

    /** Counts a record of the handshake, whatever it carried. */
    void countHandshake() throws SecureChannelException {
        if (++inHandshake > MOST_IN_HANDSHAKE) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION,
                    "the peer sent more than " + MOST_IN_HANDSHAKE + " records, and the handshake is not over");
        }
    }

    /**
     * Counts a record.
     *
     * @param plaintext what it carried, in bytes
     * @throws SecureChannelException if that is a flood
     */
    void count(int plaintext) throws SecureChannelException {
        if (plaintext > 0) {
            score = Math.max(0, score - 1);
            return;
        }
        score += EARNED_BY;
        if (score > MOST * EARNED_BY) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION,
                    "the peer sent more than " + MOST + " records that carry nothing, such as key updates, and hardly"
                            + " any content between them");
        }
    }
}
