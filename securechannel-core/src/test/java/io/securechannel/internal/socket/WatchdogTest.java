package io.securechannel.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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

    @Test
    void anErrorInOneTickDoesNotEndTheOthers() throws InterruptedException {
        var failed = new CountDownLatch(1);
        var ticked = new CountDownLatch(3);
        Watchdog.Watched failing = () -> {
            failed.countDown();
            throw new AssertionError("on purpose");
        };
        Watchdog.Watched other = () -> {
            if (failed.getCount() == 0) {
                ticked.countDown();
            }
        };
        Watchdog.watch(failing);
        Watchdog.watch(other);
        try {
            failed.await();
            ticked.await();
        } finally {
            Watchdog.forget(failing);
            Watchdog.forget(other);
        }
    }

    private static Set<Thread> threads() {
        var found = new HashSet<>(Thread.getAllStackTraces().keySet());
        found.removeIf(thread -> !thread.getName().equals("securechannel-watchdog"));
        return found;
    }
}
