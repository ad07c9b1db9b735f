package io.securechannel.auth.store;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Many threads that do the same at the same time. */
public final class Together {

    private Together() {}

    /** What each does. */
    @FunctionalInterface
    public interface Step {
        void run(int number) throws Exception;
    }

    /** Ends when all have; the first failure is the result. */
    public static void run(int threads, Step step) throws Exception {
        var barrier = new CyclicBarrier(threads);
        var executor = Executors.newFixedThreadPool(threads);
        try {
            var results = new ArrayList<Future<Void>>();
            for (int i = 0; i < threads; i++) {
                int number = i;
                Callable<Void> task = () -> {
                    barrier.await(30, TimeUnit.SECONDS);
                    step.run(number);
                    return null;
                };
                results.add(executor.submit(task));
            }
            for (var result : results) {
                result.get(60, TimeUnit.SECONDS);
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
