package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.testkit.Delivery;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many threads on one channel. */
@Timeout(value = 40, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class CrowdTest {

    private static final int SENDERS = 6;
    private static final int EACH = 40;
    private static final Deadlines IMPATIENT = Lane.PATIENT.withWrite(Duration.ofSeconds(4));

    static Stream<Lane> lanes() {
        return Lane.all();
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void messagesOfManySendersAreNeverTornAndEachSendersComeInOrder(Lane lane) throws Exception {
        try (var ends = lane.direct(16 << 10, IMPATIENT)) {
            var client = ends.client();
            var server = ends.server();
            var receiving = Task.start(() -> Received.from(server));
            var senders = IntStream.range(0, SENDERS)
                    .mapToObj(sender -> Task.run(() -> sendMany(client, sender)))
                    .toList();
            for (var sender : senders) {
                sender.result();
            }
            client.closeOutput();
            assertThat(receiving.result().error()).isEmpty();
            assertInOrderAndWhole(receiving.result().messages());
        }
    }

    private static void sendMany(TestChannel channel, int sender) throws Exception {
        for (int number = 0; number < EACH; number++) {
            var message = message(sender, number);
            switch (number % 3) {
                case 0 -> channel.send(message);
                case 1 -> channel.sendInPieces(message, 5_000);
                default -> {
                    channel.queue(message);
                    channel.flush();
                }
            }
        }
    }

    /** Sender and number, then a filling that tells the two; some small, some of several fragments. */
    private static byte[] message(int sender, int number) {
        var message = new byte[number % 7 == 0 ? 150_000 : 8 + number * 31];
        Arrays.fill(message, (byte) (sender * 41 + number));
        ByteBuffer.wrap(message).putInt(sender).putInt(number);
        return message;
    }

    private static void assertInOrderAndWhole(List<byte[]> messages) {
        assertThat(messages).hasSize(SENDERS * EACH);
        var next = new HashMap<Integer, Integer>();
        for (var message : messages) {
            var view = ByteBuffer.wrap(message);
            int sender = view.getInt();
            int number = view.getInt();
            assertThat(number).isEqualTo(next.getOrDefault(sender, 0));
            assertThat(message).isEqualTo(message(sender, number));
            next.put(sender, number + 1);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void bulkInBothDirectionsWithPingsDoesNotStopItself(Lane lane) throws Exception {
        try (var ends = lane.direct(4 << 10, IMPATIENT)) {
            var client = ends.client();
            var server = ends.server();
            var over = new AtomicBoolean();
            var tasks = new ArrayList<Task<?>>();
            for (var channel : List.of(client, server)) {
                tasks.add(Task.run(() -> {
                    for (int i = 0; i < 100; i++) {
                        channel.send(message(1, i % 15));
                    }
                    channel.closeOutput();
                }));
                tasks.add(Task.run(() -> {
                    var received = Received.from(channel);
                    assertThat(received.error()).isEmpty();
                    assertThat(received.messages()).hasSize(100);
                }));
            }
            var pinging = Task.run(() -> {
                while (!over.get()) {
                    client.ping();
                    server.ping();
                }
            });
            try {
                for (var task : tasks) {
                    task.result();
                }
            } finally {
                over.set(true);
            }
            pinging.result();
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void aPingIsAnsweredByAPeerThatReceives(Lane lane) throws Exception {
        try (var ends = lane.direct(Lane.PATIENT)) {
            var client = ends.client();
            var server = ends.server();
            var answering = Task.start(() -> Received.from(server));
            client.ping();
            var waiting = Task.start(() -> Received.from(client));
            Task.awaitThat("the pong", client::pinged);
            client.closeOutput();
            answering.result();
            server.closeOutput();
            assertThat(waiting.result().endedInOrder()).isTrue();
        }
    }

    /** The reader of a channel breaks it while others send: they get an error, and none spins or waits. */
    @ParameterizedTest
    @MethodSource("lanes")
    void sendersEndWhenTheReaderMeetsACorruptRecord(Lane lane) throws Exception {
        for (int round = 0; round < 20; round++) {
            try (var ends = lane.over(Delivery.asSent(), Delivery.asSent(), IMPATIENT)) {
                var client = ends.client();
                var server = ends.server();
                ends.wire()
                        .toClient(server.networkBytesSent(), Delivery.asSent().flipping(30, 0));
                var draining = Task.start(() -> Received.from(server));
                var senders = IntStream.range(0, 3)
                        .mapToObj(i -> Task.run(() -> {
                            while (true) {
                                client.send(new byte[2_000]);
                            }
                        }))
                        .toList();
                server.send(new byte[100]);
                assertThat(Received.from(client).reason()).isEqualTo(Reason.CORRUPT_RECORD);
                for (var sender : senders) {
                    assertThat(sender.error().reason()).isIn(Reason.CLOSED, Reason.CONNECTION_CUT);
                }
                assertThat(draining.result().endedInOrder()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void closingWhileAnotherThreadReceivesBulkGivesItAnEnd(Lane lane) throws Exception {
        for (int round = 0; round < 20; round++) {
            try (var ends = lane.direct(64 << 10, IMPATIENT.withClose(Duration.ofMillis(10)))) {
                var client = ends.client();
                var server = ends.server();
                var sending = Task.run(() -> {
                    while (true) {
                        server.send(new byte[3_000]);
                    }
                });
                assertThat(client.receive()).isPresent();
                var receiving = Task.start(() -> Received.from(client));
                client.close();
                assertThat(receiving.result().reason()).isIn(Reason.CLOSED, Reason.CONNECTION_CUT);
                assertThat(sending.error().reason()).isIn(Reason.CLOSED, Reason.CONNECTION_CUT);
            }
        }
    }
}
