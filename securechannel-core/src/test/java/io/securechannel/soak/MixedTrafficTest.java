package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link MixedTrafficSoak}. */
@Tag("verify")
@Timeout(120)
class MixedTrafficTest {

    @TempDir
    Path directory;

    @Test
    void nobodyMeetsWhatItMayNotAndNothingIsLeft() throws Exception {
        var figures = new MixedTraffic(directory.resolve("samples.csv")).run(Duration.ofMillis(500));
        assertThat(figures.transferred()).isPositive();
        assertThat(SoakPlot.of("a second", figures.samples().all())).contains("<path");
    }
}
