package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.Delivery;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hostile wire, 1: bytes arrive in any grouping, and nothing changes. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class DeliveryTest {

    static Stream<Arguments> groupings() {
        long seed = System.nanoTime();
        return Lane.allProviders()
                .flatMap(lane -> Stream.of(
                                Delivery.asSent().oneByteAtATime(),
                                Delivery.asSent().inRandomChunks(seed),
                                Delivery.asSent().inRandomChunks(seed + 1),
                                Delivery.asSent().coalesced())
                        .map(delivery -> Arguments.of(lane, delivery)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("groupings")
    void messagesArriveWholeHoweverTheirBytesAreGrouped(Lane lane, Delivery delivery) throws Exception {
        var messages = messages();
        try (var ends = lane.over(delivery, delivery, Lane.PATIENT)) {
            var server = ends.server();
            var client = ends.client();
            var atServer = Task.start(() -> received(lane, server));
            var atClient = Task.start(() -> received(lane, client));
            for (var message : messages) {
                client.send(message);
                server.send(message);
            }
            if (lane.halfClose()) {
                client.closeOutput();
                server.closeOutput();
            }
            for (var end : List.of(atServer, atClient)) {
                assertThat(end.result().error()).isEmpty();
                assertThat(end.result().messages())
                        .usingElementComparator(Arrays::compare)
                        .isEqualTo(messages);
            }
        }
    }

    /** Where one end's close is the end of both directions, nobody closes before all has come. */
    private static Received received(Lane lane, TestChannel channel) {
        return lane.halfClose()
                ? Received.from(channel)
                : Received.first(messages().size(), channel);
    }

    private static List<byte[]> messages() {
        var random = new Random(1);
        return Stream.of(0, 1, 2, 1_000, 16_380, 16_384, 66_000)
                .map(length -> {
                    var message = new byte[length];
                    random.nextBytes(message);
                    return message;
                })
                .toList();
    }
}
