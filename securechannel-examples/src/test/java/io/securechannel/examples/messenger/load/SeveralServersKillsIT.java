package io.securechannel.examples.messenger.load;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The short form of {@link SeveralServersKillsSoak}. */
@Tag("it")
@Timeout(240)
class SeveralServersKillsIT {

    @TempDir
    private Path directory;

    @Test
    void everyAcceptedMailArrivesOnceAndInOrder() throws Exception {
        try (var kills = new SeveralServersKills(directory, 1)) {
            kills.devices().signUp(6, 20);
            kills.devices().kill();
            kills.devices().kill();
            kills.crashDatabase();
            kills.drainAndCheck();
        }
    }
}
