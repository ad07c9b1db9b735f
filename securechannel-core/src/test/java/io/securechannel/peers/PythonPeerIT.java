package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ChannelHandler;
import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Python's ssl module: the framed client of the documentation, and a raw server. */
@Tag("it")
@Timeout(60)
class PythonPeerIT {

    private static final TestCa CA = TestCa.create("Peer Test Root");
    private static final TestCa STRANGER = TestCa.create("Stranger Root");

    /** Echoes upside down: waits for the client's end, and then answers with how many bytes there were. */
    private static final String COUNTING_SERVER = """
            import socket, ssl, sys
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_3
            context.load_cert_chain(sys.argv[1], sys.argv[2])
            listening = socket.create_server(("127.0.0.1", 0))
            print("PORT", listening.getsockname()[1], flush=True)
            while True:
                tls = context.wrap_socket(listening.accept()[0], server_side=True, suppress_ragged_eofs=False)
                count = 0
                while part := tls.recv(65536):
                    count += len(part)
                tls.sendall(str(count).encode())
                if count > 0:
                    tls.unwrap()
                tls.close()
            """;

    @TempDir
    static Path directory;

    private static Path root;

    @BeforeAll
    static void pythonIsThere() throws Exception {
        Program.require("python3");
        root = PemFiles.write(directory, "root", CA.certificate());
    }

    @Test
    void theFramedClientGetsItsMessagesBack() throws Exception {
        try (var server = PeerServer.start(server(), PeerServer.ECHO);
                var client = framedClient(server, root, "-", "hello", "", "grüße, 世界")) {
            assertThat(client.awaitExit()).as("%s", client).isZero();
            assertThat(client.output()).isEqualTo("hello\n\ngrüße, 世界\n");
            assertThat(client.errors()).isEqualTo("closed: 0 \n");
            assertThat(server.established().protocol().applicationProtocol()).contains("securechannel/1");
            server.endedInOrder();
        }
    }

    @Test
    void theFramedClientCarriesLargeMessagesFromItsInput() throws Exception {
        var large = "0123456789".repeat(10_000);
        try (var server = PeerServer.start(server(), PeerServer.ECHO);
                var client = framedClient(server, root, "-")) {
            client.type(large + "\nsmall\n").awaitOutput("small\n");
            client.endInput();

            assertThat(client.awaitExit()).as("%s", client).isZero();
            assertThat(client.output()).isEqualTo(large + "\nsmall\n");
            server.endedInOrder();
        }
    }

    @Test
    void theFramedClientAnswersPings() throws Exception {
        var roundTrips = new LinkedBlockingQueue<Boolean>();
        ChannelHandler pinging = channel -> channel.forEachMessage(message -> {
            roundTrips.add(channel.statistics().roundTrip().isPresent());
            channel.ping();
            channel.send(message);
        });
        try (var server = PeerServer.start(server(), pinging);
                var client = framedClient(server, root, "-", "first", "second")) {
            assertThat(client.awaitExit()).as("%s", client).isZero();
            server.endedInOrder();
            assertThat(roundTrips).containsExactly(false, true);
        }
    }

    @Test
    void theFramedClientUnderstandsCloseAndAnswersIt() throws Exception {
        ChannelHandler closing = channel -> {
            channel.receive();
            channel.close(new CloseReason(4_096, "out of coffee"));
        };
        try (var server = PeerServer.start(server(), closing);
                var client = framedClient(server, root, "-", "coffee", "never sent")) {
            assertThat(client.awaitExit()).as("%s", client).isZero();
            assertThat(client.output()).isEmpty();
            assertThat(client.errors()).isEqualTo("closed: 4096 out of coffee\n");
            server.endedInOrder();
        }
    }

    @Test
    void theFramedClientHearsThatTheServerFailed() throws Exception {
        ChannelHandler failing = channel -> {
            channel.receive();
            throw new IllegalStateException("the handler's own trouble");
        };
        try (var server = PeerServer.start(server(), failing);
                var client = framedClient(server, root, "-", "hello")) {
            assertThat(client.awaitExit()).as("%s", client).isZero();
            assertThat(client.output()).isEmpty();
            assertThat(client.errors()).isEqualTo("closed: 5 \n");
        }
    }

