package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.Delivery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that are changed on the way never deliver anything that was not sent. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class TamperTest {

    private static final List<byte[]> MESSAGES = Stream.of("number 1", "number 2", "number 3", "number 4")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    static Stream<Arguments> eitherWay() {
        return Lane.allProviders().flatMap(lane -> Stream.of(Arguments.of(lane, true), Arguments.of(lane, false)));
    }

    @ParameterizedTest(name = "{0}, to client: {1}")
    @MethodSource("eitherWay")
    void aFlippedBitInAnyByteOfARecordIsNoticed(Lane lane, boolean toClient) throws Exception {
        int record = record(lane);
        for (int at = 0; at < record; at += lane.memory() ? 1 : 5) {
            var received = received(lane, toClient, Delivery.asSent().flipping(at, at % 8));
            if (lane.tls() && at == 2 && received.endedInOrder()) {
                // legacy_record_version MUST be ignored (RFC 8446, section 5.1), and some providers do.
                assertThat(received.messages()).containsExactlyElementsOf(MESSAGES);
                continue;
            }
            assertThat(received.messages()).as("byte %d", at).isEmpty();
            // In the header of a record: another type, or a length of which bytes are missing, or which is too large.
            boolean header = at < (lane.tls() ? 5 : 2);
            assertThat(received.reason())
                    .as("byte %d: %s", at, received.error())
                    .isIn(
                            header
                                    ? List.of(Reason.CORRUPT_RECORD, Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT)
                                    : List.of(Reason.CORRUPT_RECORD));
        }
    }

    static Stream<Arguments> ranges() {
        return eitherWay().map(Arguments::get).flatMap(each -> {
            int record = record((Lane) each[0]);
            return Stream.of(
                            Delivery.asSent().dropping(record, record),
                            Delivery.asSent().dropping(0, record),
                            Delivery.asSent().repeating(0, record),
                            Delivery.asSent().repeating(record, 2 * record),
                            Delivery.asSent().swapping(0, record, record),
                            Delivery.asSent().swapping(record, record, 2 * record),
                            Delivery.asSent().inserting(record, new byte[] {23, 3, 3, 0, 16, 0, 0, 0}),
                            Delivery.asSent().inserting(record, new byte[] {23, 3, 3, 0x50, 0}),
                            Delivery.asSent().inserting(0, new byte[100]))
                    .map(delivery -> Arguments.of(each[0], each[1], delivery));
        });
    }

    @ParameterizedTest(name = "{0}, to client: {1}, {2}")
    @MethodSource("ranges")
    void recordsThatAreDroppedRepeatedSwappedOrInsertedAreNoticed(Lane lane, boolean toClient, Delivery delivery)
            throws Exception {
        var received = received(lane, toClient, delivery);
        assertThat(received.reason()).isIn(Reason.CORRUPT_RECORD, Reason.PROTOCOL_VIOLATION, Reason.CONNECTION_CUT);
        int count = received.messages().size();
        assertThat(count).isLessThan(MESSAGES.size());
        for (int i = 0; i < count; i++) {
            assertThat(received.messages().get(i)).isEqualTo(MESSAGES.get(i));
        }
    }

    @ParameterizedTest(name = "{0}, to client: {1}")
    @MethodSource("eitherWay")
    void whatIsReflectedIsNotTakenForThePeers(Lane lane, boolean toClient) throws Exception {
        try (var ends = lane.over(Delivery.asSent(), Delivery.asSent(), Lane.PATIENT)) {
            var sender = toClient ? ends.server() : ends.client();
            var other = toClient ? ends.client() : ends.server();
            if (toClient) {
                ends.wire()
                        .toClient(sender.networkBytesSent(), Delivery.asSent().reflected());
            } else {
                ends.wire()
                        .toServer(sender.networkBytesSent(), Delivery.asSent().reflected());
            }
            var receiving = Task.start(() -> Received.from(other));
            sender.send(MESSAGES.get(0));
            var received = Received.from(sender);
            assertThat(received.messages()).isEmpty();
            assertThat(received.reason()).isEqualTo(Reason.CORRUPT_RECORD);
            assertThat(receiving.result().endedInOrder()).isFalse();
        }
    }

    /** {@return the length of the record of one message: frame header, text, and what the engine adds} */
    private static int record(Lane lane) {
        return 4
                + MESSAGES.get(0).length
                + switch (lane.kind()) {
                    case TLS -> 5 + 1 + 16;
                    case NOISE -> 2 + 1 + 16;
                    case PLAIN -> 7;
                };
    }

    private static Received received(Lane lane, boolean toClient, Delivery delivery) throws Exception {
        try (var ends =
                lane.over(Delivery.asSent(), Delivery.asSent(), Lane.PATIENT.withClose(Duration.ofMillis(50)))) {
            var sender = toClient ? ends.server() : ends.client();
            var receiver = toClient ? ends.client() : ends.server();
            if (toClient) {
                ends.wire().toClient(sender.networkBytesSent(), delivery);
            } else {
                ends.wire().toServer(sender.networkBytesSent(), delivery);
            }
            var receiving = Task.start(() -> Received.from(receiver));
            for (var message : MESSAGES) {
                sender.queue(message);
                sender.flush();
            }
            sender.close();
            return receiving.result();
        }
    }
}
