package io.securechannel.internal.socket;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One thread that looks after all open sockets of the process, because a blocked write has no timeout in Java and a
 * thread blocked on a socket does not notice that it is interrupted. It starts with the first socket and ends a tick after the
 * last one's close: a program that connects again and again does not start a thread for each connection.
 */
final class Watchdog {

    /** Something to look after. */
    interface Watched {
        /** Called about ten times a second; must not block. */
        void tick();
    }

    private static final long TICK_NANOS = 100_000_000;
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static final Set<Watched> WATCHED = ConcurrentHashMap.newKeySet();
    private static @Nullable Thread thread;

    private Watchdog() {}

    static void watch(Watched watched) {
        LOCK.lock();
        try {
            var running = thread;
            if (running == null || !running.isAlive()) {
                // Of whoever comes first it inherits nothing: that may be a web application, which others outlive.
                var starting = new Thread(null, Watchdog::run, "securechannel-watchdog", 0, false);
                starting.setContextClassLoader(null);
                starting.setDaemon(true);
                starting.start(); // where the system has no thread left this throws, and the next channel tries again
                thread = starting;
            }
            WATCHED.add(watched);
        } finally {
            LOCK.unlock();
        }
    }

    static void forget(Watched watched) {
        WATCHED.remove(watched);
    }

    private static void run() {
        do {
            WATCHED.forEach(Watchdog::tick);
            LockSupport.parkNanos(TICK_NANOS);
        } while (isNeeded());
    }

    /** One that fails must not take the deadlines of all the others with it. */
    private static void tick(Watched watched) {
        try {
            watched.tick();
        } catch (Throwable e) { // an Error, too: without this thread no channel has a deadline any more
            log(e);
        }
    }

    private static void log(Throwable trouble) {
        try {
            System.getLogger("io.securechannel")
                    .log(System.Logger.Level.WARNING, "looking after a channel failed", trouble);
        } catch (Throwable e) {
            return; // who cannot log is not told; the deadlines go on
        }
    }

    /** Whoever comes after it was not needed starts another one. */
    private static boolean isNeeded() {
        LOCK.lock();
        try {
            if (WATCHED.isEmpty()) {
                thread = null;
            }
            return thread != null;
        } finally {
            LOCK.unlock();
        }
    }
}
