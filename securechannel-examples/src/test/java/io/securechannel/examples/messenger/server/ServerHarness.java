package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** A server in this process, its clock in the test's hand, and the clients that are connected to it. */
final class ServerHarness implements AutoCloseable {

    private final Path directory;
    private final AtomicReference<Instant> now = new AtomicReference<>(TestUser.START);
    private final List<ProtocolClient> clients = new ArrayList<>();
    private final List<String> said = new CopyOnWriteArrayList<>();
    private UnaryOperator<ChatServerConfig.Builder> settings = UnaryOperator.identity();
    private ChatServer server;

    private ServerHarness(Path directory) {
        this.directory = directory;
    }

    static ServerHarness in(Path directory) throws Exception {
        return in(directory, UnaryOperator.identity());
    }

    static ServerHarness in(Path directory, UnaryOperator<ChatServerConfig.Builder> settings) throws Exception {
        var harness = new ServerHarness(directory);
        harness.settings = settings;
        harness.start();
        return harness;
    }

    private void start() throws Exception {
        InstantSource clock = now::get;
        server = ChatServer.start(settings.apply(ChatServerConfig.in(directory)
                        .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .insecureIterations(ProtocolClient.ITERATIONS)
                        .housekeeping(Duration.ofMillis(10))
                        .notices(said::add)
                        .clock(clock))
                .build());
    }

    /** Stopped in order and started again in the same directory; a client that stayed would hold that up, as it does not read. */
    void restart() throws Exception {
        closeClients();
        server.close();
        start();
    }

    ChatServer server() {
        return server;
    }

    Path file(String name) {
        return directory.resolve(name);
    }

    List<String> said() {
        return said;
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    /** A new user, who has entered. */
    ProtocolClient signUp(TestUser user) throws Exception {
        return connect(user.name(), true).enter(user);
    }

    /** A user who has signed up before, and enters again. */
    ProtocolClient enter(TestUser user) throws Exception {
        return connect(user.name(), false).enter(user);
    }

    ProtocolClient connect(String user, boolean signUp) throws Exception {
        return keep(ProtocolClient.connect(server.port(), server.caCertificate(), user, signUp));
    }

    /** With a password that need not be the right one. */
    ProtocolClient connect(String user, String password) throws Exception {
        return keep(
                ProtocolClient.connect(server.port(), server.caCertificate(), ProtocolClient.login(user, password)));
    }

    /** A new user, who was invited. */
    ProtocolClient signUp(String user, String invitation) throws Exception {
        var login = ProtocolClient.login(user, ProtocolClient.PASSWORD).signingUp(invitation);
        return keep(ProtocolClient.connect(server.port(), server.caCertificate(), login));
    }

    private ProtocolClient keep(ProtocolClient client) {
        clients.add(client);
        return client;
    }

    @Override
    public void close() throws IOException {
        closeClients();
        server.close();
    }

    private void closeClients() throws IOException {
        for (var client : clients) {
            client.close();
        }
        clients.clear();
    }
}
