package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that connect and go away at once: threads and descriptors return to the start, and the server still serves. */
@Tag("it")
@Timeout(120)
class ConnectAndDropIT {

    private static final int CONNECTIONS = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final TestCa CA = TestCa.create("Drop Test Root");
    private static final TlsContextFactory.Client TLS = TlsContextFactory.forClient(Trust.only(CA.certificate()));
    private static final ClientConfig CLIENT = ClientConfig.tls(TLS).build();

    private final Queue<SecurityEvent> events = new ConcurrentLinkedQueue<>();

    @BeforeEach
    void descriptorsCanBeCounted() {
        assumeTrue(
                ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean,
                "this system does not tell how many descriptors are open: the check is skipped");
    }

    @Test
    void nothingIsLeftOfFiveHundredDropsOfEachKind() throws Exception {
        try (var server = listen(2 * CONNECTIONS)) {
            serves(server); // loads what stays
            await("the first connection is gone", server::connections, 0);
            events.clear();
            long descriptors = descriptors();
            long threads = threads();

            drop(server, this::connectAlone);
            awaitOutcomes(server, CONNECTIONS);
            drop(server, this::halfAHello);
            awaitOutcomes(server, 2 * CONNECTIONS);
            assertThat(handshakesCut()).isEqualTo(2 * CONNECTIONS);
            drop(server, this::handshake);
            awaitOutcomes(server, 3 * CONNECTIONS);
            assertThat(established()).isPositive();

            serves(server);
            await("descriptors return", ConnectAndDropIT::descriptors, descriptors);
            await("threads return", ConnectAndDropIT::threads, threads);
            assertThat(events).noneMatch(SecurityEvent.HandlerFailed.class::isInstance);
        }
    }

    @Test
    void theLimitPerAddressHoldsAndLetsGo() throws Exception {
        int limit = 8;
        try (var server = listen(limit)) {
            var held = new ArrayList<Socket>();
            try {
                for (int i = 0; i < limit; i++) {
                    held.add(connectAlone(server.port()));
                }
                assertThat(server.connections()).isLessThanOrEqualTo(limit);
                for (int i = limit; i < CONNECTIONS; i++) {
                    try (var refused = connectAlone(server.port())) {
                        assertThat(refused.getInputStream().read()).isEqualTo(-1);
                    }
                }
            } finally {
                for (var socket : held) {
                    socket.close();
                }
            }
            assertThat(refusals())
                    .hasSize(CONNECTIONS - limit)
                    .containsOnly("maxConnectionsPerAddress (" + limit + ") is reached");
            await("the places are free again", server::connections, 0);
            serves(server);
        }
    }

    /** One way to connect; the socket it returns is dropped. */
    private interface Visit {
        Socket to(int port) throws IOException;
    }

    /** Half of the visitors leave with FIN, half with RST. */
    private static void drop(SecureChannelServer server, Visit visit) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            try (var socket = visit.to(server.port())) {
                if (i % 2 == 1) {
                    socket.setSoLinger(true, 0);
                }
            }
        }
    }

    private Socket connectAlone(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private Socket halfAHello(int port) throws IOException {
        var engine = TLS.newEngine("localhost", port, List.of("securechannel/1"));
        var hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        var socket = connectAlone(port);
        socket.getOutputStream().write(hello.array(), 0, hello.position() / 2);
        return socket;
    }

    /** Reads no ticket, and so every handshake is a full one. */
    private Socket handshake(int port) throws IOException {
        var socket = connectAlone(port);
        var tls = (SSLSocket) TLS.toSslContext().getSocketFactory().createSocket(socket, "localhost", port, false);
        var parameters = TLS.sslParameters();
        parameters.setApplicationProtocols(new String[] {"securechannel/1"});
        tls.setSSLParameters(parameters);
        tls.startHandshake();
        return socket;
    }

    private SecureChannelServer listen(int perAddress) throws IOException {
        var config = ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")))
                .maxConnectionsPerAddress(perAddress)
                .maxConnections(2 * CONNECTIONS)
                .listener(events::add)
                .build();
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), config, PeerServer.ECHO);
    }

    private static void serves(SecureChannelServer server) throws IOException {
        try (var channel = SecureChannel.connect("localhost", server.port(), CLIENT)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
        }
    }

    /** Waits until the server has an opinion of so many connections, and holds none of them any more. */
    private void awaitOutcomes(SecureChannelServer server, int count) {
        // Also a handshake that the client has finished may be cut: while the server sends its tickets.
        await(count + " connections have ended", () -> count - handshakesCut() - established(), 0);
        await("no connection is left", server::connections, 0);
    }

    /** How many handshakes failed; each of them must have been cut. */
    private long handshakesCut() {
        var reasons = events.stream()
                .filter(SecurityEvent.HandshakeFailed.class::isInstance)
                .map(event -> ((SecurityEvent.HandshakeFailed) event).error().reason())
                .toList();
        assertThat(reasons).allMatch(Reason.CONNECTION_CUT::equals);
        return reasons.size();
    }

    private long established() {
        return events.stream()
                .filter(SecurityEvent.Established.class::isInstance)
                .count();
    }

    private List<String> refusals() {
        return events.stream()
                .filter(SecurityEvent.Refused.class::isInstance)
                .map(event -> ((SecurityEvent.Refused) event).limit())
                .toList();
    }

    private static long descriptors() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }

    private static long threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Waits until a figure is not above what it should be. */
    private static void await(String what, LongSupplier figure, long most) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (figure.getAsLong() > most && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        assertThat(figure.getAsLong()).as(what).isLessThanOrEqualTo(most);
    }
}
