package io.securechannel.examples.transfer.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.transfer.protocol.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TransferProgressTest {

    private static final long SECOND = 1_000_000_000L;
    private static final long MB = 1_000_000;

    private final AtomicLong clock = new AtomicLong(17);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private TransferProgress progress(boolean terminal) {
        var out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new TransferProgress("send-file", out, terminal, clock::get);
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String lastLine() {
        var said = said();
        return said.substring(said.lastIndexOf('\r') + 1).stripTrailing();
    }

    private void after(long nanos) {
        clock.addAndGet(nanos);
    }

    @Test
    void oneFileIsOne() {
        assertThat(TransferProgress.files(1)).isEqualTo("1 file");
        assertThat(TransferProgress.files(2)).isEqualTo("2 files");
        assertThat(TransferProgress.filesAre(0)).isEqualTo("0 files are");
        assertThat(TransferProgress.filesAre(1)).isEqualTo("1 file is");
    }

    @Test
    void aBarWithRateAndRemainingTime() {
        try (var progress = progress(true)) {
            progress.offered(1_000 * MB);
            progress.file("photos/movie", 1_000 * MB);
            for (int i = 0; i < 10; i++) {
                after(SECOND);
                progress.moved(25 * MB);
            }
            assertThat(lastLine()).isEqualTo("movie                [#####---------------]  25% 25.0 MB/s 0:30 left");
        }
        assertThat(lastLine()).isEmpty();
    }

    /** What was there before the cut is progress, and says nothing about the rate. */
    @Test
    void whatWasThereIsNoRate() {
        try (var progress = progress(true)) {
            progress.offered(1_000 * MB);
            progress.file("f", 1_000 * MB);
            progress.had(500 * MB);
            for (int i = 0; i < 3; i++) {
                after(SECOND);
                progress.moved(MB);
            }
            assertThat(lastLine()).contains(" 50% 1.0 MB/s 8:17 left");
            after(SECOND);
            progress.checking(5);
            assertThat(lastLine()).endsWith(" 50% checking what is there");
        }
    }

    @Test
    void manyHoursAndNoRateAtAll() {
        try (var progress = progress(true)) {
            progress.offered(36_000 * MB);
            progress.file("f", 36_000 * MB);
            after(SECOND);
            progress.moved(MB);
            after(SECOND);
            progress.moved(MB);
            assertThat(lastLine()).endsWith(" 1.0 MB/s 9:59:58 left");
            after(20 * SECOND);
            progress.checking(0);
            progress.moved(0);
            after(20 * SECOND);
            progress.moved(0);
            assertThat(lastLine()).endsWith(" 0 B/s -:-- left");
        }
    }

    @Test
    void whatDidNotArriveIsSaidAboveTheBar() {
        try (var progress = progress(true)) {
            progress.offered(2 * MB);
            progress.file("a", MB);
            after(SECOND);
            progress.moved(MB);
            progress.settled("a", MB, Optional.of(Refusal.CHANGED));
            progress.settled("b", MB, Optional.of(Refusal.NO_DIRECTORY));
            assertThat(said()).contains("\rsend-file: a: it changed while it was sent: send it again\n");
            assertThat(said()).doesNotContain("b:");
            assertThat(progress.refused()).isEqualTo(1);
            assertThat(progress.files()).isZero();
        }
    }

    /** Without a terminal: a line now and then, and none that is written over. */
    @Test
    void plainLines() {
        try (var progress = progress(false)) {
            progress.offered(300 * MB);
            progress.file("f", 300 * MB);
            for (int i = 0; i < 30; i++) {
                after(SECOND);
                progress.moved(10 * MB);
            }
        }
        assertThat(said().lines()).hasSize(3).first().isEqualTo("send-file: 100 MB of 300 MB,  33% 0 B/s -:-- left");
        assertThat(said().lines().skip(1)).allMatch(each -> each.contains(" 10.0 MB/s 0:"));
        assertThat(said()).doesNotContain("\r");
    }

    /** FT3: a stranger's words do not steer the terminal. */
    @Test
    void namesAreHarmless() {
        try (var progress = progress(true)) {
            progress.offered(MB);
            progress.file("d/\u001b[2J\u202Egnp.exe", MB);
            after(SECOND);
            progress.moved(MB);
            progress.settled("\u001b]0;title\u0007\nx", MB, Optional.of(Refusal.NAME));
        }
        assertThat(said()).doesNotContain("\u001b").doesNotContain("\u202E").doesNotContain("\u0007");
        assertThat(said()).contains("?[2J?gnp.exe", "?]0;title??x: the receiver takes no such name");
    }
}
