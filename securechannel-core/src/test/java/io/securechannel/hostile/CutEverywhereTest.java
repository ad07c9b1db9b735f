package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.testkit.Delivery;
import io.securechannel.tls.TlsProvider;
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

/**
 * Hostile wire, 2 and 3: the connection is ended or reset after so many bytes of the handshake and of what follows, and
 * that is never taken for the end. In memory the plain engine is cut at every offset. A handshake of TLS or Noise costs milliseconds,
 * so their channels are cut at a sample of offsets, by FIN and by RST in turn; the engine alone is cut at every
 * offset by {@code ChannelEngineContract}.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class CutEverywhereTest {

    /** A sender whose end has been cut away waits so long for an answer to its close, and nothing depends on it. */
    private static final Deadlines CUT = Lane.PATIENT.withClose(Duration.ofMillis(60));

    private static final List<String> MESSAGES = List.of("first", "", "the third, which is longer than the others");

    static Stream<Arguments> cuts() {
        return Lane.allProviders()
                .flatMap(lane -> Stream.of(
                        Arguments.of(lane, true, true),
                        Arguments.of(lane, true, false),
                        Arguments.of(lane, false, true),
                        Arguments.of(lane, false, false)));
    }

    @ParameterizedTest(name = "{0}: toClient={1}, FIN={2}")
    @MethodSource("cuts")
    void aCutIsNeverTakenForTheEnd(Lane lane, boolean toClient, boolean fin) throws Exception {
        // An ECDSA signature is a few bytes longer or shorter each time (its DER form); all else has one length.
        int total = (int) delivered(lane, toClient) - (lane.tls() ? 8 : 0);
        int stride = stride(lane);
        for (int at = fin ? 0 : stride / 2; at < total; at += stride) {
            cutAt(lane, toClient, fin, at);
        }
    }

    private static int stride(Lane lane) {
        return switch (lane.kind()) {
            case TLS -> lane.memory() && lane.provider() == TlsProvider.JDK ? 37 : 97;
            case NOISE -> lane.memory() ? 31 : 97;
            case PLAIN -> lane.memory() ? 1 : 3;
        };
    }

    /** {@return how many bytes go one way when nothing is cut, the proof of the end included} */
    private static long delivered(Lane lane, boolean toClient) throws Exception {
        try (var ends = lane.over(Delivery.asSent(), Delivery.asSent(), Lane.PATIENT)) {
            var sender = Task.run(() -> sendAll(toClient ? ends.serverTask() : ends.clientTask()));
            var received = Received.from(toClient ? ends.clientTask() : ends.serverTask());
            assertThat(received.endedInOrder()).isTrue();
            (toClient ? ends.client() : ends.server()).close();
            sender.result();
            return toClient ? ends.wire().deliveredToClient() : ends.wire().deliveredToServer();
        }
    }

    private static void cutAt(Lane lane, boolean toClient, boolean fin, int at) throws Exception {
        var cut = fin ? Delivery.asSent().finAt(at) : Delivery.asSent().resetAt(at);
        try (var ends = toClient ? lane.over(Delivery.asSent(), cut, CUT) : lane.over(cut, Delivery.asSent(), CUT)) {
            var sender = Task.run(() -> sendAll(toClient ? ends.serverTask() : ends.clientTask()));
            var received = Received.from(toClient ? ends.clientTask() : ends.serverTask());
            assertThat(received.endedInOrder()).as("cut at %d", at).isFalse();
            assertThat(received.reason())
                    .as("cut at %d: %s", at, received.error())
                    .isEqualTo(Reason.CONNECTION_CUT);
            assertThat(received.messages().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                    .as("cut at %d", at)
                    .isEqualTo(MESSAGES.subList(0, received.messages().size()));
            sender.result();
        }
    }

    /** Sends all and closes; whatever goes wrong for the sender is no concern here, only that it ends. */
    private static void sendAll(Task<TestChannel> end) {
        try {
            var channel = end.result();
            for (var message : MESSAGES) {
                channel.send(message.getBytes(StandardCharsets.UTF_8));
            }
            channel.close();
        } catch (SecureChannelException e) {
            assertThat(e.reason())
                    .isIn(Reason.CONNECTION_CUT, Reason.HANDSHAKE_FAILED, Reason.CLOSED, Reason.WRITE_TIMEOUT);
        }
    }
}
