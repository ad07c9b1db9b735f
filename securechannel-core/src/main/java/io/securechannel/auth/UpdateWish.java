package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;

/** A client that gives the server a new verifier. */
record UpdateWish(AuthMessage.Update update) implements ClientLogin.Wish {

    @Override
    public AuthMessage.OfClient request() {
        return update;
    }

    @Override
    public void answered(AuthMessage.OfServer answer) throws SecureChannelException {
        if (!(answer instanceof AuthMessage.Done)) {
            throw AuthCodec.malformed("no answer to a new verifier");
        }
    }
}
