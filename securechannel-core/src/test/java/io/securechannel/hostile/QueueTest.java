package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is queued is sent at last, whole, or its loss is told. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class QueueTest {

    static Stream<Lane> lanes() {
        return Lane.all();
    }

    /** Buffers are let go after a second without a write, which nothing shows: the one place that waits for time itself. */
    @Test
    void whatIsQueuedSurvivesTheTimeAfterWhichIdleBuffersAreLetGo() throws Exception {
        // Of these some end in the gathered bytes, some in records that wait, and some right after a write.
        var sizes = List.of(100, 84_000, 120_000, 131_000, 230_000);
        var waiting = Lane.all()
                .filter(Lane::memory)
                .flatMap(lane -> sizes.stream().map(size -> Task.run(() -> queueAndWait(lane, size))))
                .toList();
        for (var each : waiting) {
            each.result();
        }
    }

    private static void queueAndWait(Lane lane, int size) throws Exception {
        try (var ends = lane.direct(1 << 20, Lane.PATIENT)) {
            ends.client().queue(new byte[size]);
            LockSupport.parkNanos(1_300_000_000);
            ends.client().flush();
            assertThat(ends.server().receive().orElseThrow()).hasSize(size);
        }
    }

    @ParameterizedTest
    @MethodSource("lanes")
    void closeTellsThatWhatWasQueuedCouldNotBeSent(Lane lane) throws Exception {
        try (var sockets = lane.sockets(1 << 20)) {
            var accepting = Task.start(() -> lane.server(sockets.server(), Lane.PATIENT));
            var client = lane.client(sockets.client(), Lane.PATIENT);
            var server = accepting.result();
            client.queue(new byte[100_000]);
            sockets.client().close();
            assertThat(Task.run(client::close).error().reason()).isIn(Reason.IO_FAILURE, Reason.CONNECTION_CUT);
            assertThat(Received.from(server).endedInOrder()).isFalse();
        }
    }
}
