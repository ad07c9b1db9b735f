package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.internal.engine.TlsEngine;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.KeyTrust;
import io.securechannel.tls.TlsContextFactory;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a server accepts. Immutable; made once and used for many connections.
 *
 * <pre>{@code
 * var config = ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
 * }</pre>
 */
public final class ServerConfig {

    private final Engines engines;
    private final ChannelSettings settings;
    private final int backlog;
    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final Duration stopTimeout;

    private ServerConfig(Builder builder) {
        this.engines = builder.engines;
        this.settings = builder.settings();
        this.backlog = builder.backlog;
        this.maxConnections = builder.maxConnections;
        this.maxConnectionsPerAddress = builder.maxConnectionsPerAddress;
        this.stopTimeout = builder.stopTimeout;
    }

    /**
     * A server over TLS.
     *
     * @param tls what to show, and whom to believe
     * @return a builder; every setting has a safe default
     */
    public static Builder tls(TlsContextFactory.Server tls) {
        return new Builder(new TlsEngines(tls));
    }

    /**
     * A server over Noise that lets everybody in: clients may show a key, and {@link SecureChannel#peer()} tells it.
     *
     * @param keys the server's own; they have to stay open as long as the configuration is used
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(NoiseKeyPair keys) {
        return noise(NoiseContext.forServer(keys).build());
    }

    /**
     * A server over Noise that lets in nobody but holders of certain keys.
     *
     * @param keys the server's own; they have to stay open as long as the configuration is used
     * @param clients who is let in, as {@code Trust.allow(members::contains)}
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(NoiseKeyPair keys, KeyTrust clients) {
        return noise(NoiseContext.forServer(keys).clients(clients).build());
    }

    /**
     * A server over Noise, for one channel to whoever knows a short code. The first guess uses the code up, right or wrong, and whoever
     * connects then is refused with CODE_REFUSED; connections that make no guess change nothing. So a {@link SecureChannelServer} hands one
     * channel at most to its handler, and a program that accepts by itself goes on until {@link OneTimeCode#used()}. Used without a channel,
     * the code was guessed at, or mistyped: a new one needs a new configuration.
     *
     * @param code to be told to the other person; it has to stay open until the channel is there
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(OneTimeCode code) {
        return noise(NoiseContext.forServer(code).build());
    }

    /**
     * A server over Noise.
     *
     * @param context keys, trust, shared secrets or codes, and functions
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(NoiseServer context) {
        return new Builder((address, settings) -> NoiseEngine.server(
                NoiseSides.of(context).refreshed(settings.listener()),
                address,
                settings.applicationProtocols(),
                settings.messages()));
    }

    ChannelSettings settings() {
        return settings;
    }

    int backlog() {
        return backlog;
    }

    int maxConnections() {
        return maxConnections;
    }

    int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    Duration stopTimeout() {
        return stopTimeout;
    }

    /** Looks whether what is live has changed, and whether a certificate expires. */
    void refresh() {
        engines.refresh(settings);
    }

    ChannelEngine newEngine(String address) {
        return engines.server(address, settings);
    }

    /** What makes the engines of a transport. */
    @FunctionalInterface
    interface Engines {

        ChannelEngine server(String address, ChannelSettings settings);

        default void refresh(ChannelSettings settings) {
            // nothing is live
        }
    }

    /** Engines over TLS. */
    private record TlsEngines(TlsContextFactory.Server tls) implements Engines {

        @Override
        public ChannelEngine server(String address, ChannelSettings settings) {
            refresh(settings);
            return TlsEngine.server(tls, settings.applicationProtocols());
        }

        @Override
        public void refresh(ChannelSettings settings) {
            tls.refresh(settings.listener());
        }
    }

    /** Gathers the settings of a server. Not for use by several threads. */
    public static final class Builder extends ConfigBuilder<Builder> {

        private final Engines engines;
        private int backlog = 256;
        private int maxConnections = 1_024;
        private int maxConnectionsPerAddress = 256;
        private Duration stopTimeout = Duration.ofSeconds(10);
        private @Nullable LoginVerifier login;

        private Builder(Engines engines) {
            this.engines = engines;
        }

        /**
         * Sets how many connections the system holds while the server has not taken them.
         *
         * @param connections 256 by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder backlog(int connections) {
            this.backlog = positive("backlog", connections);
            return this;
        }

        /**
         * Limits the connections of a {@link SecureChannelServer} in all, those in their handshake included. Each costs a
         * thread, which is a platform thread before JDK 21.
         *
         * @param connections 1,024 by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder maxConnections(int connections) {
            this.maxConnections = positive("maxConnections", connections);
            return this;
        }

        /**
         * Limits the connections of a {@link SecureChannelServer} from one address; for IPv6 from one /64, which is what one
         * subscriber has.
         *
         * @param connections 256 by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder maxConnectionsPerAddress(int connections) {
            this.maxConnectionsPerAddress = positive("maxConnectionsPerAddress", connections);
            return this;
        }

        /**
         * Limits how long {@link SecureChannelServer#close()} waits for handlers to finish what they are at.
         *
         * @param timeout 10 seconds by default; not zero
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder stopTimeout(Duration timeout) {
            this.stopTimeout = Deadlines.checked("stopTimeout", timeout, false);
            return this;
        }

        /**
         * Lets nobody in who has not logged in: {@code accept} returns, and handlers run, after that. Clients may log in
         * further on a channel that is open.
         *
         * @param verifier what is accepted; one for all connections
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder requireLogin(LoginVerifier verifier) {
            this.login = verifier;
            return this;
        }

        /**
         * {@return the configuration}
         *
         * @throws IllegalArgumentException if two settings contradict each other
         */
        @CheckReturnValue
        public ServerConfig build() {
            return new ServerConfig(this);
        }

        @Override
        @Nullable
        Function<LoginContext, LoginFlow> loginFlows() {
            return login == null ? null : login::begin;
        }

        @Override
        Builder self() {
            return this;
        }

        private static int positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " must be at least 1, not " + value);
            }
            return value;
        }
    }
}
