package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;

/** What a peer may send before it has logged in: 16 frames and 64 KiB in all, headers and padding included. */
final class LoginBudget {

    private static final int MOST_FRAMES = 16;
    private static final int MOST_BYTES = 64 << 10;

    private int frames;
    private int bytes;

    /** A frame of the login has arrived. */
    void frame() throws SecureChannelException {
        frames++;
        if (frames > MOST_FRAMES) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION,
                    "a login takes at most " + MOST_FRAMES + " frames, and the peer sends more");
        }
    }

    /** Bytes have arrived, of whatever frame. */
    void took(int count) throws SecureChannelException {
        bytes += count;
        if (bytes > MOST_BYTES) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "a login takes at most 64 KiB, and the peer sends more");
        }
    }
}
