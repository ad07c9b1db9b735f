package io.securechannel.auth;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.scram.UnknownUsers;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.auth.token.AccessToken;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.PeerKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server verifies before {@code accept} returns. Immutable; one serves all connections, and must, because failures are
 * counted in it.
 *
 * <pre>{@code
 * var verifier = LoginVerifier.builder().passwords(users).build();
 * var config = ServerConfig.tls(tls).requireLogin(verifier).build();
 * }</pre>
 */
public final class LoginVerifier {

    private final @Nullable CredentialStore store;
    private final @Nullable Function<PeerIdentity, Optional<String>> certificates;
    private final @Nullable Function<? super PeerKey, Optional<String>> noiseKeys;
    private final @Nullable SeedVault secondStep;
    private final @Nullable ReconnectTokens reconnect;
    private final LoginThrottle throttle;
    private final SignUpPolicy signUp;
    private final int iterations;
    private final boolean bindingRequired;
    private final boolean takesTokens;
    private final boolean takesBareTokens;
    private final InstantSource clock;
    private final TokenLogins tokens;
    private final MadeUpUsers madeUp;

    private LoginVerifier(Builder builder) {
        this.store = builder.store;
        this.certificates = builder.certificates;
        this.noiseKeys = builder.noiseKeys;
        this.secondStep = builder.secondStep;
        this.reconnect = builder.reconnect;
        this.clock = builder.clock;
        this.throttle = builder.throttle == null
                ? LoginThrottle.inMemory(ThrottleLimits.DEFAULTS, builder.clock)
                : builder.throttle;
        this.signUp = builder.signUp;
        this.iterations = builder.iterations;
        this.bindingRequired = builder.bindingRequired;
        this.takesTokens = builder.tokens != null || builder.reconnect != null;
        this.takesBareTokens = builder.tokens != null && !builder.bindingRequired;
        this.tokens = new TokenLogins(this, builder.tokens, builder.userOfToken, builder.reconnect);
        this.madeUp = new MadeUpUsers(builder.store, builder.iterations, builder.clock);
    }

    /** {@return a builder; it needs one way at least to log in} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Begins the login of one connection, or a further step on one.
     *
     * @param context the channel
     * @return the server's end
     */
    public LoginFlow begin(LoginContext context) {
        return new ServerFlow(this, context);
    }

    CredentialStore store() {
        if (store == null) {
            throw new IllegalStateException("there are no passwords, and so no store");
        }
        return store;
    }

    boolean hasStore() {
        return store != null;
    }

    /** {@return what the store has of a user; empty where there is no store} */
    Optional<User> stored(String user) throws KeyMaterialException {
        return store == null ? Optional.empty() : store.find(user);
    }

    /** {@return the user of what the handshake has proved; empty for nobody} A shared secret alone names nobody. */
    Optional<String> userOf(PeerIdentity peer) {
        if (certificates != null && peer.certificate().isPresent()) {
            return certificates.apply(peer);
        }
        var key = peer.key();
        return noiseKeys != null && key.isPresent() ? noiseKeys.apply(key.get()) : Optional.empty();
    }

    /** {@return whether what the handshake has proved of the peer may be its login} */
    boolean takesProofOf(PeerIdentity peer) {
        return (certificates != null && peer.certificate().isPresent())
                || (noiseKeys != null && peer.key().isPresent());
    }

    boolean takesTokens() {
        return takesTokens;
    }

    boolean takesBareTokens() {
        return takesBareTokens;
    }

    boolean bindingRequired() {
        return bindingRequired;
    }

    Optional<SeedVault> secondStep() {
        return Optional.ofNullable(secondStep);
    }

    Optional<ReconnectTokens> reconnect() {
        return Optional.ofNullable(reconnect);
    }

    TokenLogins tokens() {
        return tokens;
    }

    LoginThrottle throttle() {
        return throttle;
    }

    SignUpPolicy signUp() {
        return signUp;
    }

    int iterations() {
        return iterations;
    }

    UnknownUsers unknownUsers() throws KeyMaterialException {
        return madeUp.get();
    }

    Instant now() {
        return clock.instant();
    }

    /** Gathers what a server accepts. Not for use by several threads. */
    public static final class Builder {

        /** Below it, guessing a stolen verifier is cheap (RFC 7677, section 4, asks for 4,096 at least). */
        private static final int LEAST_ITERATIONS = 100_000;

        private static final int MOST_ITERATIONS = 10_000_000;

        private @Nullable CredentialStore store;
        private @Nullable TokenVerifier tokens;
        private Function<AccessToken, Optional<String>> userOfToken = token -> Optional.empty();
        private @Nullable ReconnectTokens reconnect;
        private @Nullable Function<PeerIdentity, Optional<String>> certificates;
        private @Nullable Function<? super PeerKey, Optional<String>> noiseKeys;
        private @Nullable SeedVault secondStep;
        private @Nullable LoginThrottle throttle;
        private SignUpPolicy signUp = SignUpPolicy.CLOSED;
        private int iterations = ScramCredential.DEFAULT_ITERATIONS;
        private boolean bindingRequired = true;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * Lets users log in by password: SCRAM-SHA-256-PLUS (RFC 5802, RFC 7677).
         *
         * @param users where they are kept; the caller closes it, after the server
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder passwords(CredentialStore users) {
            this.store = users;
            return this;
        }

