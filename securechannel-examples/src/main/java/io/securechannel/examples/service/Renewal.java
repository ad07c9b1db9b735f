package io.securechannel.examples.service;

import io.securechannel.error.KeyMaterialException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Looks twice a day whether the running server needs another certificate; new connections show it at once. */
public final class Renewal implements AutoCloseable {

    private static final long HOURS = 12;
    private static final long PATIENCE_SECONDS = 10;

    private final ScheduledExecutorService thread;

    private Renewal(ScheduledExecutorService thread) {
        this.thread = thread;
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
        var thread = Executors.newSingleThreadScheduledExecutor(task -> {
            var made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
        var unused = thread.scheduleWithFixedDelay(() -> look(check, say), HOURS, HOURS, TimeUnit.HOURS);
        return new Renewal(thread);
    }

    /** What fails today is tried again half a day later, for the weeks that the certificate still has. */
    private static void look(Check check, Consumer<String> say) {
        try {
            check.look().ifPresent(say);
        } catch (KeyMaterialException | RuntimeException e) {
            say.accept("its certificate cannot be renewed: " + e.getMessage());
        }
    }

    /** Ends the thread, and waits for it. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            var unused = thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
