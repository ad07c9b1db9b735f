package io.securechannel.soak;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Threads that repeat a step, each at its own pace, and what came of it: errors that they may meet are counted, others fail the run. */
final class SoakWorkers {

    private static final int ENOUGH_FAILURES = 20;

    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentMap<String, LongAdder> steps = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final LongAdder bytes = new LongAdder();
    private volatile boolean stopping;

    /** What is repeated; closed at the end, by the same thread. */
    interface Worker extends Closeable {
        /** Does it once. */
        void step() throws Exception;

        @Override
        default void close() throws IOException {}
    }

    /** Starts a thread that takes a step every so often. */
    void start(String name, Duration period, Set<Reason> expected, Worker worker) {
        var thread = new Thread(() -> repeat(name, period, expected, worker), "soak-" + name);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, Duration period, Set<Reason> expected, Worker worker) {
        try (worker) {
            while (goesOn()) {
                long next = System.nanoTime() + period.toNanos();
                try {
                    worker.step();
                    count(steps, name);
                } catch (SecureChannelException e) {
                    count(errors, name + " " + e.reason());
                    if (!expected.contains(e.reason())) {
                        failed(name, e);
                    }
                }
                while (goesOn() && System.nanoTime() - next < 0) {
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            }
        } catch (Throwable e) { // whatever ends a worker has to end the run: an OutOfMemoryError, too
            failed(name, e);
        }
    }

    /** {@return whether workers shall go on: not at the end, nor after so many failures that more tell nothing new} */
    boolean goesOn() {
        return !stopping && failures.size() < ENOUGH_FAILURES;
    }

    void failed(String who, Throwable cause) {
        failures.add(new AssertionError(who + ": " + cause, cause));
    }

    void failedAtServer(String who, Reason reason) {
        count(errors, who + " " + reason);
    }

    void countStep(String what) {
        count(steps, what);
    }

    void countBytes(long more) {
        bytes.add(more);
    }

    /** Lets every worker finish its step, and no more. */
    void askToStop() {
        stopping = true;
        threads.forEach(LockSupport::unpark);
    }

    /** Those that do not end by then are failures. */
    void awaitEnd(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (var thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            if (thread.isAlive()) {
                var stuck = new AssertionError("does not end");
                stuck.setStackTrace(thread.getStackTrace());
                failed(thread.getName(), stuck);
            }
        }
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    long bytes() {
        return bytes.sum();
    }

    /** {@return how often each worker has taken its step, and what else was counted} */
    Map<String, Long> steps() {
        return sums(steps);
    }

    /** {@return how often each worker and each server has met each reason} */
    Map<String, Long> errors() {
        return sums(errors);
    }

    long errorCount() {
        return errors.values().stream().mapToLong(LongAdder::sum).sum();
    }

    private static void count(ConcurrentMap<String, LongAdder> counters, String what) {
        counters.computeIfAbsent(what, unused -> new LongAdder()).increment();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> counters) {
        var sums = new TreeMap<String, Long>();
        counters.forEach((name, adder) -> sums.put(name, adder.sum()));
        return sums;
    }
}
