package io.securechannel.examples.messenger.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link ServerKillsSoak}. */
@Tag("it")
@Timeout(240)
class ServerKillsIT {

    @TempDir
    private Path directory;

    @Test
    void everyAcceptedMailArrivesOnceAndInOrder() throws Exception {
        try (var kills = new ServerKills(directory, 1)) {
            kills.signUp(5, 20);
            kills.kill();
            kills.kill();
            kills.drain();
            assertThat(kills.violations()).isEmpty();
            assertThat(kills.accepted()).isPositive();
        }
    }
}
