package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tap --pcap} writes, read by tshark while the tap still runs. */
@Tag("it")
@Timeout(120)
class TapCaptureIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    /** Everything that tshark has to say against a packet: malformed, checksums, gaps, retransmissions. */
    private static final String COMPLAINTS = "_ws.malformed || ip.checksum.status == \"Bad\""
            + " || tcp.checksum.status == \"Bad\" || _ws.expert.severity >= \"Note\" && tcp.analysis.flags";

    @TempDir
    private Path directory;

    @BeforeAll
    static void tsharkIsThere() {
        Processes.require("tshark");
    }

    @Test
    void tsharkSeesTheHandshakeTheProtocolAndNothingToComplainOf() throws Exception {
        var identity = DevCertificates.localhost();
        var serverConfig =
                ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        var clientConfig = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(identity.certificate())))
                .build();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = SecureChannelServer.listen(
                        loopback, serverConfig, channel -> channel.forEachMessage(channel::send));
                var tap = tap(server.port())) {
            int port = portOf(tap);
            for (int i = 0; i < 3; i++) {
                try (var channel = SecureChannel.connect("localhost", port, clientConfig)) {
                    channel.send(new byte[3_000_000]);
                    assertThat(channel.receive().orElseThrow()).hasSize(3_000_000);
                }
                tap.awaitLine("#" + (i + 1) + " ... (end|cut)");
                tap.awaitLine("#" + (i + 1) + " ... (end|cut)");
            }
            assertThat(fields("tls.handshake.type == 1", server.port(), "tls.handshake.extensions_alpn_str"))
                    .containsExactly("securechannel/1", "securechannel/1", "securechannel/1");
            assertThat(fields("tls.handshake.type == 2", server.port(), "tls.handshake.extensions.supported_version"))
                    .containsExactly("0x0304", "0x0304", "0x0304");
            assertThat(fields("tcp.flags.syn == 1 && tcp.flags.ack == 0", server.port(), "tcp.dstport"))
                    .containsExactly(text(server.port()), text(server.port()), text(server.port()));
            assertThat(fields(COMPLAINTS, server.port(), "frame.number", "_ws.expert.message"))
                    .isEmpty();
            assertThat(fields("tcp.flags.fin == 1", server.port(), "tcp.stream"))
                    .containsExactly("0", "0", "1", "1", "2", "2");
        }
    }

    @Test
    void aKeyLogOpensTheTraffic() throws Exception {
        Processes.require("openssl");
        var identity = DevCertificates.localhost();
        Pem.write(identity, directory.resolve("server.crt"), directory.resolve("server.key"));
        int port = freePort();
        try (var server = RunningProcess.start(
                directory,
                List.of(
                        "openssl",
                        "s_server",
                        "-accept",
                        "127.0.0.1:" + port,
                        "-cert",
                        "server.crt",
                        "-key",
                        "server.key",
                        "-rev"))) {
            server.awaitLine("ACCEPT");
            try (var tap = tap(port)) {
                var said = Processes.runWithInput(
                        directory,
                        30,
                        "the plaintext of the client\nCLOSE\n", // at that line s_server shuts TLS down
                        List.of(
                                "openssl",
                                "s_client",
                                "-connect",
                                "127.0.0.1:" + portOf(tap),
                                "-keylogfile",
                                "keys.log",
                                "-quiet"));
                assertThat(said.exitCode()).as("%s", said).isZero();
                tap.awaitLine("#1 ... (end|cut)");
                tap.awaitLine("#1 ... (end|cut)");
                assertThat(fields("data", port, "data.data"))
                        .as("without the keys")
                        .isEmpty();
                assertThat(decrypted(port))
                        .anySatisfy(data -> assertThat(data).startsWith(hex("the plaintext of the client\n")))
                        .contains(hex("tneilc eht fo txetnialp eht\n"));
                assertThat(fields(COMPLAINTS, port, "frame.number")).isEmpty();
            }
        }
    }

    @Test
    void theLibrarysKeyLogOpensTheTraffic() throws Exception {
        var identity = DevCertificates.localhost();
        var client = TlsContextFactory.clientBuilder(Trust.only(identity.certificate()))
                .provider(TlsProvider.BOUNCY_CASTLE)
                .insecureKeyLog(directory.resolve("keys.log"))
                .build();
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = SecureChannelServer.listen(
                        loopback,
                        ServerConfig.tls(TlsContextFactory.forServer(identity)).build(),
                        channel -> channel.forEachMessage(channel::send));
                var tap = tap(server.port())) {
            int port = portOf(tap);
            try (var channel = SecureChannel.connect(
                    "localhost", port, ClientConfig.tls(client).build())) {
                channel.sendText("hello");
                assertThat(channel.receiveText()).contains("hello");
            }
            tap.awaitLine("#1 ... (end|cut)");
            tap.awaitLine("#1 ... (end|cut)");
            // The frame of docs/spec/framing.md: type 0, length 5, payload; there and back.
            var frame = "00" + "000005" + hex("hello");
            assertThat(decrypted(server.port()).stream().filter(data -> data.startsWith(frame)))
                    .hasSize(2);
        }
    }

    @Test
    void aResetIsOne() throws Exception {
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var tap = tap(listening.getLocalPort());
                var client = new Socket(InetAddress.getLoopbackAddress(), portOf(tap))) {
            client.getOutputStream().write(new byte[] {1, 2, 3});
            try (var server = listening.accept()) {
                assertThat(server.getInputStream().readNBytes(3)).hasSize(3);
                server.setSoLinger(true, 0);
            }
            assertEnds(client);
            tap.awaitLine("#1 S>C cut");
            assertThat(fields("tcp.flags.reset == 1", listening.getLocalPort(), "tcp.srcport"))
                    .containsExactly(text(listening.getLocalPort()));
        }
    }

    private RunningProcess tap(int target) throws Exception {
        return RunningProcess.start(
                directory,
                List.of(
                        Jdk.found().get(0).tool("java"),
                        "-jar",
                        JAR.toString(),
                        "tap",
                        "--listen",
                        "0",
                        "--to",
                        "127.0.0.1:" + target,
                        "--show",
                        "0",
                        "--pcap",
                        "session.pcap"));
    }

    private static int portOf(RunningProcess tap) throws InterruptedException {
        return Integer.parseInt(
                tap.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1));
    }

    private List<String> decrypted(int port) throws Exception {
        return tshark(port, List.of("-o", "tls.keylog_file:keys.log", "-T", "fields", "-e", "data.data"));
    }

    /** The given fields of the packets that a display filter leaves, one line a packet. */
    private List<String> fields(String filter, int port, String... fields) throws Exception {
        var arguments = new ArrayList<>(List.of("-Y", filter, "-T", "fields"));
        Arrays.asList(fields).forEach(field -> arguments.addAll(List.of("-e", field)));
        return tshark(port, arguments);
    }

    private List<String> tshark(int port, List<String> arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                "tshark",
                "-r",
                "session.pcap",
                "-d",
                "tcp.port==" + port + ",tls",
                "-o",
                "tcp.check_checksum:TRUE",
                "-o",
                "ip.check_checksum:TRUE"));
        command.addAll(arguments);
        var result = Processes.runWithInput(directory, 60, "", command);
        assertThat(result.exitCode()).as("%s", result).isZero();
        assertThat(result.errors().lines().filter(line -> !line.startsWith("Running as user")))
                .as("%s", result)
                .isEmpty();
        return result.output().lines().filter(line -> !line.isBlank()).toList();
    }

    private static void assertEnds(Socket client) throws IOException {
        try {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    private static String text(int number) {
        return Integer.toString(number);
    }
}
