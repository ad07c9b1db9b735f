package io.securechannel.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who looks after sockets. */
@Timeout(60)
class WatchdogTest {

    private static final int CONNECTIONS = 20;

    @Test
    void connectionsOneAfterAnotherShareAThreadWhichEndsAfterTheLast() throws InterruptedException {
        var seen = new HashSet<Thread>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Watchdog.Watched watched = () -> {};
            Watchdog.watch(watched);
            seen.addAll(threads());
            Watchdog.forget(watched);
        }
        assertThat(seen).isNotEmpty().hasSizeLessThan(CONNECTIONS); // on a slow machine one may end in between
        for (var thread : seen) {
            thread.join();
        }
    }

    private static Set<Thread> threads() {
        var found = new HashSet<>(Thread.getAllStackTraces().keySet());
        found.removeIf(thread -> !thread.getName().equals("securechannel-watchdog"));
        return found;
    }
}
