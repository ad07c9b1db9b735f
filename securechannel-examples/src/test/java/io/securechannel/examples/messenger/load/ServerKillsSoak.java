package io.securechannel.examples.messenger.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills the server at random, {@code -Dsecurechannel.soak.kills} times, 20 by default, while 20 devices send 400 mails a second. */
@Tag("soak")
@Timeout(900)
class ServerKillsSoak {

    private static final int KILLS = Integer.getInteger("securechannel.soak.kills", 20);
    private static final long SEED =
            Long.getLong("securechannel.soak.seed", ThreadLocalRandom.current().nextLong());

    @TempDir
    private Path directory;

    @Test
    void everyAcceptedMailArrivesOnceAndInOrder() throws Exception {
        System.out.println("ServerKillsSoak: -Dsecurechannel.soak.seed=" + SEED);
        try (var kills = new ServerKills(directory, SEED)) {
            kills.signUp(20, 20);
            for (int i = 1; i <= KILLS; i++) {
                kills.kill();
                System.out.println("kill " + i + ": " + kills.accepted() + " accepted, " + kills.resent()
                        + " sent again, " + kills.redelivered() + " delivered again");
            }
            kills.drain();
            assertThat(kills.violations()).isEmpty();
            assertThat(kills.resent())
                    .as("a kill that cut nothing shows nothing")
                    .isPositive();
            assertThat(kills.redelivered())
                    .as("a kill that cut nothing shows nothing")
                    .isPositive();
        }
    }
}
