package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.TlsEngine;
import io.securechannel.internal.socket.Deadlines;
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

    private final TlsContextFactory.Server tls;
    private final ChannelSettings settings;
    private final int backlog;
    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final Duration stopTimeout;

    private ServerConfig(Builder builder) {
        this.tls = builder.tls;
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
        return new Builder(tls);
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
        tls.refresh(settings.listener());
    }

    ChannelEngine newEngine() {
        refresh();
        return TlsEngine.server(tls, settings.applicationProtocols());
    }

    /** Gathers the settings of a server. Not for use by several threads. */
    public static final class Builder extends ConfigBuilder<Builder> {

        private final TlsContextFactory.Server tls;
        private int backlog = 256;
        private int maxConnections = 1_024;
        private int maxConnectionsPerAddress = 256;
        private Duration stopTimeout = Duration.ofSeconds(10);
        private @Nullable LoginVerifier login;

        private Builder(TlsContextFactory.Server tls) {
            this.tls = tls;
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
