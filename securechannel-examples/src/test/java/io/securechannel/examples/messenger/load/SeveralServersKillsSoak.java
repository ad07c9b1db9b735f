package io.securechannel.examples.messenger.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills one of two servers at random, {@code -Dsecurechannel.soak.kills} times, 50 by default, while {@code -Dsecurechannel.soak.devices}, 20 by
 * default, send 20 mails a second each and go from one server to the other; and lets their database crash after every tenth. The one that was killed
 * is started again when mails of all devices were accepted at the other.
 */
@Tag("soak")
@Timeout(1_800)
class SeveralServersKillsSoak {

    private static final int KILLS = Integer.getInteger("securechannel.soak.kills", 50);
    private static final int DEVICES = Integer.getInteger("securechannel.soak.devices", 20);
    private static final int CRASH_AFTER = 10;
    private static final long SEED =
            Long.getLong("securechannel.soak.seed", ThreadLocalRandom.current().nextLong());

    @TempDir
    private Path directory;

    @Test
    void everyAcceptedMailArrivesOnceAndInOrder() throws Exception {
        System.out.println("SeveralServersKillsSoak: -Dsecurechannel.soak.seed=" + SEED);
        try (var kills = new SeveralServersKills(directory, SEED)) {
            var devices = kills.devices();
            devices.signUp(DEVICES, 20);
            for (int i = 1; i <= KILLS; i++) {
                devices.kill();
                if (i % CRASH_AFTER == 0) {
                    kills.crashDatabase();
                }
                System.out.println("kill " + i + ": " + devices.accepted() + " accepted, " + devices.resent()
                        + " sent again, " + devices.redelivered() + " delivered again");
            }
            kills.drainAndCheck();
            System.out.println("in the end: " + devices.accepted() + " accepted, " + devices.resent() + " sent again, "
                    + devices.redelivered() + " delivered again");
            assertThat(devices.resent())
                    .as("a kill that cut nothing shows nothing")
                    .isPositive();
            assertThat(devices.redelivered())
                    .as("a kill that cut nothing shows nothing")
                    .isPositive();
        }
    }
}
