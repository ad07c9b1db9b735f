package io.securechannel.internal.envelope;

import java.io.IOException;

/** How far a {@link FinishingOutput} is. */
enum OutputState {
    /** Takes more. */
    OPEN,
    /** Between the first and the last octet of a block: whoever finds this has come after a failure. */
    WRITING,
    /** Complete. */
    FINISHED,
    /** Closed before it was complete. */
    CLOSED;

    /** Holds before anything is written. */
    void requireOpen() throws IOException {
        if (this != OPEN) {
            throw new IOException(
                    switch (this) {
                        case FINISHED -> "nothing can be written after finish()";
                        case CLOSED -> "the stream is closed: what was written is incomplete, and nobody can open it";
                        default -> "an earlier write failed: what was written is incomplete; write everything anew";
                    });
        }
    }
}
