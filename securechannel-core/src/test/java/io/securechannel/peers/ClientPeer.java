package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.ChannelHandler;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import io.securechannel.tls.TlsServerBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A row whose peer is the client, at our raw server. Where a program can do less, its class overrides the test. */
abstract class ClientPeer extends InteropCells {

    private static final String TICKETS_WITH_DATA =
            "Conscrypt sends tickets with its first data, and this peer sends nothing before it has one";

    static final long PATIENCE_SECONDS = 20;

    /** The lines that reached the server's handler. */
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** What the server exported; empty where this provider has no exporter. */
    private final BlockingQueue<String> exported = new LinkedBlockingQueue<>();

    /**
     * Starts the program. It sends the line "hello", prints the answer and ends.
     *
     * @param ask what else it does
     */
    abstract Program start(Ask ask) throws Exception;

    /** {@return what the program prints of the agreed ALPN name} */
    abstract String applicationProtocolPattern();

    /** {@return what the program prints when a session was resumed} */
    abstract String resumedPattern();

    /** {@return what the program prints of the exported bytes, as the first group} */
    abstract String exporterPattern();

    /** {@return what the program prints of a certificate for {@link #OTHER_NAME}} */
    abstract String otherNamePattern();

    /** {@return what makes it print keying material} */
    Ask exporting(Ask ask) {
        return ask;
    }

    /** {@return what the program prints when our answer has come} */
    String answer() {
        return "heard: hello";
    }

    /** {@return an ALPN name that the program can offer} */
    String protocol() {
        return "interop/1";
    }

    @Test
    @Shows(Feature.PRIVATE_CA)
    void aPrivateAuthorityIsTrustedAndAnotherIsNot() throws Exception {
        try (var server = server(tls())) {
            try (var client = start(ask(server))) {
                succeeds(client);
                server.endedInOrder();
                assertThat(lines.poll()).isNotEmpty();
            }
            try (var client = start(ask(server).trusting(strangersRoot()))) {
                fails(client);
                nothingArrived();
            }
        }
    }

    @Test
    @Shows(Feature.MUTUAL_TLS)
    void itsCertificateIsDemanded() throws Exception {
        try (var server = server(tls().requireClientCertificate(Trust.only(CA.certificate())))) {
            try (var client = start(ask(server).showing(files("ada", ADA)))) {
                succeeds(client);
                assertThat(server.established().identity().toString()).startsWith("CN=ada at ");
                lines.clear();
            }
            try (var nobody = start(ask(server))) {
                fails(nobody);
                assertThat(server.refusal()).isEqualTo(Reason.CLIENT_CERTIFICATE_MISSING);
                nothingArrived();
            }
        }
    }

    @Test
    @Shows(Feature.ALPN)
    void theApplicationProtocolIsAgreedOn(Cell cell) throws Exception {
        var offering = raw(tls()).applicationProtocols("other/1", protocol());
        try (var server = PeerServer.start(offering, this::answer);
                var client = start(ask(server).offering(protocol()))) {
            succeeds(client);
            assertThat(server.established().protocol().applicationProtocol()).contains(protocol());
            printed(client, applicationProtocolPattern());
        }
    }

    @Test
    @Shows(Feature.SNI)
    void theNameThatItAsksForChoosesOurIdentity(Cell cell) throws Exception {
        try (var server = server(tls().identity(OTHER))) {
            try (var client = start(ask(server).named(OTHER_NAME))) {
                succeeds(client);
                printed(client, otherNamePattern());
            }
            try (var client = start(ask(server))) {
                succeeds(client);
                assertThat(client.output() + client.errors()).doesNotContainPattern(otherNamePattern());
            }
        }
    }

    @Test
    @Shows(Feature.RESUMPTION)
    void itsSessionIsResumed(Cell cell) throws Exception {
        assumeFalse(waitsForTickets() && ours == TlsProvider.CONSCRYPT, TICKETS_WITH_DATA);
        try (var server = server(tls());
                var client = start(ask(server).twice())) {
            succeeds(client);
            printed(client, resumedPattern());
            assertThat(server.established().protocol().resumed()).isFalse();
            assertThat(server.established().protocol().resumed()).isTrue();
        }
    }

    @Test
    @Shows(Feature.HALF_CLOSE)
    void eachEndGoesOnAfterTheOthersEnd(Cell cell) throws Exception {
        if (!ours.halfClose()) {
            cell.saysNothing();
        }
        answersAfterItsEnd();
        if (ours.halfClose()) {
            sendsAfterOurEnd();
        }
    }

