package io.securechannel.examples.bench;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two tasks at once, one in a thread of its own. */
final class Together {

    private Together() {}

    /**
     * What both gave.
     *
     * @param there from the thread of its own
     * @param here from the calling thread
     */
    record Both<A, B>(A there, B here) {}

    /**
     * Runs two tasks that depend on each other.
     *
     * @param there runs in a thread of its own
     * @param here runs in this one
     * @param onFailure frees the other one when one has failed
     */
    static <A, B> Both<A, B> run(Callable<A> there, Callable<B> here, Runnable onFailure) throws IOException {
        var task = new FutureTask<A>(() -> {
            try {
                return there.call();
            } catch (Exception e) {
                onFailure.run();
                throw e;
            }
        });
        var thread = new Thread(task, "bench-peer");
        thread.setDaemon(true);
        thread.start();
        B result;
        try {
            result = here.call();
        } catch (Exception e) {
            onFailure.run();
            throw failure(e, task);
        }
        try {
            return new Both<>(task.get(), result);
        } catch (ExecutionException e) {
            throw new IOException("the other end failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** The failure of one end often shows at the other first: both are told. */
    private static IOException failure(Exception here, FutureTask<?> there) {
        var failure = new IOException("one end failed: " + here, here);
        try {
            there.get();
        } catch (ExecutionException e) {
            failure.addSuppressed(e.getCause());
        } catch (InterruptedException e) {
            failure.addSuppressed(interrupted(e));
        }
        return failure;
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }
}
