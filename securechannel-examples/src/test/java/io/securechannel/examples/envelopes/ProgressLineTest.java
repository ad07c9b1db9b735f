package io.securechannel.examples.envelopes;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.console.Sizes;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong clock = new AtomicLong(17);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ProgressLine line(String name, OptionalLong all) {
        return new ProgressLine(name, all, new PrintStream(bytes, true, StandardCharsets.UTF_8), clock::get);
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsQuickShowsNothing() {
        try (var progress = line("photo.jpg", OptionalLong.of(100))) {
            progress.at(50);
            clock.addAndGet(SECOND / 4);
            progress.at(100);
        }
        assertThat(said()).isEmpty();
    }

    @Test
    void halfWayIsHalfABarAndGoesAwayAtTheEnd() {
        try (var progress = line("photo.jpg", OptionalLong.of(2_000_000_000))) {
            clock.addAndGet(2 * SECOND);
            progress.at(1_000_000_000);
            assertThat(said().strip()).isEqualTo("photo.jpg [############------------]  50% 500 MB/s 0:02 left");
            progress.at(1_000_000_001); // at the same moment: nothing new
            assertThat(said().chars().filter(each -> each == '\r')).hasSize(1);
        }
        assertThat(said()).endsWith("\r" + " ".repeat(79) + "\r");
    }

    @Test
    void aPipeHasNoEndInSight() {
        try (var progress = line("standard input", OptionalLong.empty())) {
            clock.addAndGet(SECOND);
            progress.at(1_500);
        }
        assertThat(said()).contains("standard input  1.5 kB  1.5 kB/s");
    }

    @Test
    void itFitsTheScreenAndSteersNothing() {
        try (var progress = line("\u001b[2J" + "x".repeat(500), OptionalLong.of(Long.MAX_VALUE))) {
            clock.addAndGet(SECOND);
            progress.at(Long.MAX_VALUE);
            progress.at(0);
        }
        assertThat(said()).doesNotContain("\u001b");
        assertThat(said().substring(1, said().indexOf('\r', 1))).hasSizeLessThanOrEqualTo(79);
    }

    @Test
    void sizesHaveAboutThreeDigits() {
        assertThat(Sizes.of(0)).isEqualTo("0 B");
        assertThat(Sizes.of(999)).isEqualTo("999 B");
        assertThat(Sizes.of(1_000)).isEqualTo("1.0 kB");
        assertThat(Sizes.of(99_960)).isEqualTo("100 kB");
        assertThat(Sizes.of(999_600)).isEqualTo("1.0 MB");
        assertThat(Sizes.of(Long.MAX_VALUE)).isEqualTo("9223 PB");
    }
}
