package io.securechannel.examples.messenger.client;

import io.securechannel.ClientConfig;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.noise.NoiseClient;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a {@link ChatClient} connects to, as whom, and how. Immutable. */
public final class ClientSettings {

    private final Builder chosen;

    private ClientSettings(Builder chosen) {
        this.chosen = chosen;
    }

    /**
     * Begins with where and who.
     *
     * @param host the server's name, as its certificate has it
     * @param port the server's
     * @param user who logs in
     * @param tls whom to believe that it is the server
     * @return a builder that still needs a password
     */
    public static Builder builder(String host, int port, String user, TlsContextFactory.Client tls) {
        return new Builder(UserNames.check(user), () -> ClientConfig.tls(tls)).server(host, port);
    }

    /**
     * Begins with where and who, for a server over Noise.
     *
     * @param host the server's name
     * @param port the server's
     * @param user who logs in
     * @param noise whom to believe that it is the server; its keys have to stay open as long as the client
     * @return a builder that still needs a password
     */
    public static Builder builder(String host, int port, String user, NoiseClient noise) {
        return new Builder(UserNames.check(user), () -> ClientConfig.noise(noise)).server(host, port);
    }

    /** {@return the servers of one community, in the order in which they are tried; at least one} */
    List<InetSocketAddress> servers() {
        return chosen.servers;
    }

    String user() {
        return chosen.user;
    }

    /** {@return a new configuration over TLS or Noise, to be set up further} */
    ClientConfig.Builder transport() {
        return chosen.transport.get();
    }

    Supplier<Password> password() {
        return Objects.requireNonNull(chosen.password);
    }

    /** An invitation, or an empty text where everybody may sign up; nothing if the user is there already. */
    Optional<String> signUp() {
        return Optional.ofNullable(chosen.signUp);
    }

    boolean replaceIdentity() {
        return chosen.replaceIdentity;
    }

    InstantSource clock() {
        return chosen.clock;
    }

    Duration shortestPause() {
        return chosen.shortestPause;
    }

    Duration longestPause() {
        return chosen.longestPause;
    }

    Duration invitationLife() {
        return chosen.invitationLife;
    }

    Duration tick() {
        return chosen.tick;
    }

    OptionalInt insecureIterations() {
        return chosen.insecureIterations == 0 ? OptionalInt.empty() : OptionalInt.of(chosen.insecureIterations);
    }

    /** Gathers the settings. */
    public static final class Builder {

        private final List<InetSocketAddress> servers = new ArrayList<>();
        private final String user;
        private final Supplier<ClientConfig.Builder> transport;
        private @Nullable Supplier<Password> password;
        private @Nullable String signUp;
        private boolean replaceIdentity;
        private InstantSource clock = InstantSource.system();
        private Duration shortestPause = Duration.ofMillis(500);
        private Duration longestPause = Duration.ofSeconds(60);
        private Duration invitationLife = Duration.ofMinutes(10);
        private Duration tick = Duration.ofSeconds(1);
        private int insecureIterations;

        private Builder(String user, Supplier<ClientConfig.Builder> transport) {
            this.user = user;
            this.transport = transport;
        }

        private Builder(Builder other) {
            this(other.user, other.transport);
            this.servers.addAll(other.servers);
            this.password = other.password;
            this.signUp = other.signUp;
            this.replaceIdentity = other.replaceIdentity;
            this.clock = other.clock;
            this.shortestPause = other.shortestPause;
            this.longestPause = other.longestPause;
            this.invitationLife = other.invitationLife;
            this.tick = other.tick;
            this.insecureIterations = other.insecureIterations;
        }

        /**
         * Names another server of the same community, to which the client goes when it loses the one before, or that one refuses it
         * for a reason of its own: at once, and after the last one to the first, after a pause. Whoever is believed to be the first
         * is believed to be this one.
         *
         * @param host its name
         * @param port its port
         * @return this
         */
        public Builder server(String host, int port) {
            servers.add(InetSocketAddress.createUnresolved(host, port));
            return this;
        }

        /**
         * Says where the user's password comes from. It is asked for where there is no reconnect token, or the server does not
         * take it.
         *
         * @param supplier each password is closed after its login
         * @return this
         */
        public Builder password(Supplier<Password> supplier) {
            this.password = supplier;
            return this;
        }

        /**
         * Signs up at the first connection, if the server has no such user.
         *
         * @param invitation what the server's operator gave, or an empty text where everybody may sign up
         * @return this
         */
        public Builder signUp(String invitation) {
            this.signUp = invitation;
            return this;
        }

        /**
         * Puts this key store's identity in place of another that the server has for the user. All contacts are told that the
         * key has changed. For who has lost the key store, and only then. It holds until the server has let this client in: two
         * that replace each other's keys would do so in turns.
         *
         * @return this
         */
        public Builder replaceIdentity() {
            this.replaceIdentity = true;
            return this;
        }

        /**
         * Sets the clock by which prekeys and invitations end.
         *
         * @param source the system's by default
         * @return this
         */
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Sets how long it waits before it connects again: the shortest pause first, twice as long each time, with chance.
         *
         * @param shortest half a second by default
         * @param longest a minute by default
         * @return this
         */
        public Builder reconnectPause(Duration shortest, Duration longest) {
            this.shortestPause = shortest;
            this.longestPause = longest;
            return this;
        }

        /**
         * Sets how long an invitation of this user is open.
         *
         * @param life ten minutes by default
         * @return this
         */
        public Builder invitationLife(Duration life) {
            this.invitationLife = life;
            return this;
        }

        /**
         * Sets how often it looks at the clock, for what ends.
         *
         * @param every a second by default
         * @return this
         */
        public Builder tick(Duration every) {
            this.tick = every;
            return this;
        }

        /**
         * Accepts servers that hash passwords less often than 100,000 times. For tests.
         *
         * @param least iterations
         * @return this
         */
        public Builder insecureIterations(int least) {
            this.insecureIterations = least;
            return this;
        }

        /**
         * {@return the settings}
         *
         * @throws IllegalArgumentException if there is no password
         */
        public ClientSettings build() {
            if (password == null) {
                throw new IllegalArgumentException("a client needs a password to log in with");
            }
            return new ClientSettings(new Builder(this));
        }
    }
}
