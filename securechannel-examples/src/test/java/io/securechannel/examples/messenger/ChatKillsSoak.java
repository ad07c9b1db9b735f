package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.load.KillableServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three users talk while their server is killed at random, {@code -Dsecurechannel.soak.kills} times, 20 by default. */
@Tag("soak")
@Timeout(900)
class ChatKillsSoak {

    private static final int KILLS = Integer.getInteger("securechannel.soak.kills", 20);
    private static final long SEED =
            Long.getLong("securechannel.soak.seed", ThreadLocalRandom.current().nextLong());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private final Random random = new Random(SEED);

    @Test
    void everyWordArrivesOnceAndInOrderWithoutAnAlarm() throws Exception {
        System.out.println("ChatKillsSoak: -Dsecurechannel.soak.seed=" + SEED);
        try (var server = KillableServer.start(directory.resolve("server"));
                var ada = Talker.come(server, directory, "ada", random.nextLong());
                var bob = Talker.come(server, directory, "bob", random.nextLong());
                var carol = Talker.come(server, directory, "carol", random.nextLong())) {
            var all = List.of(ada, bob, carol);
            var threads = List.of(
                    ada.talkTo(List.of(bob, carol)), bob.talkTo(List.of(ada, carol)), carol.talkTo(List.of(ada, bob)));
            for (int i = 1; i <= KILLS; i++) {
                kill(server, all);
                System.out.println(
                        "kill " + i + ": " + all.stream().map(Talker::received).toList() + " received");
            }
            all.forEach(Talker::stop);
            for (var thread : threads) {
                thread.join();
            }
            for (var each : all) {
                all.stream().filter(other -> other != each).forEach(each::requireAllFrom);
            }
        }
    }

    /** Some time after everybody has received something since the last start. */
    private void kill(KillableServer server, List<Talker> all) throws Exception {
        var before = new ArrayList<Integer>();
        all.forEach(each -> before.add(each.received()));
        await(() -> {
            for (int i = 0; i < all.size(); i++) {
                var each = all.get(i);
                if (each.received() <= before.get(i) || each.person().client().state() != ConnectionState.ONLINE) {
                    return false;
                }
            }
            return true;
        });
        LockSupport.parkNanos(random.nextLong(
                Duration.ofMillis(200).toNanos(), Duration.ofSeconds(3).toNanos()));
        server.kill();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("nobody receives anything any more")
                    .isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }
}
