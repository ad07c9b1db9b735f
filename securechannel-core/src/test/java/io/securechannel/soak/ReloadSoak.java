package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reloads every second, for two minutes or {@code -Dsecurechannel.soak.seconds}: no connection fails, and every new handshake
 * has a valid pair.
 */
@Tag("soak")
class ReloadSoak {

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("securechannel.soak.seconds", 120));

    @TempDir
    Path directory;

    @Test
    void noConnectionFailsWhileEverythingIsReplacedEverySecond() throws Exception {
        var figures = new ReloadLoad(directory, Duration.ofSeconds(1)).run(LENGTH);
        System.out.println("ReloadSoak, " + LENGTH.toSeconds() + " s: " + figures);
        assertThat(figures.replacements()).as(figures.toString()).isGreaterThanOrEqualTo((int) LENGTH.toSeconds() / 2);
        assertThat(figures.resumed()).as(figures.toString()).isPositive();
        assertThat(figures.messages()).as(figures.toString()).isPositive();
    }
}