    @Test
    void theFramedClientDoesNotTakeACutForAnEnd() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = framedClient(Integer.toString(listening.getLocalPort()), root, "-", "hello")) {
            var socket = listening.accept();
            try (var channel = SecureChannel.accept(socket, server().build())) {
                assertThat(channel.receiveText()).contains("hello");
                socket.close(); // under the channel, which can say nothing any more

                assertThat(client.awaitExit()).as("%s", client).isEqualTo(1);
                assertThat(client.output()).isEmpty();
                assertThat(client.errors()).containsPattern("EOF occurred in violation of protocol|Connection reset");
            }
        }
    }

    @Test
    void theFramedClientRefusesAServerOfAnotherAuthorityOrName() throws Exception {
        var strangersRoot = PemFiles.write(directory, "stranger", STRANGER.certificate());
        var elsewhere = ServerConfig.tls(TlsContextFactory.forServer(CA.server("chat.example")));
        try (var server = PeerServer.start(server(), PeerServer.ECHO);
                var misnamed = PeerServer.start(elsewhere, PeerServer.ECHO);
                var trustsAnother = framedClient(server, strangersRoot, "-", "secret");
                var wantsAnother = framedClient(misnamed, root, "-", "secret")) {
            assertThat(trustsAnother.awaitExit()).as("%s", trustsAnother).isEqualTo(1);
            assertThat(trustsAnother.errors()).contains("CERTIFICATE_VERIFY_FAILED");
            assertThat(server.refusal()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);

            assertThat(wantsAnother.awaitExit()).as("%s", wantsAnother).isEqualTo(1);
            assertThat(wantsAnother.errors()).contains("Hostname mismatch");
            assertThat(misnamed.refusal()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);
        }
    }

    @Test
    void theFramedClientShowsItsCertificateWhereOneIsDemanded() throws Exception {
        var demanding = ServerConfig.tls(TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(Trust.only(CA.certificate()))
                .build());
        try (var server = PeerServer.start(demanding, PeerServer.ECHO);
                var ada = framedClient(server, root, identity("ada", CA), "hello");
                var nobody = framedClient(server, root, "-", "hello");
                var mallory = framedClient(server, root, identity("mallory", STRANGER), "hello")) {
            assertThat(ada.awaitExit()).as("%s", ada).isZero();
            assertThat(ada.output()).isEqualTo("hello\n");

            assertThat(nobody.awaitExit()).as("%s", nobody).isEqualTo(1);
            assertThat(nobody.output()).isEmpty();

            assertThat(mallory.awaitExit()).as("%s", mallory).isEqualTo(1);
            assertThat(mallory.output()).isEmpty();

            assertThat(server.outcomes(3))
                    .containsExactlyInAnyOrder(
                            "CN=ada",
                            Reason.CLIENT_CERTIFICATE_MISSING.toString(),
                            Reason.UNTRUSTED_CERTIFICATE.toString());
        }
    }

    @Test
    void theFramedClientAndARawServerDoNotMeet() throws Exception {
        var raw = ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")))
                .framing(Framing.none())
                .applicationProtocols("http/1.1");
        try (var server = PeerServer.start(raw, PeerServer.RAW_ECHO);
                var client = framedClient(server, root, "-", "hello")) {
            assertThat(client.awaitExit()).as("%s", client).isEqualTo(1);
            assertThat(server.refusal()).isEqualTo(Reason.ALPN_MISMATCH);
        }
    }

    @Test
    void aPythonServerAnswersAfterOurEnd() throws Exception {
        try (var server = countingServer();
                var channel = connect(server)) {
            channel.outputStream().write(new byte[100_000]);
            channel.closeOutput();

            assertThat(channel.inputStream().readAllBytes()).asString().isEqualTo("100000");
        }
    }

    @Test
    void aPythonServerThatOmitsCloseNotifyIsACut() throws Exception {
        try (var server = countingServer();
                var channel = connect(server)) {
            channel.closeOutput();
            var input = channel.inputStream();

            assertThat((char) input.read()).isEqualTo('0');
            assertThatThrownBy(input::read)
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            cut -> assertThat(cut.reason()).isEqualTo(Reason.CONNECTION_CUT));
        }
    }

    private static ServerConfig.Builder server() {
        return ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")));
    }

    private static Program framedClient(PeerServer server, Path trusted, String identity, String... messages)
            throws IOException {
        return framedClient(server.port(), trusted, identity, messages);
    }

    private static Program framedClient(String port, Path trusted, String identity, String... messages)
            throws IOException {
        var script = Path.of(System.getProperty("securechannel.root"), "docs", "python", "framed_client.py");
        var command =
                new ArrayList<>(List.of("python3", script.toString(), "localhost", port, trusted.toString(), identity));
        command.addAll(List.of(messages));
        return Program.start(command);
    }

    /** {@return a file with a client's chain and key} */
    private static String identity(String name, TestCa issuer) throws IOException {
        var files = PemFiles.write(directory, name, issuer.client(name));
        var both = Files.readString(files.certificates()) + Files.readString(files.key());
        return Files.writeString(directory.resolve(name + ".pem"), both).toString();
    }

    private static Program countingServer() throws IOException {
        var files = PemFiles.write(directory, "server", CA.server("localhost"));
        return Program.start(
                "python3",
                "-c",
                COUNTING_SERVER,
                files.certificates().toString(),
                files.key().toString());
    }

    private static SecureChannel connect(Program server) throws Exception {
        int port = Integer.parseInt(server.awaitOutput("PORT (\\d+)\n").group(1));
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(CA.certificate())))
                .framing(Framing.none())
                .build();
        return SecureChannel.connect("localhost", port, config);
    }
}
