package io.securechannel.examples.tap;

import static io.securechannel.examples.tap.Direction.CLIENT_TO_SERVER;
import static io.securechannel.examples.tap.Direction.SERVER_TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.tap.pcap.Captured;
import io.securechannel.examples.tap.pcap.PcapWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(20)
class CaptureTest {

    private static final InetSocketAddress ADA = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_001);
    private static final InetSocketAddress BOB = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_002);
    private static final InetSocketAddress SERVER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 7_443);

    @TempDir
    private Path directory;

    private final List<String> troubles = new ArrayList<>();

    @Test
    void connectionsInOneFileKeepApart() throws IOException {
        try (var capture = Capture.open(file(), false, troubles::add)) {
            capture.connected(1, ADA, SERVER);
            capture.connected(2, BOB, SERVER);
            capture.arrived(2, CLIENT_TO_SERVER, text("from Bob"));
            capture.arrived(1, CLIENT_TO_SERVER, text("from Ada"));
            capture.arrived(2, SERVER_TO_CLIENT, text("to Bob"));
            capture.ended(2, CLIENT_TO_SERVER, Ending.END, "end");
            capture.ended(2, SERVER_TO_CLIENT, Ending.END, "end");
            capture.arrived(2, SERVER_TO_CLIENT, text("after the end"));
            capture.arrived(3, CLIENT_TO_SERVER, text("of a connection that was never made"));
        }
        var packets = Captured.read(file());
        assertThat(Captured.stream(packets, ADA.getPort())).asString().isEqualTo("from Ada");
        assertThat(Captured.stream(packets, BOB.getPort())).asString().isEqualTo("from Bob");
        var toBob = packets.stream()
                .filter(each -> each.destinationPort() == BOB.getPort())
                .toList();
        assertThat(Captured.stream(toBob, SERVER.getPort())).asString().isEqualTo("to Bob");
        assertThat(troubles).isEmpty();
    }

    @Test
    void whoCutIsWhoSendsTheReset() throws IOException {
        assertThat(senderOfReset(CLIENT_TO_SERVER, Ending.RESET_BY_SENDER)).isEqualTo(ADA.getPort());
        assertThat(senderOfReset(SERVER_TO_CLIENT, Ending.RESET_BY_SENDER)).isEqualTo(SERVER.getPort());
        assertThat(senderOfReset(CLIENT_TO_SERVER, Ending.RESET_BY_RECEIVER)).isEqualTo(SERVER.getPort());
        assertThat(senderOfReset(SERVER_TO_CLIENT, Ending.RESET_BY_RECEIVER)).isEqualTo(ADA.getPort());
        assertThat(senderOfReset(CLIENT_TO_SERVER, Ending.CUT_BY_TAP)).isEqualTo(ADA.getPort());
    }

    /** Over sockets: the client's address is its own, and the server's is that of the server behind the tap. */
    @Test
    void theAddressesAreThoseOfTheTwoEnds() throws Exception {
        var over = new CountDownLatch(2);
        var counting = new Observer() {
            @Override
            public void arrived(int connection, Direction direction, byte[] bytes) {}

            @Override
            public void ended(int connection, Direction direction, Ending ending, String how) {
                over.countDown();
            }
        };
        int clientPort;
        int serverPort;
        try (var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var capture = Capture.open(file(), false, troubles::add);
                var tap = Tap.open(
                        0,
                        new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort()),
                        new Observers(List.of(capture, counting)));
                var client = new Socket(InetAddress.getLoopbackAddress(), tap.port())) {
            clientPort = client.getLocalPort();
            serverPort = listening.getLocalPort();
            client.getOutputStream().write(text("hello"));
            client.shutdownOutput();
            try (var server = listening.accept()) {
                assertThat(server.getInputStream().readAllBytes()).isEqualTo(text("hello"));
                server.setSoLinger(true, 0); // so that close sends a reset
            }
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        }
        var packets = Captured.read(file());
        assertThat(Captured.stream(packets, clientPort)).asString().isEqualTo("hello");
        assertThat(packets)
                .allSatisfy(each -> assertThat(List.of(each.sourcePort(), each.destinationPort()))
                        .containsExactlyInAnyOrder(clientPort, serverPort));
        assertThat(packets).extracting(Captured::flags).contains("FA");
        var last = packets.get(packets.size() - 1);
        assertThat(last.flags()).isEqualTo("RA");
        assertThat(last.sourcePort()).isEqualTo(serverPort);
    }

    /** A file that takes nothing more, as on a full disk. */
    @Test
    void aFileThatCannotBeWrittenEndsTheCaptureAndNotTheRelay() throws IOException {
        var file = PcapWriter.open(file(), false);
        var capture = new Capture(file, troubles::add);
        capture.connected(1, ADA, SERVER);
        file.close();
        capture.arrived(1, CLIENT_TO_SERVER, text("lost"));
        capture.arrived(1, CLIENT_TO_SERVER, text("lost as well"));
        capture.ended(1, CLIENT_TO_SERVER, Ending.END, "end");
        assertThat(troubles).singleElement().asString().startsWith("the capture ends here");
        assertThat(Captured.read(file())).hasSize(3);
    }

    @Test
    void theCommandFailsBeforeItRelaysWhereNothingCanBeWritten() {
        var full = Path.of("/dev/full");
        Assumptions.assumeTrue(Files.exists(full), "/dev/full is not there");
        assertThat(tap("--pcap", full.toString(), "--listen", "0")).isEqualTo(1);
    }

    @Test
    void nothingIsWrittenAfterTheCaptureWasClosed() throws IOException {
        var capture = Capture.open(file(), false, troubles::add);
        capture.connected(1, ADA, SERVER);
        capture.close();
        capture.arrived(1, CLIENT_TO_SERVER, text("too late"));
        assertThat(Captured.read(file())).hasSize(3);
        assertThat(troubles).isEmpty();
    }

    @Test
    void theCommandDoesNotOverwriteByAccident() throws IOException {
        Files.writeString(file(), "precious");
        assertThat(tap("--pcap", file().toString(), "--listen", "0")).isEqualTo(1);
        assertThat(said.toString()).contains(file() + " is there already; --force replaces it");
        assertThat(file()).hasContent("precious");
    }

    @Test
    void theCommandSaysThatThereIsNoSuchDirectory() {
        var nowhere = directory.resolve("nowhere/session.pcap");
        assertThat(tap("--pcap", nowhere.toString(), "--listen", "0")).isEqualTo(1);
        assertThat(said.toString()).contains(nowhere + ": there is no such directory");
    }

    private final StringWriter said = new StringWriter();

    private int tap(String... arguments) {
        return new CommandLine(new TapCommand())
                .setErr(new PrintWriter(said, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                })
                .execute(arguments);
    }

    private int senderOfReset(Direction direction, Ending ending) throws IOException {
        try (var capture = Capture.open(file(), true, troubles::add)) {
            capture.connected(1, ADA, SERVER);
            capture.ended(1, direction, ending, "cut");
        }
        var packets = Captured.read(file());
        var last = packets.get(packets.size() - 1);
        assertThat(last.flags()).isEqualTo("RA");
        return last.sourcePort();
    }

    private Path file() {
        return directory.resolve("session.pcap");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
