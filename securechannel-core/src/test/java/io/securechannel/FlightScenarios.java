package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginPair;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.EngineAccess;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import javax.net.SocketFactory;

/** What happens while {@link FlightRecordingTest} records, and with whom. */
final class FlightScenarios {

    static final String PASSWORD = "correct-horse-battery-staple";
    static final String WRONG_PASSWORD = "wrong-password-that-was-typed";
    static final String PASSWORD_AS_NAME = "password-typed-as-a-name";
    static final String CONTENT = "attack-at-dawn-attack-at-dawn";

    static final Duration LAST_WORDS = Duration.ofMillis(200);

    static final NoiseKeyPair NOISE_SERVER = NoiseKeyPair.generate();
    static final NoiseKeyPair NOISE_CLIENT = NoiseKeyPair.generate();
    static final NoiseKeyPair NOISE_NEXT = NoiseKeyPair.generate();

    /** The address of the peer, by scenario and role. */
    private final Map<String, String> peers = new ConcurrentHashMap<>();

    static FlightScenarios run() throws Exception {
        var run = new FlightScenarios();
        run.closedByTheClient();
        run.closedByTheServer();
        run.refusedHandshakes();
        run.logins();
        run.rekey();
        run.reload();
        run.cut();
        run.slowPeer();
        run.streams();
        run.raw();
        run.silentStranger();
        run.programThatFails();
        return run;
    }

    String peer(String scenario, Role role) {
        return peers.get(scenario + role);
    }

    private void name(String scenario, SecureChannel client, SecureChannel server) {
        peers.put(scenario + Role.CLIENT, client.peer().address());
        peers.put(scenario + Role.SERVER, server.peer().address());
    }

