package io.securechannel.hostile;

import io.securechannel.error.SecureChannelException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Something that runs in a thread of its own, so that a test may wait for its end, and not for ever. */
public final class Task<T> {

    private static final long PATIENCE_SECONDS = 20;

    private final FutureTask<T> future;
    private final Thread thread;

    private Task(Callable<T> work) {
        this.future = new FutureTask<>(work);
        this.thread = new Thread(future, "hostile-test");
        thread.setDaemon(true);
    }

    /** Runs something in a thread of its own; {@link #result()} has what it returned. */
    public static <T> Task<T> start(Callable<T> work) {
        var task = new Task<>(work);
        task.thread.start();
        return task;
    }

    /** Something without a result. */
    public interface Action {
        /** Does it. */
        void run() throws Exception;
    }

    /** Runs something without a result in a thread of its own. */
    public static Task<Void> run(Action action) {
        return start(() -> {
            action.run();
            return null;
        });
    }

    /** Waits for the result; what the work threw is thrown here, SecureChannelExceptions as they are. */
    public T result() throws SecureChannelException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SecureChannelException known) {
                throw known;
            }
            throw new AssertionError("unexpected: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            var stuck = new AssertionError("still busy after " + PATIENCE_SECONDS + " s");
            stuck.setStackTrace(thread.getStackTrace());
            throw stuck;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits for the error; fails if there is none. */
    public SecureChannelException error() {
        T result;
        try {
            result = result();
        } catch (SecureChannelException e) {
            return e;
        }
        throw new AssertionError("no error, but " + result);
    }

    /** {@return whether it has ended, either way} */
    public boolean done() {
        return future.isDone();
    }

    /** {@return the thread} */
    public Thread thread() {
        return thread;
    }

    /** Waits until the thread is inside a method of this name, as when it blocks in a read or a write. */
    public void awaitInside(String className, String method) {
        awaitThat("in " + className + "." + method, () -> {
            for (var frame : thread.getStackTrace()) {
                if (frame.getClassName().endsWith(className)
                        && frame.getMethodName().equals(method)) {
                    return true;
                }
            }
            return false;
        });
    }

    /** Waits until a condition holds, but not for ever. */
    public static void awaitThat(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("not within " + PATIENCE_SECONDS + " s: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }
}
