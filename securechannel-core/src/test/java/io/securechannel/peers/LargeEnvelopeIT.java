package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Envelopes that are larger than memory. */
@Tag("it")
class LargeEnvelopeIT {

    private static final long TEN_GIB = 10L << 30;
    private static final long ONE_GIB = 1L << 30;

    @TempDir
    private Path directory;

    @Test
    @Timeout(190)
    void tenGibibytesAreSealedAndOpenedWith64MebibytesOfHeap() throws Exception {
        try (var child = start("stream", Long.toString(TEN_GIB))) {
            assertThat(child.awaitExit(Duration.ofMinutes(3))).as("%s", child).isZero();
            var result = child.awaitOutput("OPENED (\\d+) IN (\\d+)");
            assertThat(Long.parseLong(result.group(1))).isEqualTo(TEN_GIB);
            long millis = Long.parseLong(result.group(2));
            System.out.printf(
                    "10 GiB signed, sealed and opened at once, in one JVM: %.1f s, %d MB/s, heap at most %s MiB%n",
                    millis / 1e3, TEN_GIB / 1_000 / millis, heap(child));
        }
    }

    @Test
    @Timeout(190)
    void aLargeFileIsSealedOpenedAndReWrappedInPlace() throws Exception {
        try (var child = start("file", Long.toString(ONE_GIB), directory.toString())) {
            assertThat(child.awaitExit(Duration.ofMinutes(3))).as("%s", child).isZero();
            var result = child.awaitOutput("SEALED (\\d+) IN (\\d+) OPENED IN (\\d+) SAME (\\w+)");
            assertThat(result.group(4)).isEqualTo("true");
            assertThat(Long.parseLong(result.group(1))).isGreaterThan(ONE_GIB);
            var rewrapped = child.awaitOutput("REWRAPPED ([\\d,]+) FROM (\\w+) TO (\\w+)");
            assertThat(rewrapped.group(3)).hasSize(64).isEqualTo(rewrapped.group(2));
            child.awaitOutput("ADDED");
            System.out.printf(
                    "1 GiB from file to file and onto the disk: sealed in %s ms, opened in %s ms, re-wrapped in %s µs;"
                            + " heap at most %s MiB%n",
                    result.group(2), result.group(3), rewrapped.group(1), heap(child));
        }
    }

    private static Program start(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                LargeEnvelopeMain.class.getName()));
        command.addAll(Arrays.asList(arguments));
        return Program.start(command.toArray(String[]::new));
    }

    private static String heap(Program child) throws Exception {
        return child.awaitOutput("HEAP (\\d+)").group(1);
    }
}
