package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.soak.SoakSamples.Sample;
import io.securechannel.soak.SoakWorkers.Worker;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the soak asserts can fail. */
@Tag("verify")
class SoakChecksTest {

    private static final int SAMPLES = 720;
    private static final long SLACK = 20;

    @TempDir
    private Path directory;

    @Test
    void whatGrowsSlowlyIsNotFlat() {
        var leaking = samples(i -> 100 + i / 8); // one descriptor in 80 seconds
        assertThatThrownBy(() -> SoakSamples.requireFlat("descriptors", leaking, Sample::descriptors, SLACK))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("descriptors: median of the last quarter, beside 133 of the second");
    }

    @Test
    void whatWaversAndHasPeaksIsFlat() {
        SoakSamples.requireFlat(
                "descriptors", samples(i -> 100 + i * 37 % 17 + (i % 50 == 0 ? 900 : 0)), Sample::descriptors, SLACK);
        var warmingUp = samples(i -> Math.min(100, i));
        SoakSamples.requireFlat("descriptors", warmingUp, Sample::descriptors, SLACK);
        assertThat(SoakPlot.of("warming up", warmingUp)).contains("file descriptors: 0 to 100");
    }

    @Test
    void anotherMessageThanTheNextIsNoticed() {
        var message = Numbered.message(7, 1_000);
        Numbered.require(7, message);
        var changed = message.clone();
        changed[999] ^= 1;
        for (var other : List.of(changed, Arrays.copyOf(message, 999), new byte[0], Numbered.message(8, 1_000))) {
            assertThatThrownBy(() -> Numbered.require(7, other)).isInstanceOf(AssertionError.class);
        }
    }

    /** A CONNECTION_CUT that is expected does not hide the wrong message before it. */
    @Test
    void whatClosingThrowsHidesNothing() throws Exception {
        var workers = new SoakWorkers();
        var talk = new LongTalk<Closeable>(
                () -> () -> {
                    throw new SecureChannelException(Reason.CONNECTION_CUT, "closed twice");
                },
                channel -> Numbered.require(0, new byte[0]));
        once(workers, "talk", Set.of(Reason.CONNECTION_CUT), talk);
        end(workers);
        assertThat(workers.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure)
                        .hasMessageContaining("message 0 of a channel was never sent")
                        .hasRootCauseInstanceOf(AssertionError.class));
    }

    @Test
    void aReasonThatIsNotExpectedIsAFailure() throws Exception {
        var workers = new SoakWorkers();
        once(workers, "may", Set.of(Reason.CLOSED), () -> meet(Reason.CLOSED));
        once(workers, "may not", Set.of(Reason.CLOSED), () -> meet(Reason.CONNECTION_CUT));
        end(workers);
        assertThat(workers.failures())
                .singleElement()
                .satisfies(failure -> assertThat(failure).hasMessageStartingWith("may not: "));
        assertThat(workers.errors()).containsOnlyKeys("may CLOSED", "may not CONNECTION_CUT");
    }

    @Test
    void aWorkerThatAnErrorEndsIsAFailure() throws Exception {
        var workers = new SoakWorkers();
        once(workers, "full", Set.of(), () -> {
            throw new OutOfMemoryError("heap");
        });
        end(workers);
        assertThat(workers.failures()).hasSize(1);
    }

    @Test
    void aWorkerThatDoesNotEndIsAFailure() throws Exception {
        var workers = new SoakWorkers();
        var end = new CountDownLatch(1);
        once(workers, "stuck", Set.of(), end::await);
        workers.askToStop();
        workers.awaitEnd(Duration.ofMillis(1));
        end.countDown();
        assertThat(workers.failures())
                .singleElement()
                .satisfies(failure ->
                        assertThat(failure).hasMessageContaining("soak-stuck: ").hasMessageContaining("does not end"));
        end(workers);
    }

    @Test
    void whatDoesNotComeBackIsNoticed() {
        MixedTraffic.comesBack("sockets", () -> 4, 4, Duration.ZERO);
        assertThatThrownBy(() -> MixedTraffic.comesBack("sockets", () -> 5, 4, Duration.ZERO))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("sockets");
    }

    @Test
    void aRunInWhichLittleHappenedIsNoResult() throws IOException {
        try (var samples = new SoakSamples(directory.resolve("samples.csv"))) {
            var figures = new MixedTraffic.Figures(samples, Map.of("tls-logins", 1L), Map.of(), 1);
            assertThatThrownBy(() -> MixedTrafficSoak.requireAllWasDone(figures))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("new keys in both directions of a Noise client");
        }
    }

    private static void end(SoakWorkers workers) throws InterruptedException {
        workers.askToStop();
        workers.awaitEnd(Duration.ofSeconds(60));
    }

    /** Starts a worker, and waits until it is in its first step, after which it takes no other. */
    private static void once(SoakWorkers workers, String name, Set<Reason> expected, Worker worker)
            throws InterruptedException {
        var begun = new CountDownLatch(1);
        workers.start(name, Duration.ofDays(1), expected, () -> {
            begun.countDown();
            worker.step();
        });
        begun.await();
    }

    private static void meet(Reason reason) throws SecureChannelException {
        throw new SecureChannelException(reason, "met");
    }

    private static List<Sample> samples(LongUnaryOperator descriptors) {
        return LongStream.range(0, SAMPLES)
                .mapToObj(i ->
                        new Sample(i * 10_000, 1, OptionalLong.of(1), 1, descriptors.applyAsLong(i), 1, 1, 1, i, 0, i))
                .toList();
    }
}
