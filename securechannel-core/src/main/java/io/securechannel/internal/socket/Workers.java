package io.securechannel.internal.socket;

import io.securechannel.internal.crypto.NewerJdk;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Threads for connections: a virtual one each where the JDK has them, otherwise a pool that grows to a bound. */
public final class Workers {

    private static final long KEEP_SECONDS = 10;

    /** A thread comes back to the pool a little after its connection has ended and made place for the next. */
    private static final int SLACK = 64;

    private final ThreadPoolExecutor pool;

    /** Platform threads: the pool calls itself terminated a moment before the last of them have ended. */
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    /**
     * @param namePrefix the threads' names begin with it
     * @param most how many at once
     */
    public Workers(String namePrefix, int most) {
        var virtual = NewerJdk.virtualThreads(namePrefix);
        // Virtual threads are not worth keeping; platform threads are, for the next connection.
        this.pool = new ThreadPoolExecutor(
                0,
                most + SLACK,
                virtual.isPresent() ? 0 : KEEP_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                virtual.orElseGet(() -> platformThreads(namePrefix, this::remembered)));
    }

    private void remembered(Runnable task) {
        var thread = Thread.currentThread();
        threads.add(thread);
        try {
            task.run();
        } finally {
            threads.remove(thread);
        }
    }

    /** Runs a task in a thread of its own; false if there is none left, or after close. */
    public boolean run(Runnable task) {
        try {
            pool.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Runs a short task in a thread of its own, which ends with it.
     *
     * @param name the thread's
     * @param task what a closed socket ends, if it hangs on one
     */
    static void once(String name, Runnable task) {
        NewerJdk.virtualThreads(name + "-")
                .orElseGet(() -> platformThreads(name + "-", Runnable::run))
                .newThread(task)
                .start();
    }

    /** Interrupts what still runs, and waits a moment for the threads to end; one ends when its task does. */
    public void close() {
        var ending = List.copyOf(threads);
        pool.shutdownNow();
        try {
            if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
                return; // a handler that ignores its interruption
            }
            for (var thread : ending) {
                thread.join(); // its task is done
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory platformThreads(String namePrefix, Consumer<Runnable> run) {
        var number = new AtomicInteger();
        return task -> {
            var thread = new Thread(() -> run.accept(task), namePrefix + number.getAndIncrement());
            thread.setDaemon(true);
            return thread;
        };
    }
}
