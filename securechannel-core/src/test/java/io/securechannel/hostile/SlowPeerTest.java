package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.SocketPair;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile wire, 5 and 6: peers that drip, and peers that do not read. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class SlowPeerTest {

    private static final Delivery DRIP = Delivery.asSent().dripping(Duration.ofMillis(40));
    private static final Deadlines HURRIED =
            Lane.PATIENT.withHandshake(Duration.ofMillis(100)).withClose(Duration.ofMillis(30));
    private static final int SMALL_BUFFER = 8 << 10;

    static Stream<Lane> lanes() {
        return Lane.all();
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aDrippingPeerRunsIntoTheDeadlineForTheWholeHandshake(Lane lane) throws Exception {
        long start = System.nanoTime();
        try (var ends = lane.over(DRIP, DRIP, HURRIED)) {
            for (var end : new Task<?>[] {ends.clientTask(), ends.serverTask()}) {
                assertThat(end.error().reason()).isIn(Reason.HANDSHAKE_TIMEOUT, Reason.CONNECTION_CUT);
            }
            assertThat(Stream.of(ends.clientTask(), ends.serverTask())
                            .map(end -> end.error().reason()))
                    .contains(Reason.HANDSHAKE_TIMEOUT);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(99), Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aSilentPeerRunsIntoTheHandshakeDeadline(Lane lane) throws Exception {
        try (var toServer = lane.sockets(SMALL_BUFFER);
                var toClient = lane.sockets(SMALL_BUFFER)) {
            var server = Task.start(() -> lane.server(toServer.server(), HURRIED));
            var client = Task.start(() -> lane.client(toClient.client(), HURRIED));
            assertThat(server.error().reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
            assertThat(client.error().reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @MethodSource("io.securechannel.hostile.Lane#inMemory")
    void aPeerThatNeverReadsInTheHandshakeRunsIntoItsDeadline(Lane lane) throws Exception {
        try (var sockets = SocketPair.inMemory(4)) {
            var client = Task.start(() -> lane.client(sockets.client(), HURRIED));
            assertThat(client.error().reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aPeerThatNeverReadsRunsIntoTheWriteDeadlineAndMemoryStaysBounded(Lane lane) throws Exception {
        try (var ends = lane.direct(SMALL_BUFFER, Lane.PATIENT.withWrite(Duration.ofMillis(150)))) {
            ends.server();
            var client = ends.client();
            var sending = Task.start(() -> {
                var message = new byte[1_000];
                long before = Allocated.byThisThread();
                try {
                    while (true) {
                        client.send(message);
                    }
                } catch (SecureChannelException e) {
                    assertThat(e.reason()).isEqualTo(Reason.WRITE_TIMEOUT);
                }
                return Allocated.byThisThread() - before;
            });
            // What the thread allocates grows with what the sockets buffer, some 100 bytes of garbage for 1,000 sent.
            assertThat(sending.result()).isLessThan(32 << 20);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void closeDoesNotHangBehindASenderThatIsStuck(Lane lane) throws Exception {
        try (var ends = lane.direct(SMALL_BUFFER, Lane.PATIENT.withClose(Duration.ofMillis(100)))) {
            ends.server();
            var client = ends.client();
            var sending = Task.run(() -> {
                while (true) {
                    client.send(new byte[100_000]);
                }
            });
            sending.awaitInside("SocketTransport", "write");
            long start = System.nanoTime();
            var closing = Task.run(client::close);
            var stuck = sending.error();
            assertThat(stuck.reason()).isIn(Reason.CLOSED, Reason.WRITE_TIMEOUT);
            try {
                closing.result();
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isEqualTo(Reason.WRITE_TIMEOUT); // what was accepted could not be sent
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(client.isOpen()).isFalse();
        }
    }
}
