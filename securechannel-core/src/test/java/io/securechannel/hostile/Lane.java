package io.securechannel.hostile;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import io.securechannel.testkit.SocketPair;
import io.securechannel.tls.TlsProvider;
import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * One combination of engine and transport.
 *
 * @param kind the facade over TLS or over Noise, or else the driver over the plain engine
 * @param memory sockets in memory, or else over loopback
 * @param provider who does the TLS
 */
record Lane(Kind kind, boolean memory, TlsProvider provider) {

    /** What is spoken. */
    enum Kind {
        TLS,
        NOISE,
        PLAIN
    }

    /** Long enough for a busy machine, short enough for a test. */
    static final Deadlines PATIENT = Deadlines.DEFAULTS.withClose(Duration.ofSeconds(5));

    /** TLS by the JDK. */
    Lane(Kind kind, boolean memory) {
        this(kind, memory, TlsProvider.JDK);
    }

    static Stream<Lane> all() {
        return Stream.of(Kind.values()).flatMap(kind -> Stream.of(new Lane(kind, true), new Lane(kind, false)));
    }

    /** {@return also the TLS of the other providers, in memory; they know no half-close} */
    static Stream<Lane> allProviders() {
        var others = Stream.of(TlsProvider.CONSCRYPT, TlsProvider.BOUNCY_CASTLE).filter(TlsProvider::available);
        return Stream.concat(all(), others.map(provider -> new Lane(Kind.TLS, true, provider)));
    }

    boolean tls() {
        return kind == Kind.TLS;
    }

    boolean noise() {
        return kind == Kind.NOISE;
    }

    boolean halfClose() {
        return !tls() || provider.halfClose();
    }

    /** {@return all engines, over sockets in memory alone: those of the system hold more than a test fills} */
    static Stream<Lane> inMemory() {
        return all().filter(Lane::memory);
    }

    /** {@return both ends, in their handshakes, over a hostile wire} */
    Ends over(Delivery toServer, Delivery toClient, Deadlines deadlines) throws IOException {
        var wire = memory ? HostileWire.inMemory(toServer, toClient) : HostileWire.overLoopback(toServer, toClient);
        return new Ends(this, wire, wire.client(), wire.server(), wire, deadlines);
    }

    /** {@return both ends, in their handshakes, connected directly} */
    Ends direct(Deadlines deadlines) throws IOException {
        return direct(SocketPair.DEFAULT_CAPACITY, deadlines);
    }

    Ends direct(int bufferSize, Deadlines deadlines) throws IOException {
        var sockets = sockets(bufferSize);
        return new Ends(this, sockets, sockets.client(), sockets.server(), null, deadlines);
    }

    SocketPair sockets(int bufferSize) throws IOException {
        return memory ? SocketPair.inMemory(bufferSize) : SocketPair.overLoopback(bufferSize);
    }

    TestChannel client(Socket socket, Deadlines deadlines) throws SecureChannelException {
        return switch (kind) {
            case TLS -> TestChannel.client(socket, ChannelPair.clientConfig(provider), deadlines);
            case NOISE -> TestChannel.client(socket, ChannelPair.noiseClientConfig(), deadlines);
            case PLAIN -> TestChannel.plainClient(socket, deadlines);
        };
    }

    TestChannel server(Socket socket, Deadlines deadlines) throws SecureChannelException {
        return switch (kind) {
            case TLS -> TestChannel.server(socket, ChannelPair.serverConfig(provider), deadlines);
            case NOISE -> TestChannel.server(socket, ChannelPair.noiseServerConfig(), deadlines);
            case PLAIN -> TestChannel.plainServer(socket, deadlines);
        };
    }

    @Override
    public String toString() {
        var what = switch (kind) {
            case TLS -> "TLS of " + provider;
            case NOISE -> "Noise";
            case PLAIN -> "plain engine";
        };
        return what + (memory ? " in memory" : " over loopback");
    }

    /** Two ends, each with its handshake in a thread of its own. */
    static final class Ends implements Closeable {

        private final Closeable connection;
        private final HostileWire wire;
        private final Task<TestChannel> client;
        private final Task<TestChannel> server;

        private Ends(
                Lane lane,
                Closeable connection,
                Socket clientSocket,
                Socket serverSocket,
                HostileWire wire,
                Deadlines deadlines) {
            this.connection = connection;
            this.wire = wire;
            this.server = Task.start(() -> lane.server(serverSocket, deadlines));
            this.client = Task.start(() -> lane.client(clientSocket, deadlines));
        }

        TestChannel client() throws SecureChannelException {
            return client.result();
        }

        TestChannel server() throws SecureChannelException {
            return server.result();
        }

        Task<TestChannel> clientTask() {
            return client;
        }

        Task<TestChannel> serverTask() {
            return server;
        }

        HostileWire wire() {
            return wire;
        }

        /** Whatever is still open is closed in order where that is possible, and the sockets go away in any case. */
        @Override
        public void close() throws IOException {
            try (connection) {
                var closing = Task.run(() -> closeQuietly(server));
                if (client.done() && server.done()) {
                    closeQuietly(client);
                    closing.result();
                }
            }
            closeQuietly(client);
            closeQuietly(server);
        }

        private static void closeQuietly(Task<TestChannel> end) {
            try {
                end.result().close();
            } catch (SecureChannelException e) {
                return; // the test has asked already, or does not care
            }
        }
    }
}
