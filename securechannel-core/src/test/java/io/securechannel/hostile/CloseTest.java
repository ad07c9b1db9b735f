package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.SocketPair;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile wire, 7: ways to close. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class CloseTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    static Stream<Lane> lanes() {
        return Lane.all();
    }

    static Stream<Arguments> eitherEnd() {
        return Lane.all().flatMap(lane -> Stream.of(Arguments.of(lane, true), Arguments.of(lane, false)));
    }

    @ParameterizedTest(name = "{0}, client first: {1}")
    @MethodSource("eitherEnd")
    void afterAHalfCloseMessagesGoOnInTheOtherDirection(Lane lane, boolean clientFirst) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT)) {
            var first = clientFirst ? ends.client() : ends.server();
            var second = clientFirst ? ends.server() : ends.client();
            first.send(HELLO);
            first.closeOutput();
            first.closeOutput();
            assertThat(second.receive()).hasValue(HELLO);
            assertThat(second.receive()).isEmpty();
            assertThat(second.receive()).isEmpty();
            var big = Task.run(() -> second.send(new byte[500_000]));
            assertThat(first.receive().orElseThrow()).hasSize(500_000);
            big.result();
            assertThat(Task.run(() -> first.send(HELLO)).error().reason()).isEqualTo(Reason.CLOSED);
            second.close();
            assertThat(first.receive()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}, client first: {1}")
    @MethodSource("eitherEnd")
    void afterAHalfCloseRawBytesGoOnInTheOtherDirection(Lane lane, boolean clientFirst) throws Exception {
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var accepting = Task.start(() -> RawEnd.server(lane, sockets.server(), "raw/1"));
            try (var client = RawEnd.client(lane, sockets.client(), "raw/1");
                    var server = accepting.result()) {
                var first = clientFirst ? client : server;
                var second = clientFirst ? server : client;
                first.output().write(HELLO);
                first.output().close();
                assertThat(second.input().readAllBytes()).isEqualTo(HELLO);
                var big = Task.run(() -> {
                    second.output().write(new byte[300_000]);
                    second.output().close();
                });
                assertThat(first.input().readAllBytes()).hasSize(300_000);
                big.result();
            }
        }
    }

    @ParameterizedTest(name = "{0}, client closes: {1}")
    @MethodSource("eitherEnd")
    void closeIsSeenAsTheEndAndMayBeRepeated(Lane lane, boolean client) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT)) {
            var closer = client ? ends.client() : ends.server();
            var other = client ? ends.server() : ends.client();
            var closing = Task.run(() -> {
                closer.send(HELLO);
                closer.close();
                closer.close();
            });
            assertThat(other.receive()).hasValue(HELLO);
            assertThat(other.receive()).isEmpty();
            other.close();
            closing.result();
            assertThat(closer.isOpen()).isFalse();
            assertThat(Task.run(() -> closer.send(HELLO)).error().reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void bothMayCloseAtOnceFromSeveralThreads(Lane lane) throws Exception {
        for (int round = 0; round < 10; round++) {
            try (var ends = lane.direct(Lane.PATIENT)) {
                var client = ends.client();
                var server = ends.server();
                var tasks = Stream.of(client, client, server, server)
                        .map(each -> Task.run(each::close))
                        .toList();
                for (var task : tasks) {
                    task.result();
                }
            }
        }
    }

    @ParameterizedTest(name = "{0}, client closes: {1}")
    @MethodSource("eitherEnd")
    void aBlockedReceiveEndsWhenItsOwnSideCloses(Lane lane, boolean client) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT.withClose(Duration.ofMillis(30)))) {
            ends.client();
            ends.server();
            var closer = client ? ends.client() : ends.server();
            var receiving = Task.start(closer::receive);
            receiving.awaitInside("SocketTransport", "read");
            closer.close();
            assertThat(receiving.error().reason()).isEqualTo(Reason.CLOSED);
        }
    }

    @ParameterizedTest(name = "{0}, client vanishes: {1}")
    @MethodSource("eitherEnd")
    void aSocketClosedDuringTheHandshakeIsAnError(Lane lane, boolean client) throws Exception {
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var waiting = Task.start(() ->
                    client ? lane.server(sockets.server(), Lane.PATIENT) : lane.client(sockets.client(), Lane.PATIENT));
            waiting.awaitInside("SocketTransport", "read");
            (client ? sockets.client() : sockets.server()).close();
            assertThat(waiting.error().reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
        try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var own = client ? sockets.client() : sockets.server();
            var waiting = Task.start(() -> client ? lane.client(own, Lane.PATIENT) : lane.server(own, Lane.PATIENT));
            waiting.awaitInside("SocketTransport", "read");
            own.close();
            assertThat(waiting.error().reason()).isIn(Reason.IO_FAILURE, Reason.CLOSED);
        }
    }

    @ParameterizedTest(name = "{0}, client closes: {1}")
    @MethodSource("eitherEnd")
    void anImmediateCloseIsAnOrderlyEnd(Lane lane, boolean client) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT)) {
            var closing = Task.run(() -> (client ? ends.client() : ends.server()).close());
            var other = client ? ends.server() : ends.client();
            assertThat(Received.from(other).error()).isEmpty();
            other.close();
            closing.result();
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aTimeoutLosesNothingHoweverOftenItStrikes(Lane lane) throws Exception {
        var drip = Delivery.asSent();
        try (var ends = lane.over(drip, drip, Lane.PATIENT)) {
            var client = ends.client();
            var server = ends.server();
            ends.wire().toServer(client.networkBytesSent(), drip.dripping(Duration.ofMillis(1)));
            var messages = Stream.of(0, 1, 60, 100).map(byte[]::new).toList();
            for (var message : messages) {
                client.send(message);
            }
            int timeouts = 0;
            for (var message : messages) {
                byte[] received = null;
                while (received == null) {
                    try {
                        received = server.receive(Duration.ofMillis(2)).orElseThrow();
                    } catch (SecureChannelException e) {
                        assertThat(e.reason()).isEqualTo(Reason.RECEIVE_TIMEOUT);
                        timeouts++;
                    }
                }
                assertThat(received).isEqualTo(message);
            }
            assertThat(timeouts).isGreaterThan(10);
        }
    }
}
