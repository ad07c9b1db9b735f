package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import java.util.List;
import java.util.Optional;

/**
 * What a client logs in with. Immutable; one serves many connections, as {@link ChallengeAuth} makes them:
 *
 * <pre>{@code
 * var config = ClientConfig.tls(tls)
 *         .login(ChallengeAuth.password("ada", askForPassword))
 *         .build();
 * }</pre>
 */
public abstract sealed class ClientLogin permits PasswordLogin, TokenLogin, ExternalLogin, CodeLogin {

    ClientLogin() {}

    /**
     * Begins the login of one connection, or a further step on one.
     *
     * @param context the channel
     * @return the client's end
     */
    public LoginFlow begin(LoginContext context) {
        return new ClientFlow(this, context);
    }

    /**
     * Chooses among what the server offers, and asks for what it needs, such as the password.
     *
     * @throws SecureChannelException LOGIN_NOT_OFFERED, BINDING_UNAVAILABLE or CREDENTIAL_UNUSABLE
     */
    abstract Attempt choose(Offer offer, LoginContext context) throws SecureChannelException;

    /** One use of a login: what it holds is wiped when the flow is closed. */
    interface Attempt extends AutoCloseable {

        /** {@return the mechanism of the first step} */
        ClientMechanism mechanism();

        /** {@return what makes a new user before the first step; empty if there is one} */
        default Optional<AuthMessage.SignUp> signUp() throws SecureChannelException {
            return Optional.empty();
        }

        /** {@return the code of the second step, which the server asks for} */
        String code() throws SecureChannelException;

        /**
         * {@return what to ask for once the server is content, one after the other}
         *
         * @param success what the server said
         * @param offer what it had offered
         */
        List<Wish> wishes(AuthMessage.Success success, Offer offer) throws SecureChannelException;

        @Override
        void close();
    }

    /** What a client asks for when it has logged in, and what it does with the answer. */
    interface Wish {

        AuthMessage.OfClient request();

        /**
         * Takes the answer.
         *
         * @throws SecureChannelException if it is none
         */
        void answered(AuthMessage.OfServer answer) throws SecureChannelException;

        /** Wipes what was not handed on. */
        default void close() {}
    }
}
