package io.securechannel.auth;

import java.util.List;

/** The messages of a login, each the payload of one AUTH frame; {@link AuthCodec} has their bytes. */
sealed interface AuthMessage {

    /** What a client may say. */
    sealed interface OfClient extends AuthMessage {}

    /** What a server may say. */
    sealed interface OfServer extends AuthMessage {}

    /**
     * Mechanisms and what else the server accepts.
     *
     * @param offer all of it
     */
    record Offered(Offer offer) implements OfServer {}

    /**
     * The client has chosen.
     *
     * @param mechanism its SASL name
     * @param initialResponse (RFC 4422, section 3); empty where the mechanism has none
     */
    record Begin(String mechanism, Octets initialResponse) implements OfClient {}

    /**
     * A step of the mechanism.
     *
     * @param data the mechanism's own
     */
    record Challenge(Octets data) implements OfServer {}

    /**
     * A step of the mechanism.
     *
     * @param data the mechanism's own
     */
    record Response(Octets data) implements OfClient {}

    /**
     * The client is who it says.
     *
     * @param data additional data of the mechanism (RFC 4422, section 3.6)
     * @param user the user's name
     * @param verifierIsOld whether a new one is wanted
     * @param reconnectTokens whether the server gives them
     */
    record Success(Octets data, String user, boolean verifierIsOld, boolean reconnectTokens) implements OfServer {}

    /**
     * The first step is done and a second one is wanted.
     *
     * @param data additional data of the first mechanism
     * @param mechanisms one of these has to follow
     */
    record Next(Octets data, List<String> mechanisms) implements OfServer {

        public Next {
            mechanisms = List.copyOf(mechanisms);
        }
    }

    /**
     * The login is over, and nobody is let in.
     *
     * @param code of a {@link Failure}
     */
    record Failed(int code) implements OfServer {}

    /**
     * A new user.
     *
     * @param user the name, prepared
     * @param verifier of the password
     * @param invitation its token; empty for none
     */
    record SignUp(String user, Verifier verifier, String invitation) implements OfClient {

        @Override
        public String toString() {
            return "SignUp[redacted]";
        }
    }

    /**
     * A new verifier of the user who has just logged in.
     *
     * @param verifier of the password, a new one or the old
     */
    record Update(Verifier verifier) implements OfClient {}

    /** What the client has asked for is done. */
    record Done() implements OfServer {}

    /**
     * The client wants a token for the next time.
     *
     * @param publicKey the key that the token is to be bound to, a JWK (RFC 7517)
     */
    record Reconnect(String publicKey) implements OfClient {}

    /**
     * A token for the next time.
     *
     * @param token a JWT
     */
    record Token(String token) implements OfServer {

        @Override
        public String toString() {
            return "Token[redacted]";
        }
    }

    /** The client is content: the login is over. */
    record Finish() implements OfClient {}

    /** The client gives the login up (RFC 4422, section 3.5). */
    record Abort() implements OfClient {}

    /** On a channel whose login is over: another one, for the same user. */
    record Again() implements OfClient {}

    /**
     * What a client makes of a password for the server to keep (RFC 5802, section 3).
     *
     * @param salt 16 to 64 bytes
     * @param iterations of PBKDF2
     * @param storedKey 32 bytes
     * @param serverKey 32 bytes
     */
    record Verifier(Octets salt, int iterations, Octets storedKey, Octets serverKey) {}
}
