package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.PlainEngine;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile wire, 4: a length is declared and nothing follows; nothing is allocated before bytes arrive. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class DeclaredLengthTest {

    private static final Deadlines HURRIED =
            Lane.PATIENT.withHandshake(Duration.ofMillis(100)).withClose(Duration.ofMillis(50));
    private static final Duration SHORT = Duration.ofMillis(40);

    /** Buffers for one record and for plaintext are 33 to 132 KiB; engines and certificates come to more. */
    private static final long BUFFERS = 300 << 10;

    private static final long HANDSHAKE = 2 << 20;

    /** What a JVM allocates once, for classes that it meets for the first time, is no answer to a peer: all of it is done before. */
    @BeforeAll
    static void everythingIsLoaded() throws Exception {
        for (var lane : Lane.all().toList()) {
            try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
                assertThat(announced(lane, sockets, 1, 65_535).error().reason()).isEqualTo(Reason.RECEIVE_TIMEOUT);
            }
        }
    }

    static Stream<Arguments> recordLengths() {
        return Lane.all().flatMap(lane -> Stream.of(0, 15, 16, 65_535).map(length -> Arguments.of(lane, length)));
    }

    @ParameterizedTest(name = "{0}, {1} bytes")
    @MethodSource("recordLengths")
    void aRecordThatIsOnlyAnnouncedCostsNothing(Lane lane, int length) throws Exception {
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var server = Task.start(() -> refusing(lane, sockets));
            sockets.client().getOutputStream().write(announcing(lane, length));
            var refusal = server.result();
            assertThat(refusal.error().reason())
                    .isIn(Reason.HANDSHAKE_TIMEOUT, Reason.HANDSHAKE_FAILED, Reason.PROTOCOL_VIOLATION);
            assertThat(refusal.allocated()).isLessThan(HANDSHAKE);
        }
    }

    /** What goes before the first record or handshake message, and its length. */
    private static byte[] announcing(Lane lane, int length) {
        var header = ByteBuffer.allocate(200);
        switch (lane.kind()) {
            case TLS -> header.put((byte) 22).putShort((short) 0x0303);
            case NOISE -> {
                header.put("SCN1".getBytes(StandardCharsets.US_ASCII));
                for (var field : List.of(ChannelPair.noiseClient().protocolName(), "securechannel/1", "framed")) {
                    header.put((byte) field.length()).put(field.getBytes(StandardCharsets.US_ASCII));
                }
            }
            case PLAIN -> header.put(PlainEngine.MAGIC);
        }
        return Arrays.copyOf(header.putShort((short) length).array(), header.position());
    }

    private record Refusal(SecureChannelException error, long allocated) {}

    private static Refusal refusing(Lane lane, SocketPair sockets) {
        long before = Allocated.byThisThread();
        try {
            throw new AssertionError("accepted " + lane.server(sockets.server(), HURRIED));
        } catch (SecureChannelException e) {
            return new Refusal(e, Allocated.byThisThread() - before);
        }
    }

    static Stream<Arguments> frameLengths() {
        return Lane.all()
                .flatMap(lane -> Stream.of(0, 1, 6)
                        .flatMap(type ->
                                Stream.of(15, 65_535, (1 << 24) - 1).map(length -> Arguments.of(lane, type, length))));
    }

    @ParameterizedTest(name = "{0}, frame type {1}, {2} bytes")
    @MethodSource("frameLengths")
    void aFrameThatIsOnlyAnnouncedCostsNothing(Lane lane, int type, int length) throws Exception {
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var refusal = announced(lane, sockets, type, length);
            assertThat(refusal.error().reason()).isEqualTo(Reason.RECEIVE_TIMEOUT);
            assertThat(refusal.allocated()).isLessThan(BUFFERS);
        }
    }

    /** {@return what becomes of a frame whose header is all that comes before the end} */
    private static Refusal announced(Lane lane, SocketPair sockets, int type, int length) throws Exception {
        var accepting = Task.start(() -> lane.server(sockets.server(), Lane.PATIENT));
        var raw = RawEnd.client(lane, sockets.client());
        var server = accepting.result();
        raw.output().write(ByteBuffer.allocate(4).putInt(type << 24 | length).array());
        var waiting = Task.start(() -> {
            long before = Allocated.byThisThread();
            try {
                return new Refusal(null, server.receive(SHORT).map(x -> 0L).orElse(0L));
            } catch (SecureChannelException e) {
                return new Refusal(e, Allocated.byThisThread() - before);
            }
        });
        var refusal = waiting.result();
        var cut = Task.start(() -> Received.from(server));
        raw.close();
        assertThat(cut.result().reason()).isEqualTo(Reason.CONNECTION_CUT);
        return refusal;
    }

    static Stream<Arguments> controlFrames() {
        return Lane.all().flatMap(lane -> Stream.of(2, 3, 4, 5).map(type -> Arguments.of(lane, type)));
    }

    @ParameterizedTest(name = "{0}, frame type {1}")
    @MethodSource("controlFrames")
    void anOversizeControlFrameIsRefusedByItsHeader(Lane lane, int type) throws Exception {
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var accepting = Task.start(() -> lane.server(sockets.server(), Lane.PATIENT));
            var raw = RawEnd.client(lane, sockets.client());
            var server = accepting.result();
            raw.output()
                    .write(ByteBuffer.allocate(4)
                            .putInt(type << 24 | (1 << 24) - 1)
                            .array());
            var received = Task.start(() -> Received.from(server));
            raw.close(); // whoever waits for the rest would see it cut
            assertThat(received.result().reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }
}
