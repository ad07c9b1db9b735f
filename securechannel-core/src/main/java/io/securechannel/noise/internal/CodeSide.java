package io.securechannel.noise.internal;

import io.securechannel.error.SecureChannelException;

/** A one-time code, as the engine uses it. Safe for use by several threads. */
public interface CodeSide {

    /** {@return whether it has been used, or closed} */
    boolean used();

    /**
     * Saves a handshake that could only fail.
     *
     * @throws SecureChannelException CODE_REFUSED if it has been used
     */
    void requireUnused() throws SecureChannelException;

    /**
     * Begins to prove it. Nothing is used up yet: that comes with round 3, the one guess.
     *
     * @param handshakeHash of the channel
     * @param initiator which end this is
     * @return the exchange
     * @throws SecureChannelException CODE_REFUSED if it has been used
     */
    CodeSteps begin(byte[] handshakeHash, boolean initiator) throws SecureChannelException;
}
