package io.securechannel.auth;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenProof;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Who is at the other end, proved inside the channel: what a client logs in with, and what a server verifies. Most programs
 * need two methods:
 *
 * <pre>{@code
 * var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
 *         .login(ChallengeAuth.password("ada", askForPassword))
 *         .build();
 * }</pre>
 *
 * <pre>{@code
 * var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
 *         .requireLogin(ChallengeAuth.verifier(users)) // in the handler, channel.peer().user() is "ada"
 *         .build();
 * }</pre>
 *
 * <p>All of it works over TLS and over Noise alike. Proofs are bound to the channel (RFC 5056), so that whoever relays them gets
 * nowhere: over TLS by tls-exporter (RFC 9266) or tls-server-end-point (RFC 5929), over Noise by the handshake hash, under the
 * name noise-handshake-hash, which is not a registered one. What that gives, and what it does not, is in {@code
 * docs/spec/challenge-auth.md}.
 */
@CheckReturnValue
public final class ChallengeAuth {

    private static final int INVITATION_LENGTH = 16;

    private ChallengeAuth() {}

    /**
     * A client's login by password: SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677). The password never leaves this side, and the
     * server proves that it knows the user.
     *
     * @param user the user's name, which is prepared by SASLprep (RFC 4013)
     * @param password is asked once a login, when the server has offered one; what it gives is closed after the login
     * @return the login, which can be narrowed and extended further
     */
    public static PasswordLogin password(String user, Supplier<Password> password) {
        return PasswordLogin.of(user, password);
    }

    /**
     * A client's login by a token that is bound to a key: the client proves the key over the channel, so that a stolen token
     * is worthless.
     *
     * @param token a JWT with {@code cnf} (RFC 7800); is asked once a login
     * @param key the key that the token names; the caller closes it, when it needs no more logins
     * @return the login
     */
    public static TokenLogin boundToken(Supplier<String> token, ProofKey key) {
        return TokenLogin.bound(token, (shown, about) -> TokenProof.sign(key, shown, about));
    }

    /**
     * A client's login by a token that anybody can use who has it: OAUTHBEARER (RFC 7628). The server must have said {@code
     * insecureWithoutBinding()}.
     *
     * @param token a JWT without {@code cnf}; is asked once a login
     * @return the login
     */
    public static TokenLogin insecureBearerToken(Supplier<String> token) {
        return TokenLogin.bearer(token);
    }

    /**
     * A client's login by a token that the server gave to it before.
     *
     * @param token what {@link PasswordLogin#keepingReconnectToken} got
     * @return the login
     */
    public static TokenLogin reconnect(ReconnectToken token) {
        return TokenLogin.bound(token::token, (shown, about) -> TokenProof.sign(token.key(), shown, about));
    }

    /**
     * A client's login by the certificate that it has shown in the handshake: EXTERNAL (RFC 4422, appendix A).
     *
     * @return the login
     */
    public static ClientLogin certificate() {
        return new ExternalLogin(ExternalLogin.Proved.CERTIFICATE);
    }

    /**
     * A client's login by the Noise key that it has shown in the handshake: EXTERNAL (RFC 4422, appendix A). The server must have said
     * {@link LoginVerifier.Builder#noiseKeys}.
     *
     * @return the login
     */
    public static ClientLogin noiseKey() {
        return new ExternalLogin(ExternalLogin.Proved.NOISE_KEY);
    }

    /**
     * A further step on a channel that is open, by a code of RFC 6238.
     *
     * @param code the digits; is asked once a step
     * @return the login, for {@code stepUp}
     */
    public static ClientLogin code(Supplier<String> code) {
        return new CodeLogin(code);
    }

    /**
     * Makes an invitation, with which one user signs up (see {@link SignUpPolicy#BY_INVITATION}).
     *
     * @param users where it is kept, by its hash alone
     * @param lifetime how long it serves, if nobody uses it; positive
     * @return its token, 128 random bits in hexadecimal, to be given to the one who is invited
     * @throws KeyMaterialException UNAVAILABLE or UNWRITABLE if it cannot be stored
     */
    public static String invite(CredentialStore users, Duration lifetime) throws KeyMaterialException {
        if (lifetime.isZero() || lifetime.isNegative()) {
            throw new IllegalArgumentException("an invitation serves for a time, not " + lifetime);
        }
        try (var random = SecretBytes.random(INVITATION_LENGTH)) {
            var token = random.use(HexFormat.of()::formatHex);
            users.invite(Accounts.invitation(token), Instant.now().plus(lifetime));
            return token;
        }
    }

    /**
     * Unlocks a user after too many failures, for passwords and for codes, at all addresses.
     *
     * @param throttle where failures are counted
     * @param user the user's name
     * @return how many pairs of account and address were locked
     * @throws KeyMaterialException UNAVAILABLE if it cannot be done
     */
    @CanIgnoreReturnValue
    public static int unlock(LoginThrottle throttle, String user) throws KeyMaterialException {
        return throttle.unlock(user) + throttle.unlock(CodeVerification.secondStepOf(user));
    }

    /**
     * What a server verifies that has users with passwords and nothing else; {@link LoginVerifier#builder()} has the rest.
     *
     * @param users where they are kept; the caller closes it, after the server
     * @return the verifier, with every setting at its default
     */
    public static LoginVerifier verifier(CredentialStore users) {
        return LoginVerifier.builder().passwords(users).build();
    }
}