    /** TLS, by name, with a certificate at both ends. */
    private void closedByTheClient() throws Exception {
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requireClientCertificate(Trust.only(Loopback.CA.certificate()))
                .build();
        var client = TlsContextFactory.clientBuilder(Trust.only(Loopback.CA.certificate()))
                .identity(Loopback.CA.client("ada"))
                .build();
        var pair = Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build());
        name("tls", pair.client(), pair.server());
        exchange(pair.client(), pair.server());
        var closing = Loopback.start(() -> {
            pair.client().close();
            return true;
        });
        assertThat(pair.server().receive()).isEmpty();
        pair.server().close();
        assertThat(Loopback.await(closing)).isTrue();
    }

    /** Noise. */
    private void closedByTheServer() throws Exception {
        var pair = noisePair();
        name("noise", pair.client(), pair.server());
        exchange(pair.client(), pair.server());
        var closing = Loopback.start(() -> {
            pair.server().close(new CloseReason(4_711, "had enough"));
            return true;
        });
        assertThat(pair.client().receive()).isEmpty();
        pair.client().close();
        assertThat(Loopback.await(closing)).isTrue();
    }

    private static ChannelPair noisePair() {
        var client = ClientConfig.noise(NoiseContext.forClient(Trust.pinned(NOISE_SERVER.publicKey()))
                        .identity(NOISE_CLIENT)
                        .build())
                .listener(event -> {});
        var server = ServerConfig.noise(NOISE_SERVER, Trust.allow(NOISE_CLIENT.publicKey()::equals))
                .listener(event -> {});
        return ChannelPair.over(SocketPair.inMemory(), client.build(), server.build());
    }

    private static void exchange(SecureChannel client, SecureChannel server) throws Exception {
        client.sendText(CONTENT);
        assertThat(server.receiveText()).contains(CONTENT);
        server.sendText(CONTENT);
        assertThat(client.receiveText()).contains(CONTENT);
    }

    private void refusedHandshakes() throws Exception {
        var errors = Loopback.errors(
                "other.example", Loopback.client().build(), Loopback.server().build());
        Loopback.assertTells(errors.client(), Reason.WRONG_HOST);
        peers.put(
                "wrong host" + Role.CLIENT,
                ((SecureChannelException) errors.client()).peer().orElseThrow());
        int port;
        try (var listening = Loopback.listen()) {
            port = listening.getLocalPort();
        }
        var refused = catchThrowableOfType(
                SecureChannelException.class, () -> connected("localhost", port).close());
        assertThat(refused.reason()).isEqualTo(Reason.CONNECT_REFUSED);
        peers.put("nobody there" + Role.CLIENT, "localhost:" + port);
    }

    private static SecureChannel connected(String host, int port) throws SecureChannelException {
        return SecureChannel.connect(host, port, Loopback.client().build());
    }

    private void logins() throws Exception {
        try (var users = CredentialStore.inMemory();
                var secret = LoginPair.secret(PASSWORD)) {
            users.add(User.of("ada", ScramCredential.derive(secret, 1), Instant.now()));
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .insecureIterations(1)
                    .build();
            try (var pair = LoginPair.of(LoginPair.password("ada", PASSWORD), verifier)) {
                name("login", pair.client(), pair.server());
                var serving = Loopback.start(() -> pair.server().receiveText());
                pair.client().stepUp(LoginPair.password("ada", PASSWORD));
                pair.client().sendText(CONTENT);
                assertThat(Loopback.await(serving)).contains(CONTENT);
            }
            refusedLogin("wrong password", LoginPair.password("ada", WRONG_PASSWORD), verifier);
            refusedLogin("no user", LoginPair.password(PASSWORD_AS_NAME, PASSWORD), verifier);
        }
    }

    private void refusedLogin(String scenario, ClientLogin login, LoginVerifier verifier) {
        var failures = LoginPair.failing(login, verifier);
        peers.put(scenario + Role.CLIENT, failures.client().peer().orElseThrow());
        peers.put(scenario + Role.SERVER, failures.server().peer().orElseThrow());
    }

    /** One record before the key's last, as if 65,535 had been sent. */
    private void rekey() throws Exception {
        var sockets = SocketPair.inMemory();
        var clientConfig = ClientConfig.noise(NoiseContext.forClient(Trust.pinned(NOISE_SERVER.publicKey()))
                        .build())
                .listener(event -> {})
                .build();
        var serverConfig =
                ServerConfig.noise(NOISE_SERVER).listener(event -> {}).build();
        var accepting = Loopback.start(() -> handshake(
                sockets.server(), "rekey-client:1", Role.SERVER, () -> serverConfig.newEngine("rekey-client:1")));
        var client = handshake(
                sockets.client(), "rekey-server:1", Role.CLIENT, () -> clientConfig.newEngine("rekey-server", 1));
        var server = Loopback.await(accepting);
        EngineAccess.goOnAt(client.engine(), 65_535, 1);
        EngineAccess.goOnAt(server.engine(), 1, 65_535);
        var sender = channel(client, clientConfig.settings(), "rekey-server:1", Role.CLIENT);
        var receiver = channel(server, serverConfig.settings(), "rekey-client:1", Role.SERVER);
        sender.sendText(CONTENT);
        assertThat(receiver.receiveText()).contains(CONTENT);
        assertThat(sender.statistics().records()).isEqualTo(new ChannelStatistics.Records(65_536, 1, 1, 0));
        assertThat(receiver.statistics().records()).isEqualTo(new ChannelStatistics.Records(1, 65_536, 0, 1));
        sender.abandon();
        receiver.abandon();
    }

    private static ChannelDriver handshake(Socket socket, String peer, Role role, Supplier<ChannelEngine> engine)
            throws SecureChannelException {
        var driver = Establishing.driver(
                socket, peer, engine, Loopback.client().build().settings().deadlines());
        driver.observe(new Link(0, peer, role));
        driver.handshake(() -> {});
        return driver;
    }

    private static SecureChannel channel(ChannelDriver driver, ChannelSettings settings, String peer, Role role) {
        return new SecureChannel(driver, settings, new Handshaking(peer, role, null));
    }

    private void reload() throws Exception {
        var keys = new AtomicReference<NoiseServerKeys>(new NoiseServerKeys(NOISE_SERVER, Optional.empty()));
        var config = ServerConfig.noise(NoiseContext.forServer(() -> {
                            var current = keys.get();
                            if (current == null) {
                                throw new KeyMaterialException(
                                        KeyMaterialException.Reason.UNREADABLE, "the file is gone");
                            }
                            return current;
                        })
                        .build())
                .listener(event -> {})
                .build();
        keys.set(new NoiseServerKeys(NOISE_NEXT, Optional.empty()));
        config.newEngine("reload:1").destroy();
        keys.set(null);
        config.newEngine("reload:1").destroy();
        config.newEngine("reload:1").destroy(); // is not told again
    }

    private void cut() throws Exception {
        var sockets = SocketPair.inMemory();
        var pair = ChannelPair.over(
                sockets,
                ChannelPair.clientConfig().build(),
                ChannelPair.serverConfig().build());
        name("cut", pair.client(), pair.server());
        SocketPair.reset(sockets.client());
        var error = catchThrowableOfType(
                SecureChannelException.class,
                () -> assertThat(pair.server().receive()).isEmpty());
        assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
        pair.client().abandon();
    }

    /** A peer that reads nothing, which the deadline for writes ends. */
    private void slowPeer() throws Exception {
        var client = ChannelPair.clientConfig().writeTimeout(Duration.ofSeconds(1));
        var pair = ChannelPair.over(
                SocketPair.inMemory(4_096),
                client.build(),
                ChannelPair.serverConfig().build());
        name("slow", pair.client(), pair.server());
        var error = catchThrowableOfType(
                SecureChannelException.class, () -> pair.client().send(new byte[100_000]));
        assertThat(error.reason()).isEqualTo(Reason.WRITE_TIMEOUT);
        assertThat(pair.client().statistics().activity().writeStalls()).isPositive();
        pair.client().abandon();
        pair.server().abandon();
    }

    /** A message that is read as a stream; the peer closes. */
    private void streams() throws Exception {
        var pair = noisePair();
        name("stream", pair.client(), pair.server());
        var closing = Loopback.start(() -> {
            pair.server().close(new CloseReason(4_711, "had enough"));
            return true;
        });
        assertThat(pair.client().receiveStream()).isEmpty();
        pair.client().close();
        assertThat(Loopback.await(closing)).isTrue();
    }

    private void raw() throws Exception {
        var client = ChannelPair.clientConfig().framing(Framing.none());
        var server = ChannelPair.serverConfig().framing(Framing.none());
        var pair = ChannelPair.over(SocketPair.inMemory(), client.build(), server.build());
        name("raw", pair.client(), pair.server());
        pair.client().closeOutput();
        assertThat(pair.server().inputStream().read()).isEqualTo(-1);
        pair.server().outputStream().write(CONTENT.getBytes(StandardCharsets.UTF_8));
        pair.server().closeOutput();
        assertThat(pair.client().inputStream().readAllBytes()).hasSize(CONTENT.length());
        pair.server().close();
        pair.client().close();
    }

    /** Says what is no handshake, and does not close: the server waits for its end, for so long as a close may take. */
    private void silentStranger() throws Exception {
        var sockets = SocketPair.inMemory();
        sockets.client().getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        var config = ChannelPair.serverConfig().closeTimeout(LAST_WORDS).build();
        var error = catchThrowableOfType(
                SecureChannelException.class,
                () -> SecureChannel.accept(sockets.server(), config).close());
        assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
        peers.put("stranger" + Role.SERVER, error.peer().orElseThrow());
        sockets.client().close();
    }

    /** This side's own code throws, once for a socket and once in a login. */
    private void programThatFails() throws Exception {
        var noSockets = Loopback.client().socketFactory(new NoSockets()).build();
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> SecureChannel.connect("localhost", 1, noSockets).close());
        peers.put("no sockets" + Role.CLIENT, "localhost:1");
        var sockets = SocketPair.inMemory();
        peers.put("no clock" + Role.SERVER, Establishing.address(sockets.server()));
        try (var users = CredentialStore.inMemory()) {
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .clock(() -> {
                        throw new IllegalStateException("the clock is broken");
                    })
                    .build();
            var server = ChannelPair.serverConfig().requireLogin(verifier).build();
            var connecting = Loopback.start(() -> catchThrowableOfType(
                    SecureChannelException.class,
                    () -> SecureChannel.connect(sockets.client(), ChannelPair.HOST, loginOfAda())
                            .close()));
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> SecureChannel.accept(sockets.server(), server).close());
            assertThat(sockets.server().isClosed()).isTrue();
            assertThat(Loopback.await(connecting).reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    private static ClientConfig loginOfAda() {
        return ChannelPair.clientConfig()
                .login(LoginPair.password("ada", PASSWORD))
                .build();
    }

    private static final class NoSockets extends SocketFactory {

        @Override
        public Socket createSocket() {
            throw new IllegalStateException("the program's own factory is broken");
        }

        @Override
        public Socket createSocket(String host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            return createSocket();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            return createSocket();
        }
    }

    /** {@return the client's peer, which takes and sends a message that the network holds a part of} */
    static String slowReader() throws Exception {
        try (var pair = ChannelPair.over(
                SocketPair.inMemory(1_024),
                ChannelPair.clientConfig().build(),
                ChannelPair.serverConfig().build())) {
            var echoing = Loopback.start(() -> {
                pair.server().send(pair.server().receive().orElseThrow());
                return true;
            });
            pair.client().send(new byte[100_000]);
            assertThat(pair.client().receive().orElseThrow()).hasSize(100_000);
            assertThat(Loopback.await(echoing)).isTrue();
            return pair.client().peer().address();
        }
    }
}
