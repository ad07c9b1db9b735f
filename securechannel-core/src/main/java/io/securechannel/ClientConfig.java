package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.internal.engine.TlsEngine;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.KeyTrust;
import io.securechannel.tls.TlsContextFactory;
import java.time.Duration;
import java.util.function.Function;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects. Immutable; made once and used for many connections.
 *
 * <pre>{@code
 * var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
 *         .build();
 * }</pre>
 */
public final class ClientConfig {

    private final Engines engines;
    private final ChannelSettings settings;
    private final Duration connectTimeout;
    private final SocketFactory socketFactory;

    private ClientConfig(Builder builder) {
        this.engines = builder.engines;
        this.settings = builder.settings();
        this.connectTimeout = builder.connectTimeout;
        this.socketFactory = builder.socketFactory;
    }

    /**
     * A client over TLS.
     *
     * @param tls whom to believe, and what to show
     * @return a builder; every setting has a safe default
     */
    public static Builder tls(TlsContextFactory.Client tls) {
        return new Builder((host, port, settings) -> {
            tls.refresh(settings.listener());
            return TlsEngine.client(tls, host, port, settings.applicationProtocols());
        });
    }

    /**
     * A client over Noise, with a key of its own.
     *
     * @param keys the client's own; they have to stay open as long as the configuration is used
     * @param servers whom to believe
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(NoiseKeyPair keys, KeyTrust servers) {
        return noise(NoiseContext.forClient(servers).identity(keys).build());
    }

    /**
     * A client over Noise that shows no key: the server learns nothing of who it is.
     *
     * @param servers whom to believe
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(KeyTrust servers) {
        return noise(NoiseContext.forClient(servers).build());
    }

    /**
     * A client over Noise, for one channel to whoever knows a short code.
     *
     * @param code as a person has told it; it has to stay open until the channel is there
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(OneTimeCode code) {
        return noise(NoiseContext.forClient(code).build());
    }

    /**
     * A client over Noise.
     *
     * @param context keys, trust, shared secrets or codes, and functions
     * @return a builder; every setting has a safe default
     */
    public static Builder noise(NoiseClient context) {
        return new Builder((host, port, settings) -> NoiseEngine.client(
                NoiseSides.of(context).telling(settings.listener()),
                host + ":" + port,
                settings.applicationProtocols(),
                settings.messages()));
    }

    ChannelSettings settings() {
        return settings;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    SocketFactory socketFactory() {
        return socketFactory;
    }

    ChannelEngine newEngine(String host, int port) {
        return engines.client(host, port, settings);
    }

    /** What makes the engines of a transport. */
    @FunctionalInterface
    interface Engines {

        ChannelEngine client(String host, int port, ChannelSettings settings);
    }

    /** Gathers the settings of a client. Not for use by several threads. */
    public static final class Builder extends ConfigBuilder<Builder> {

        private final Engines engines;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private SocketFactory socketFactory = SocketFactory.getDefault();
        private @Nullable ClientLogin login;

        private Builder(Engines engines) {
            this.engines = engines;
        }

        /**
         * Limits the connection attempt, over all addresses of the host together.
         *
         * @param timeout 10 seconds by default; not zero
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = Deadlines.checked("connectTimeout", timeout, false);
            return this;
        }

        /**
         * Makes sockets in another way, for instance through a proxy. Servers are known by the host and the port that {@code connect}
         * was given, wherever the socket leads.
         *
         * @param factory its {@code createSocket()} makes sockets that are not connected yet
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder socketFactory(SocketFactory factory) {
            this.socketFactory = factory;
            return this;
        }

        /**
         * Logs in on every connection, before {@code connect} returns.
         *
         * @param credentials what with, as {@link io.securechannel.auth.ChallengeAuth} makes it
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder login(ClientLogin credentials) {
            this.login = credentials;
            return this;
        }

        /**
         * {@return the configuration}
         *
         * @throws IllegalArgumentException if two settings contradict each other
         */
        @CheckReturnValue
        public ClientConfig build() {
            return new ClientConfig(this);
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
    }
}
