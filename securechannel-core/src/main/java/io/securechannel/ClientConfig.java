package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.TlsEngine;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.tls.TlsContextFactory;
import java.time.Duration;
import java.util.function.Function;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects. Immutable; made once and used for many connections.
 *
 * <pre>{@code
 * var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate))).build();
 * }</pre>
 */
public final class ClientConfig {

    private final TlsContextFactory.Client tls;
    private final ChannelSettings settings;
    private final Duration connectTimeout;
    private final SocketFactory socketFactory;

    private ClientConfig(Builder builder) {
        this.tls = builder.tls;
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
        return new Builder(tls);
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
        tls.refresh(settings.listener());
        return TlsEngine.client(tls, host, port, settings.applicationProtocols());
    }

    /** Gathers the settings of a client. Not for use by several threads. */
    public static final class Builder extends ConfigBuilder<Builder> {

        private final TlsContextFactory.Client tls;
        private Duration connectTimeout = Duration.ofSeconds(10);
        private SocketFactory socketFactory = SocketFactory.getDefault();
        private @Nullable ClientLogin login;

        private Builder(TlsContextFactory.Client tls) {
            this.tls = tls;
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
         * Makes sockets in another way, for instance through a proxy.
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
