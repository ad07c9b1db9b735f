package io.securechannel.examples.envelopes;

import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ctrl-C in the middle of a file: the work stops where it is, and has the time to remove what is not complete. */
final class Interruption {

    private static final long SECONDS = 5;

    private Interruption() {}

    /** What may be interrupted. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    /** Does the work in this thread, which is interrupted when the process is told to end; the process waits for it then. */
    static void cleanly(Work work) throws Exception {
        var worker = Thread.currentThread();
        var over = new CountDownLatch(1);
        var hook = new Thread(() -> stop(worker, over), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            work.run();
        } catch (IOException e) {
            if (worker.isInterrupted()) {
                throw interrupted(e); // a channel that was closed for it, which people need not know
            }
            throw e;
        } finally {
            over.countDown();
            remove(hook);
        }
    }

    /** To be asked now and then. */
    static void check() {
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(null);
        }
    }

    private static CancellationException interrupted(@Nullable IOException cause) {
        var interrupted = new CancellationException("interrupted; no file is left incomplete");
        interrupted.initCause(cause);
        return interrupted;
    }

    private static void stop(Thread worker, CountDownLatch over) {
        worker.interrupt();
        try {
            // What waits for standard input or for a password does not hear it, and has nothing to remove.
            if (!over.await(SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it runs already
        }
    }
}
