package io.securechannel.auth;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client's login by password. Immutable: each method gives a changed copy. */
@CheckReturnValue
public final class PasswordLogin extends ClientLogin {

    /** Fewer make a password cheap to guess for whoever poses as the server. */
    private static final int LEAST_ITERATIONS = 100_000;

    /** More keep a client busy for longer than a login may take. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private final Settings settings;

    private PasswordLogin(Settings settings) {
        this.settings = settings;
    }

    /** What has been chosen. */
    record Settings(
            String user,
            Supplier<Password> password,
            int leastIterations,
            boolean bindingRequired,
            @Nullable String invitation,
            @Nullable Supplier<Password> newPassword,
            @Nullable Supplier<String> code,
            @Nullable Consumer<ReconnectToken> reconnect) {

        int mostIterations() {
            return MOST_ITERATIONS;
        }
    }

    static PasswordLogin of(String user, Supplier<Password> password) {
        return new PasswordLogin(new Settings(user, password, LEAST_ITERATIONS, true, null, null, null, null));
    }

    /**
     * Says where the code of the second step comes from (RFC 6238), which the server asks for if the user has one.
     *
     * @param digits is asked when the password has been accepted
     * @return the changed login
     */
    public PasswordLogin withCode(Supplier<String> digits) {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user,
                s.password,
                s.leastIterations,
                s.bindingRequired,
                s.invitation,
                s.newPassword,
                digits,
                s.reconnect));
    }

    /**
     * Signs up before it logs in: a new user, on a server that lets everybody.
     *
     * @return the changed login
     */
    public PasswordLogin signingUp() {
        return signingUp("");
    }

    /**
     * Signs up before it logs in. The server gets a verifier of the password, never the password.
     *
     * @param invitation the token that the server's operator has given
     * @return the changed login
     */
    public PasswordLogin signingUp(String invitation) {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user,
                s.password,
                s.leastIterations,
                s.bindingRequired,
                invitation,
                s.newPassword,
                s.code,
                s.reconnect));
    }

    /**
     * Changes the password, once the old one has been proved.
     *
     * @param fresh the new one; is asked when it is needed, and closed after the login
     * @return the changed login
     */
    public PasswordLogin changingTo(Supplier<Password> fresh) {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user, s.password, s.leastIterations, s.bindingRequired, s.invitation, fresh, s.code, s.reconnect));
    }

    /**
     * Asks the server for a token for the next time, bound to a key that is made here, so that no password need be kept in
     * memory.
     *
     * @param keeper is given the token, if the server has one to give, and closes it
     * @return the changed login
     */
    public PasswordLogin keepingReconnectToken(Consumer<ReconnectToken> keeper) {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user, s.password, s.leastIterations, s.bindingRequired, s.invitation, s.newPassword, s.code, keeper));
    }

    /**
     * Accepts servers that hash passwords less often than 100,000 times.
     *
     * @param least iterations, at least 1
     * @return the changed login
     */
    public PasswordLogin insecureIterations(int least) {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user, s.password, least, s.bindingRequired, s.invitation, s.newPassword, s.code, s.reconnect));
    }

    /**
     * Also logs in without a binding to the channel, where the server or the channel has none: SCRAM-SHA-256. Whoever has a
     * certificate that this side trusts can then relay the login and act for the user.
     *
     * @return the changed login
     */
    public PasswordLogin insecureWithoutBinding() {
        var s = settings;
        return new PasswordLogin(new Settings(
                s.user, s.password, s.leastIterations, false, s.invitation, s.newPassword, s.code, s.reconnect));
    }

    @Override
    Attempt choose(Offer offer, LoginContext context) throws SecureChannelException {
        var common = Bindings.common(offer, context);
        Optional<ChannelBinding> bound = offer.has(Mechanism.SCRAM_PLUS) ? common : Optional.empty();
        if (bound.isEmpty()) {
            requireUnbound(offer, context);
        }
        return PasswordAttempt.begin(settings, offer, bound, !context.bindings().isEmpty());
    }

    private void requireUnbound(Offer offer, LoginContext context) throws SecureChannelException {
        boolean passwords = offer.has(Mechanism.SCRAM_PLUS) || offer.has(Mechanism.SCRAM);
        if (!passwords) {
            throw offer.mechanisms().isEmpty() && settings.bindingRequired
                    ? Bindings.unavailable(offer, context)
                    : new SecureChannelException(
                            Reason.LOGIN_NOT_OFFERED,
                            "the server takes no passwords; it offers " + Bindings.printable(offer.mechanisms()));
        }
        if (settings.bindingRequired || !offer.has(Mechanism.SCRAM)) {
            throw Bindings.unavailable(offer, context);
        }
    }

    /** {@return the user's name, and never the password} */
    @Override
    public String toString() {
        return "PasswordLogin[" + settings.user + "]";
    }
}
