package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that a killed client has said or was told is lost; what was shown just before a kill may be shown twice. The history keeps a hundred, and so 8 kills. */
@Tag("it")
@Timeout(300)
class ClientKillsIT {

    private static final int KILLS = Integer.getInteger("securechannel.client.kills", 4);
    private static final int MOST_KILLS = 8;
    private static final long SEED =
            Long.getLong("securechannel.soak.seed", ThreadLocalRandom.current().nextLong());

    @TempDir
    private Path directory;

    @Test
    void whatAKilledClientHadIsThereOnceAndInOrder() throws Exception {
        assertThat(KILLS).isBetween(1, MOST_KILLS);
        System.out.println("ClientKillsIT: -Dsecurechannel.soak.seed=" + SEED);
        try (var kills = new ClientKills(directory, SEED)) {
            for (int i = 0; i < KILLS; i++) {
                kills.talkAndKill();
            }
            kills.compare();
        }
    }
}
