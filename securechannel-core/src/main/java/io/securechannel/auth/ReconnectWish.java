package io.securechannel.auth;

import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.SecureChannelException;
import java.util.function.Consumer;

/** A client that wants a token for the next time, bound to a key that it has just made. */
final class ReconnectWish implements ClientLogin.Wish {

    private final Consumer<ReconnectToken> keeper;
    private final ProofKey key = ProofKey.generate();

    ReconnectWish(Consumer<ReconnectToken> keeper) {
        this.keeper = keeper;
    }

    @Override
    public AuthMessage.OfClient request() {
        return new AuthMessage.Reconnect(key.publicKey().toJwk());
    }

    @Override
    public void answered(AuthMessage.OfServer answer) throws SecureChannelException {
        if (!(answer instanceof AuthMessage.Token token)) {
            throw AuthCodec.malformed("no token for the next time");
        }
        keeper.accept(ReconnectToken.of(token.token(), key));
    }

    /** Of a login that failed: a wish whose token was handed on is done, and not closed. */
    @Override
    public void close() {
        key.close();
    }
}