        /**
         * Lets users log in by the tokens of an identity provider: with a proof of the token's key over the channel. Without
         * a proof (OAUTHBEARER, RFC 7628) only after {@link #insecureWithoutBinding()}, and never a token that has a key. The
         * user is the token's {@code sub}; no second step is asked for.
         *
         * @param verifier whose tokens, and for whom
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder tokens(TokenVerifier verifier) {
            return tokens(verifier, token -> Optional.of(token.subject()));
        }

        /**
         * Lets users log in by the tokens of an identity provider as {@link #tokens(TokenVerifier)} does, and says who they are
         * here. Whoever may choose a {@code sub} at the provider is the user of that name otherwise, also one of the store's.
         *
         * @param verifier whose tokens, and for whom
         * @param userOf the user of a token that was verified; empty for nobody
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder tokens(TokenVerifier verifier, Function<AccessToken, Optional<String>> userOf) {
            this.tokens = verifier;
            this.userOfToken = userOf;
            return this;
        }

        /**
         * Gives tokens for the next time to those who ask for one.
         *
         * @param setting who signs them, and how long they live
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder reconnectTokens(ReconnectTokens setting) {
            this.reconnect = setting;
            return this;
        }

        /**
         * Lets the holders of certificates log in by them, over TLS: EXTERNAL (RFC 4422, appendix A). The channel's configuration
         * has to ask for the certificates. Over Noise it is {@link #noiseKeys}; a verifier may have both.
         *
         * @param userOf the user of a peer whose certificate has been checked; empty for nobody
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder certificates(Function<PeerIdentity, Optional<String>> userOf) {
            this.certificates = userOf;
            return this;
        }

        /**
         * Lets the holders of keys log in by them, over Noise: EXTERNAL (RFC 4422, appendix A). It is offered to clients that have
         * proved a key of their own in the handshake; a shared secret or a one-time code alone says nothing of who it is.
         *
         * @param userOf the user of a key, as {@code key -> Optional.ofNullable(users.get(key))}; empty for nobody
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder noiseKeys(Function<? super PeerKey, Optional<String>> userOf) {
            this.noiseKeys = userOf;
            return this;
        }

        /**
         * Asks those who have one, after their password, for the code of their second step (RFC 6238). It also serves for a
         * further step on a channel that is open.
         *
         * @param vault opens the seeds that the store holds
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder secondStep(SeedVault vault) {
            this.secondStep = vault;
            return this;
        }

        /**
         * Lets users sign up by the channel itself.
         *
         * @param policy CLOSED by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder signUp(SignUpPolicy policy) {
            this.signUp = policy;
            return this;
        }

        /**
         * Sets how failures are counted.
         *
         * @param counter by default one in memory, of this server alone, with {@link ThrottleLimits#DEFAULTS}
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder throttle(LoginThrottle counter) {
            this.throttle = counter;
            return this;
        }

        /**
         * Sets how often new passwords are hashed. Users with fewer get a new verifier when they next log in. Clients refuse
         * more than 2,000,000 unless they are told otherwise.
         *
         * @param count 600,000 by default; 100,000 to 10,000,000
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder iterations(int count) {
            if (count < LEAST_ITERATIONS || count > MOST_ITERATIONS) {
                throw new IllegalArgumentException(
                        "iterations are between 100,000 and 10,000,000, not " + count + "; see insecureIterations");
            }
            this.iterations = count;
            return this;
        }

        /**
         * Sets how often new passwords are hashed, however little: for tests, which would otherwise wait.
         *
         * @param count 1 to 10,000,000
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder insecureIterations(int count) {
            if (count < 1 || count > MOST_ITERATIONS) {
                throw new IllegalArgumentException("iterations are between 1 and 10,000,000, not " + count);
            }
            this.iterations = count;
            return this;
        }

        /**
         * Also accepts what is not bound to the channel: SCRAM-SHA-256 and OAUTHBEARER. Whoever has a certificate, or a Noise
         * key, that the clients trust can then log in with what a client sends him.
         *
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder insecureWithoutBinding() {
            this.bindingRequired = false;
            return this;
        }

        /**
         * Replaces the clock.
         *
         * @param source tells the time, of which tokens and codes depend
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * {@return the verifier}
         *
         * @throws IllegalArgumentException if nobody could log in, or two settings contradict each other
         */
        @CheckReturnValue
        public LoginVerifier build() {
            if (store == null && tokens == null && certificates == null && noiseKeys == null) {
                throw new IllegalArgumentException(
                        "nobody could log in: set passwords(…), tokens(…), certificates(…) or noiseKeys(…)");
            }
            if (store == null && (signUp != SignUpPolicy.CLOSED || secondStep != null || reconnect != null)) {
                throw new IllegalArgumentException(
                        "signUp, secondStep and reconnectTokens need a store of users: set passwords(…)");
            }
            return new LoginVerifier(this);
        }
    }
}
