package io.securechannel.internal.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import io.securechannel.event.SecurityEvent.Role;
import java.lang.management.ManagementFactory;
import java.util.Objects;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the Flight Recorder costs while it records nothing. */
@Tag("verify")
@Timeout(30)
class RecorderTest {

    private static final Link LINK = new Link(1, "peer:1", Role.CLIENT);
    private static final int TIMES = 10_000;

    /** Whoever reads and writes asks each time. */
    @Test
    void aReadOrWriteAllocatesNothingUnlessItIsRecorded() {
        var recorder = Recorder.get();
        assertThat(allocated(() -> ask(recorder))).isLessThan(TIMES);
        try (var recording = new Recording()) {
            recording.start();
            assertThat(recorder.blocked()).isNotNull();
        }
        assertThat(recorder.blocked()).isNull();
        assertThat(allocated(() -> ask(recorder))).isLessThan(TIMES);
    }

    @Test
    void nothingIsPutTogetherThatNobodyRecords() {
        var recorder = Recorder.get();
        recorder.handshake().end(() -> fail("asked for a handshake"));
        recorder.login().end(() -> fail("asked for a login"));
        recorder.rekeyed(() -> fail("asked for a rekey"));
        recorder.closed(() -> fail("asked for a close"));
        try (var recording = new Recording()) {
            recording.disable("io.securechannel.Close"); // all are enabled unless a recording says otherwise
            recording.start();
            recorder.closed(() -> fail("asked for a close"));
            recorder.rekeyed(() -> new Recorder.Rekey(LINK, true, 1, 1));
        }
    }

    @Test
    void whereThereIsNoFlightRecorderNothingHappens() {
        var none = new Recorder() {};
        none.handshake().end(() -> fail("asked for a handshake"));
        none.login().end(() -> fail("asked for a login"));
        none.rekeyed(() -> fail("asked for a rekey"));
        none.closed(() -> fail("asked for a close"));
        assertThat(none.blocked()).isNull();
    }

    @Test
    void textsAreBoundedAndPrintable() {
        assertThat(FlightRecorder.text(null)).isEmpty();
        assertThat(FlightRecorder.text("a\n\u001b[2J\u202eb")).isEqualTo("a??[2J?b");
        assertThat(FlightRecorder.text("x".repeat(512))).hasSize(512);
        assertThat(FlightRecorder.text("x".repeat(100_000))).hasSize(515).endsWith("x...");
    }

    private static void ask(Recorder recorder) {
        for (int i = 0; i < TIMES; i++) {
            if (recorder.blocked() != null) {
                throw new AssertionError("nobody records");
            }
        }
    }

    /** After a first run, which loads classes. */
    private static long allocated(Runnable task) {
        var threads = (ThreadMXBean) Objects.requireNonNull(ManagementFactory.getThreadMXBean());
        task.run();
        long before = threads.getCurrentThreadAllocatedBytes();
        task.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }
}
