package io.securechannel.examples.service;

import io.securechannel.error.KeyMaterialException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks twice a day whether the running server needs another certificate; new connections show it at once. */
public final class Renewal implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofHours(12);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Check check;
    private final Consumer<String> say;
    private final Duration pause;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;

    private Renewal(String name, Check check, Consumer<String> say, Duration pause) {
        this.check = check;
        this.say = say;
        this.pause = pause;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** What renews, where it is needed. */
    public interface Check {

        /**
         * {@return what was done, for people; empty if nothing}
         *
         * @throws KeyMaterialException if it cannot be done
         */
        Optional<String> look() throws KeyMaterialException;
    }

    /**
     * Starts to look.
     *
     * @param name of the thread
     * @param check is asked twice a day
     * @param say hears what was done, or why it was not
     * @return to be closed before the keys are
     */
    public static Renewal start(String name, Check check, Consumer<String> say) {
        return start(name, check, say, PAUSE);
    }

    /** As above, more often. */
    static Renewal start(String name, Check check, Consumer<String> say, Duration pause) {
        var renewal = new Renewal(name, check, say, pause);
        renewal.thread.start();
        return renewal;
    }

    private void run() {
        try {
            while (!closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by a stranger: the thread is nobody else's
        }
    }

    /** What fails today is tried again half a day later, for the weeks that the certificate still has. */
    private void look() {
        try {
            check.look().ifPresent(say);
        } catch (KeyMaterialException | RuntimeException e) {
            say.accept("its certificate cannot be renewed: " + e.getMessage());
        }
    }

    /** Ends the thread, and waits for it: a renewal that is under way is finished, as its keys are closed next; for ten seconds at most. */
    @Override
    public void close() {
        closed.countDown();
        long end = System.nanoTime() + PATIENCE.toNanos();
        boolean interrupted = false;
        for (long left = PATIENCE.toMillis();
                left > 0 && thread.isAlive();
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
            try {
                thread.join(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
