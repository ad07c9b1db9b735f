package io.securechannel.internal.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
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

    /** The thread of a web application, say, which is taken down while channels of others are open. */
    @Test
    void whoStartsTheThreadIsNotHeldByIt() throws Exception {
        for (var thread : threads()) {
            thread.join();
        }
        var inherited = new InheritableThreadLocal<String>();
        var ticked = new CountDownLatch(1);
        var seen = new ArrayList<@Nullable Object>();
        Watchdog.Watched watched = () -> {
            if (ticked.getCount() > 0) {
                seen.add(inherited.get());
                seen.add(Thread.currentThread().getContextClassLoader());
                ticked.countDown();
            }
        };
        try (var loader = new URLClassLoader(new URL[0])) {
            var starting = new Thread(() -> {
                inherited.set("of the application");
                Watchdog.watch(watched);
            });
            starting.setContextClassLoader(loader);
            starting.start();
            ticked.await();
            Watchdog.forget(watched);
        }
        assertThat(seen).containsExactly(null, null);
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

    /** A log that fails, as where memory is gone, must not end what a failing channel did not. */
    @Test
    void aLogThatFailsDoesNotEndTheOthers() throws InterruptedException {
        var logger = Logger.getLogger("io.securechannel");
        var failed = new CountDownLatch(2);
        var handler = new FailingHandler();
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
        Watchdog.Watched failing = () -> {
            failed.countDown();
            throw new AssertionError("on purpose");
        };
        Watchdog.watch(failing);
        try {
            failed.await(); // also after the first has met the log
        } finally {
            Watchdog.forget(failing);
            logger.removeHandler(handler);
            logger.setUseParentHandlers(true);
        }
    }

    private static final class FailingHandler extends Handler {
        @Override
        public void publish(LogRecord line) {
            throw new IllegalStateException("on purpose");
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private static Set<Thread> threads() {
        var found = new HashSet<>(Thread.getAllStackTraces().keySet());
        found.removeIf(thread -> !thread.getName().equals("securechannel-watchdog"));
        return found;
    }
}
