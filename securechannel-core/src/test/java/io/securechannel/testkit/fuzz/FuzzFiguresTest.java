package io.securechannel.testkit.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is published of a run is what it did, not what it was asked for. */
class FuzzFiguresTest {

    private static final String STATUS = "#4096\tpulse  cov: 12 ft: 34 corp: 5/6b lim: 4 exec/s: 2048 rss: 300Mb\n";

    @TempDir
    private Path directory;

    @Test
    void aRunThatHadItsTime() throws IOException {
        var figures = figures(STATUS + "Done 5000 runs in 601 second(s)\n", 605, 0);
        assertThat(figures.tell(0)).isTrue();
        assertThat(figures.row("PemFuzz", "securechannel-core"))
                .isEqualTo("| PemFuzz | securechannel-core | 601 | 4,096 | 12 | 5 | none |");
    }

    /** An agent that is missing, or memory that the fuzzer itself runs out of. */
    @Test
    void aRunThatFailedAndLeftNothing() throws IOException {
        assertThat(figures(STATUS, 3, 0).tell(77)).isFalse();
    }

    @Test
    void aRunThatTriedNothing() throws IOException {
        assertThat(figures("no such class\n", 3, 0).tell(0)).isFalse();
    }

    @Test
    void aFindingEndsARun() throws IOException {
        var figures = figures(STATUS, 3, 1);
        assertThat(figures.tell(77)).isTrue();
        assertThat(figures.row("PemFuzz", "securechannel-core")).endsWith("| 3 | 4,096 | 12 | 5 | 1 |");
    }

    private FuzzFigures figures(String log, long seconds, long findings) throws IOException {
        var file = Files.writeString(directory.resolve("log.txt"), log);
        return FuzzFigures.read(file, seconds, 5, findings);
    }
}
