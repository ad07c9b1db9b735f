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

    /** More keep a client busy for long, which no deadline ends. */
    private static final int MOST_ITERATIONS = 2_000_000;

    private static final int LARGEST_MOST = 10_000_000;

    private final Settings settings;

    private PasswordLogin(Settings settings) {
        this.settings = settings;
    }

    /** What has been chosen; changed only while it is being copied. */
    static final class Settings {

        private final String user;
        private final Supplier<Password> password;
        private int leastIterations = LEAST_ITERATIONS;
        private int mostIterations = MOST_ITERATIONS;
        private boolean bindingRequired = true;
        private @Nullable String invitation;
        private @Nullable Supplier<Password> newPassword;
        private @Nullable Supplier<String> code;
        private @Nullable Consumer<ReconnectToken> reconnect;

        private Settings(String user, Supplier<Password> password) {
            this.user = user;
            this.password = password;
        }

        private Settings(Settings other) {
            this(other.user, other.password);
            this.leastIterations = other.leastIterations;
            this.mostIterations = other.mostIterations;
            this.bindingRequired = other.bindingRequired;
            this.invitation = other.invitation;
            this.newPassword = other.newPassword;
            this.code = other.code;
            this.reconnect = other.reconnect;
        }

        String user() {
            return user;
        }

        Supplier<Password> password() {
            return password;
        }

        int leastIterations() {
            return leastIterations;
        }

        int mostIterations() {
            return mostIterations;
        }

        /** Empty for an open sign-up; null where no one signs up. */
        @Nullable
        String invitation() {
            return invitation;
        }

        @Nullable
        Supplier<Password> newPassword() {
            return newPassword;
        }

        @Nullable
        Supplier<String> code() {
            return code;
        }

        @Nullable
        Consumer<ReconnectToken> reconnect() {
            return reconnect;
        }
    }

    static PasswordLogin of(String user, Supplier<Password> password) {
        return new PasswordLogin(new Settings(user, password));
    }

    private PasswordLogin with(Consumer<Settings> change) {
        var changed = new Settings(settings);
        change.accept(changed);
        return new PasswordLogin(changed);
    }

    /**
     * Says where the code of the second step comes from (RFC 6238), which the server asks for if the user has one.
     *
     * @param digits is asked when the password has been accepted
     * @return the changed login
     */
    public PasswordLogin withCode(Supplier<String> digits) {
        return with(changed -> changed.code = digits);
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
     * Signs up before it logs in. The server gets a verifier of the password, never the password. Unlike a login, a sign-up is
     * as safe as the server's certificate, or Noise key, and no safer: nothing binds it to the channel, and whoever has one that
     * this side trusts can take the verifier and the invitation, and be the user's server from then on.
     *
     * @param invitation the token that the server's operator has given
     * @return the changed login
     */
    public PasswordLogin signingUp(String invitation) {
        return with(changed -> changed.invitation = invitation);
    }

    /**
     * Changes the password, once the old one has been proved.
     *
     * @param fresh the new one; is asked when it is needed, and closed after the login
     * @return the changed login
     */
    public PasswordLogin changingTo(Supplier<Password> fresh) {
        return with(changed -> changed.newPassword = fresh);
    }

    /**
     * Asks the server for a token for the next time, bound to a key that is made here, so that no password need be kept in
     * memory.
     *
     * @param keeper is given the token, if the server has one to give, and closes it
     * @return the changed login
     */
    public PasswordLogin keepingReconnectToken(Consumer<ReconnectToken> keeper) {
        return with(changed -> changed.reconnect = keeper);
    }

    /**
     * Sets how often a server may ask this side to hash the password. No deadline ends the hashing.
     *
     * @param most 2,000,000 by default; 100,000 to 10,000,000
     * @return the changed login
     */
    public PasswordLogin mostIterations(int most) {
        if (most < LEAST_ITERATIONS || most > LARGEST_MOST) {
            throw new IllegalArgumentException("mostIterations is between 100,000 and 10,000,000, not " + most);
        }
        return with(changed -> changed.mostIterations = most);
    }

    /**
     * Accepts servers that hash passwords less often than 100,000 times.
     *
     * @param least iterations, at least 1
     * @return the changed login
     */
    public PasswordLogin insecureIterations(int least) {
        if (least < 1) {
            throw new IllegalArgumentException("there is at least 1 iteration, not " + least);
        }
        return with(changed -> changed.leastIterations = least);
    }

    /**
     * Also logs in without a binding to the channel, where the server or the channel has none: SCRAM-SHA-256. Over Noise
     * there is always one. Whoever has a certificate that this side trusts can then relay the login and act for the user.
     *
     * @return the changed login
     */
    public PasswordLogin insecureWithoutBinding() {
        return with(changed -> changed.bindingRequired = false);
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
