package io.securechannel.examples.tap;

import static io.securechannel.examples.tap.Direction.CLIENT_TO_SERVER;
import static io.securechannel.examples.tap.Direction.SERVER_TO_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.tap.Tampering.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each manipulation, over sockets: the client sends and the server answers with what it got. */
@Timeout(20)
class TapTest {

    /** Three records of 6, 7 and 8 bytes. */
    private static final String RECORDS = "160301000101" + "17030300020102" + "1703030003010203";

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();

    @Test
    void passesBothWaysAndTheEndToo() throws Exception {
        assertThat(echo(bytes("hello"), Optional.empty())).isEqualTo(bytes("hello"));
        assertThat(seen.toByteArray()).isEqualTo(bytes("hello"));
        assertThat(done).isEmpty();
    }

    @Test
    void passesMuch() throws Exception {
        var much = new byte[1 << 20];
        new java.util.Random(7).nextBytes(much);
        assertThat(echo(much, Optional.empty())).isEqualTo(much);
    }

    @Test
    void flipsOneBit() throws Exception {
        assertThat(echo(bytes("hello"), order(Kind.FLIP, 1))).isEqualTo(bytes("hdllo"));
        assertThat(done).containsExactly("byte 1 changed from 65 to 64");
        assertThat(seen.toByteArray()).as("what came is recorded").isEqualTo(bytes("hello"));
    }

    @Test
    void flipsWhatComesBack() throws Exception {
        var order = new Tampering(Kind.FLIP, SERVER_TO_CLIENT, 4);
        assertThat(echo(bytes("hello"), Optional.of(order))).isEqualTo(bytes("helln"));
    }

    @Test
    void dropsOneByteOrTheRecordThatHoldsIt() throws Exception {
        assertThat(echo(bytes("hello"), order(Kind.DROP, 0))).isEqualTo(bytes("ello"));
        assertThat(echo(hex(RECORDS), order(Kind.DROP, 12))).isEqualTo(hex("160301000101" + "1703030003010203"));
        assertThat(done).containsExactly("byte 0 left out", "the record of bytes 6 to 12 left out");
    }

    @Test
    void replaysOneByteOrTheRecordThatHoldsIt() throws Exception {
        assertThat(echo(bytes("hello"), order(Kind.REPLAY, 4))).isEqualTo(bytes("helloo"));
        assertThat(echo(hex(RECORDS), order(Kind.REPLAY, 6)))
                .isEqualTo(hex("160301000101" + "17030300020102" + "17030300020102" + "1703030003010203"));
        assertThat(done).containsExactly("byte 4 sent twice", "the record of bytes 6 to 12 sent twice");
    }

    @Test
    void leavesAloneWhatTheOffsetDoesNotReach() throws Exception {
        for (var kind : Kind.values()) {
            assertThat(echo(hex(RECORDS), order(kind, 100))).isEqualTo(hex(RECORDS));
            assertThat(echo(hex("1703030003aa"), order(kind, 100)))
                    .as("a record cut short")
                    .isEqualTo(hex("1703030003aa"));
        }
        assertThat(done).isEmpty();
    }

    @Test
    void cutsBothEndsOff() throws Exception {
        var server = serve(false);
        try (var tap = open(server)) {
            tap.tamper(order(Kind.TRUNCATE, 3).orElseThrow());
            try (var client = connect(tap)) {
                client.getOutputStream().write(bytes("hello"));
                assertThat(readToItsEnd(client)).isEmpty();
            }
            assertThat(server.got()).isEqualTo(bytes("hel"));
        }
        assertThat(done).containsExactly("cut after 3 bytes");
    }

    @Test
    void obeysAlsoInTheMiddleOfAConnection() throws Exception {
        var server = serve(true);
        try (var tap = open(server);
                var client = connect(tap)) {
            client.getOutputStream().write(bytes("one"));
            assertThat(client.getInputStream().readNBytes(3)).isEqualTo(bytes("one"));
            tap.tamper(order(Kind.FLIP, 5).orElseThrow());
            client.getOutputStream().write(bytes("two"));
            client.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(bytes("twn"));
        }
    }

    @Test
    void endsTheClientWhenNobodyIsThereToConnectTo() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        var ended = new CopyOnWriteArrayList<String>();
        var observer = new Observer() {
            @Override
            public void arrived(int connection, Direction direction, byte[] bytes) {}

            @Override
            public void ended(int connection, Direction direction, Ending ending, String how) {
                ended.add(how);
            }
        };
        try (var tap = Tap.open(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), nobody), observer);
                var client = connect(tap)) {
            assertThat(readToItsEnd(client)).isEmpty();
        }
        assertThat(ended).singleElement().asString().contains("cannot connect to", ":" + nobody);
    }

    @Test
    void refusesNegativeOffsets() {
        assertThatThrownBy(() -> new Tampering(Kind.FLIP, CLIENT_TO_SERVER, -1))
                .hasMessage("an offset is 0 or more, not -1");
    }

    private byte[] echo(byte[] bytes, Optional<Tampering> order) throws Exception {
        var server = serve(true);
        try (var tap = open(server)) {
            order.ifPresent(tap::tamper);
            try (var client = connect(tap)) {
                var sending = new FutureTask<Void>(() -> {
                    client.getOutputStream().write(bytes);
                    client.shutdownOutput();
                    return null;
                });
                new Thread(sending).start();
                var answer = client.getInputStream().readAllBytes();
                sending.get(10, TimeUnit.SECONDS);
                return answer;
            }
        }
    }

    private Tap open(Server server) throws IOException {
        return Tap.open(0, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), new Observer() {
            @Override
            public void arrived(int connection, Direction direction, byte[] bytes) {
                if (direction == CLIENT_TO_SERVER) {
                    seen.writeBytes(bytes);
                }
            }

            @Override
            public void tampered(int connection, Direction direction, String what) {
                done.add(what);
            }
        });
    }

    private static Socket connect(Tap tap) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), tap.port());
    }

    /** A cut may show as an end or as a reset. */
    private static byte[] readToItsEnd(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException e) {
            return new byte[0];
        }
    }

    private record Server(int port, FutureTask<byte[]> taking) {
        byte[] got() throws Exception {
            return taking.get(10, TimeUnit.SECONDS);
        }
    }

    /** Takes one connection to its end. */
    private static Server serve(boolean answering) throws IOException {
        var listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var taking = new FutureTask<>(() -> {
            var got = new ByteArrayOutputStream();
            try (listening;
                    var socket = listening.accept()) {
                var buffer = new byte[1 << 16];
                var in = socket.getInputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    got.write(buffer, 0, count);
                    if (answering) {
                        socket.getOutputStream().write(buffer, 0, count);
                    }
                }
            } catch (SocketException e) {
                return got.toByteArray(); // reset by the cut
            }
            return got.toByteArray();
        });
        var thread = new Thread(taking, "server");
        thread.setDaemon(true);
        thread.start();
        return new Server(listening.getLocalPort(), taking);
    }

    private static Optional<Tampering> order(Kind kind, long offset) {
        return Optional.of(new Tampering(kind, CLIENT_TO_SERVER, offset));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
