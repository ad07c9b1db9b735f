package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import io.securechannel.noise.internal.CodeSide;
import io.securechannel.noise.internal.CodeSteps;

/**
 * What a code does in a handshake.
 *
 * @param code which two people have told each other
 */
record CodeEnd(OneTimeCode code) implements CodeSide {

    @Override
    public boolean used() {
        return code.used();
    }

    @Override
    public void requireUnused() throws SecureChannelException {
        CodeExchange.requireUnused(code);
    }

    @Override
    public CodeSteps begin(byte[] handshakeHash, boolean initiator) throws SecureChannelException {
        return CodeExchange.begin(code, handshakeHash, initiator);
    }
}
