package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;

/** What becomes of AUTH frames on a channel that is open. It is called by whichever thread receives. */
@FunctionalInterface
public interface AuthFrames {

    /**
     * Takes the payload of one frame.
     *
     * @param payload what it holds
     * @throws SecureChannelException if none may come now; it ends the channel
     */
    void arrived(byte[] payload) throws SecureChannelException;
}