    @Test
    @Shows(Feature.EXPORTER)
    void bothEndsExportTheSame(Cell cell) throws Exception {
        assumeTrue(ours.exporter(), ours + " has no exporter on this JDK");
        assumeFalse(exportsAfterTickets() && ours == TlsProvider.CONSCRYPT, TICKETS_WITH_DATA);
        try (var server = server(tls());
                var client = start(exporting(ask(server)))) {
            succeeds(client);
            assertThat(plainHex(printed(client, exporterPattern())))
                    .isEqualTo(exported.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    @Shows(Feature.POST_QUANTUM)
    void aPostQuantumGroupIsAgreedOnOrTheConnectionRefused(Cell cell) throws Exception {
        if (!ours.postQuantum()) {
            assertThatThrownBy(() -> tls().requirePostQuantum().build())
                    .isInstanceOf(UnsupportedOperationException.class);
            cell.saysNothing();
            return;
        }
        boolean agreed;
        try (var server = server(tls());
                var client = start(ask(server))) {
            succeeds(client);
            var protocol = server.established().protocol();
            agreed = protocol.group().equals(Optional.of("X25519MLKEM768"));
            assertThat(protocol.postQuantumConfidentiality()).isEqualTo(agreed);
        }
        assertThat(agreed || !hasPostQuantum()).isTrue();
        try (var server = server(tls().requirePostQuantum());
                var client = start(ask(server))) {
            if (agreed) {
                succeeds(client);
            } else {
                cell.says(REFUSED);
                client.awaitExit(); // without an alert some programs call that a success: the refusal comes after the
                // handshake
                assertThat(client.output()).doesNotContainPattern(answer());
                assertThat(server.refusal()).isIn(WITHOUT_POST_QUANTUM);
                nothingArrived();
            }
        }
    }

    /** Whether it waits for a session ticket before it sends anything. */
    boolean waitsForTickets() {
        return false;
    }

    /** Whether it does so also where it prints what it exports. */
    boolean exportsAfterTickets() {
        return false;
    }

    /** One half: it ends its direction, and hears the answer that comes after that. */
    final void answersAfterItsEnd() throws Exception {
        ChannelHandler answersLast = channel -> {
            channel.inputStream().readAllBytes();
            write(channel.outputStream(), "heard: hello\n");
        };
        try (var server = PeerServer.start(raw(tls()), answersLast);
                var client = start(ask(server).ending(Ending.CLIENT_FIRST))) {
            if (ours.halfClose()) {
                succeeds(client);
                server.endedInOrder();
            } else {
                assertThat(server.endedWith()).isEqualTo(Reason.CLOSED); // and not a clean end of half an exchange
            }
        }
    }

    /** The other half: our direction is at its end, and what it sends after that arrives. */
    final void sendsAfterOurEnd() throws Exception {
        ChannelHandler endsFirst = channel -> {
            lines.add(line(channel.inputStream()));
            write(channel.outputStream(), "heard: hello\n");
            channel.closeOutput();
            lines.add(line(channel.inputStream()));
        };
        try (var server = PeerServer.start(raw(tls()), endsFirst);
                var client = start(ask(server).ending(Ending.SERVER_FIRST))) {
            succeeds(client);
            server.endedInOrder();
            assertThat(lines).containsExactly("hello", "after your end");
        }
    }

    /** Answers a line with "heard: hello", a request of HTTP with a response that says so, and ends. */
    final void answer(SecureChannel channel) throws IOException {
        exported.add(exporter(channel));
        var line = line(channel.inputStream());
        lines.add(line);
        if (line.startsWith("GET ")) {
            for (var header = line; !header.isBlank(); ) {
                header = line(channel.inputStream());
            }
            write(channel.outputStream(), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
        }
        write(channel.outputStream(), "heard: hello\n");
    }

    final TlsServerBuilder tls() {
        return TlsContextFactory.serverBuilder(LOCALHOST).provider(ours);
    }

    final PeerServer server(TlsServerBuilder tls) throws IOException {
        return PeerServer.start(raw(tls), this::answer);
    }

    static ServerConfig.Builder raw(TlsServerBuilder tls) {
        return ServerConfig.tls(tls.build()).framing(Framing.none());
    }

    final Ask ask(PeerServer server) throws IOException {
        exported.clear();
        lines.clear();
        return Ask.of(server.port(), root());
    }

    final void succeeds(Program client) throws InterruptedException {
        assertThat(client.awaitExit()).as("%s", client).isZero();
        printed(client, answer());
    }

    final void fails(Program client) throws InterruptedException {
        assertThat(client.awaitExit()).as("%s", client).isNotZero();
        assertThat(client.output()).doesNotContainPattern(answer());
    }

    /** A peer that refuses us may do so after the handshake: then the handler has started, and has read nothing. */
    final void nothingArrived() {
        assertThat(lines).allSatisfy(line -> assertThat(line).isEmpty());
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int octet = in.read(); octet >= 0 && octet != '\n'; octet = in.read()) {
            line.append((char) octet);
        }
        return line.toString();
    }
}
