package io.securechannel.soak;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.securechannel.ClientConfig;
import io.securechannel.Loopback;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.Users;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Servers that echo what is {@link Numbered}: of each transport one whose keys are replaced while it runs, one with logins, and one that is
 * stopped and started again.
 */
final class SoakServers implements AutoCloseable {

    private static final int MOST_CONNECTIONS = 500;
    private static final String WRITE_TIMEOUT = Reason.WRITE_TIMEOUT + ": ";
    private static final ThrottleLimits QUICKLY_FORGIVEN =
            new ThrottleLimits(5, ofSeconds(10), ofSeconds(2), Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO);

    /** A server and how it listens. */
    final class Echo {

        private final String name;
        private final ServerConfig config;
        private volatile SecureChannelServer server;

        private Echo(String name, ServerConfig.Builder builder) throws IOException {
            this.name = name;
            this.config = builder.handshakeTimeout(ofSeconds(15)) // for honest ones too, and the machine may be busy
                    .writeTimeout(ofSeconds(15))
                    .maxConnections(MOST_CONNECTIONS)
                    .maxConnectionsPerAddress(MOST_CONNECTIONS)
                    .listener(this::told)
                    .build();
            this.server = SecureChannelServer.listen(Loopback.anyPort(), config, SoakServers::echo);
        }

        ServerConfig config() {
            return config;
        }

        int port() {
            return server.port();
        }

        /** {@return a connection to it} */
        SecureChannel connect(ClientConfig client) throws IOException {
            return SecureChannel.connect("localhost", port(), client);
        }

        /** Stops it, with some of its channels in use, and starts it again at the same port. */
        void restart() throws IOException {
            int port = port();
            server.stop(ofMillis(100));
            server = SecureChannelServer.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), config, SoakServers::echo);
            workers.countStep("restarts of " + name);
        }

        private void told(SecurityEvent event) {
            if (event instanceof SecurityEvent.HandshakeFailed failed) {
                workers.failedAtServer("server " + name, failed.error().reason());
            } else if (event instanceof SecurityEvent.LoginFailed failed) {
                workers.failedAtServer("server " + name, failed.error().reason());
            } else if (event instanceof SecurityEvent.HandlerFailed failed) {
                workers.failed("handler of " + name, failed.error());
            } else if (event instanceof SecurityEvent.ReloadRefused refused) {
                workers.failed("reload of " + name, refused.error());
            } else if (event instanceof SecurityEvent.Refused refused) {
                workers.failed("server " + name, new AssertionError(refused.limit()));
            } else if (event instanceof SecurityEvent.Reloaded) {
                workers.countStep("reloads of " + name);
            } else if (event instanceof SecurityEvent.Established) {
                workers.countStep("established at " + name);
            } else if (event instanceof SecurityEvent.Ended ended && ended.how().startsWith(WRITE_TIMEOUT)) {
                workers.failedAtServer("server " + name, Reason.WRITE_TIMEOUT);
            }
        }
    }

    final SoakKeys keys = new SoakKeys();
    final NoiseKeyPair fixedNoise = NoiseKeyPair.generate();
    final TestCa fixedCa = TestCa.create("Soak Fixed Root");
    final Echo tls;
    final Echo noise;
    final Echo tlsLogin;
    final Echo noiseLogin;
    final Echo tlsRestarted;
    final Echo noiseRestarted;

    private final SoakWorkers workers;
    private final List<Echo> all;

    SoakServers(SoakWorkers workers) throws Exception {
        this.workers = workers;
        tls = new Echo(
                "tls",
                ServerConfig.tls(TlsContextFactory.serverBuilder(keys::server)
                        .requireClientCertificate(keys::trust)
                        .reloadInterval(ofMillis(100))
                        .build()));
        noise = new Echo(
                "noise", ServerConfig.noise(NoiseContext.forServer(keys::noise).build()));
        var users = Users.withAda();
        var verifier = Users.builder(users)
                .throttle(LoginThrottle.inMemory(QUICKLY_FORGIVEN, InstantSource.system()))
                .build();
        var fixed = TlsContextFactory.forServer(fixedCa.server("localhost"));
        tlsLogin = new Echo("tls-login", ServerConfig.tls(fixed).requireLogin(verifier));
        noiseLogin = new Echo("noise-login", ServerConfig.noise(fixedNoise).requireLogin(verifier));
        tlsRestarted = new Echo("tls-restarted", ServerConfig.tls(fixed));
        noiseRestarted = new Echo("noise-restarted", ServerConfig.noise(fixedNoise));
        all = List.of(tls, noise, tlsLogin, noiseLogin, tlsRestarted, noiseRestarted);
    }

    /** What is not the next message of its channel fails the run, as the handler's failure. */
    static void echo(SecureChannel channel) throws IOException {
        var next = new AtomicInteger();
        channel.forEachMessage(message -> {
            Numbered.require(next.getAndIncrement(), message);
            channel.send(message);
        });
    }

    int connections() {
        return all.stream().mapToInt(each -> each.server.connections()).sum();
    }

    @Override
    public void close() {
        all.forEach(each -> each.server.close());
    }
}
