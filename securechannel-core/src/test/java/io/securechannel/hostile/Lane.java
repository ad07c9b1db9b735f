package io.securechannel.hostile;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.socket.Deadlines;
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
 * @param tls the facade over TLS, or else the driver over the plain engine
 * @param memory sockets in memory, or else over loopback
 * @param provider who does the TLS
 */
record Lane(boolean tls, boolean memory, TlsProvider provider) {

    /** Over the JDK's TLS. */
    Lane(boolean tls, boolean memory) {
        this(tls, memory, TlsProvider.JDK);
    }

    /** Long enough for a busy machine, short enough for a test. */
    static final Deadlines PATIENT = Deadlines.DEFAULTS.withClose(Duration.ofSeconds(5));

    static Stream<Lane> all() {
        return Stream.of(new Lane(true, true), new Lane(true, false), new Lane(false, true), new Lane(false, false));
    }

    /** {@return also the TLS of the other providers, in memory; they know no half-close} */
    static Stream<Lane> allProviders() {
        var others = Stream.of(TlsProvider.CONSCRYPT, TlsProvider.BOUNCY_CASTLE).filter(TlsProvider::available);
        return Stream.concat(all(), others.map(provider -> new Lane(true, true, provider)));
    }

    boolean halfClose() {
        return !tls || provider.halfClose();
    }

    /** {@return both engines, over sockets in memory alone: those of the system hold more than a test fills} */
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
        return tls ? TestChannel.tlsClient(socket, provider, deadlines) : TestChannel.plainClient(socket, deadlines);
    }

    TestChannel server(Socket socket, Deadlines deadlines) throws SecureChannelException {
        return tls ? TestChannel.tlsServer(socket, provider, deadlines) : TestChannel.plainServer(socket, deadlines);
    }

    @Override
    public String toString() {
        return (tls ? "TLS of " + provider : "plain engine") + (memory ? " in memory" : " over loopback");
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
