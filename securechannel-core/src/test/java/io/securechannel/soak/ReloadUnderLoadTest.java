package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link ReloadSoak}. */
@Tag("verify")
@Timeout(120)
class ReloadUnderLoadTest {

    @TempDir
    Path directory;

    @Test
    void noConnectionFailsWhileEverythingIsReplaced() throws Exception {
        var figures = new ReloadLoad(directory, Duration.ofMillis(100)).run(Duration.ofSeconds(1));
        assertThat(figures.replacements()).as(figures.toString()).isPositive();
        assertThat(figures.reloads()).as(figures.toString()).isPositive();
        assertThat(figures.connections()).as(figures.toString()).isPositive();
    }
}
