package io.securechannel.examples.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Works in one thread that take turns, a twentieth of the time each, so that what slows the machine down slows all of them. */
final class Turns {

    private static final int TURNS = 20;

    /** Something done again and again. */
    @FunctionalInterface
    interface Work {
        /** Does it once. The libraries throw what they like. */
        void run() throws Exception;
    }

    private final Work work;
    private final long batch;
    private long operations;
    private long nanos;
    private long cpu;
    private long allocated;

    private Turns(Work work, long batch) {
        this.work = work;
        this.batch = batch;
    }

    /**
     * {@return what each took}
     *
     * @param time for all of them together; each is done once at least, and once before that
     * @param works which
     */
    static List<Usage> run(Duration time, Work... works) throws IOException {
        try {
            long turn = Math.max(1, time.toNanos() / works.length / TURNS);
            var all = new Turns[works.length];
            for (int i = 0; i < works.length; i++) {
                all[i] = new Turns(works[i], batch(works[i], turn));
            }
            long start = System.nanoTime();
            do {
                for (var each : all) {
                    each.turn();
                }
            } while (System.nanoTime() - start < time.toNanos());
            return IntStream.range(0, all.length).mapToObj(i -> all[i].usage()).toList();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    /** Does a work once. */
    static void once(Work work) throws IOException {
        try {
            work.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw failed(e);
        }
    }

    private static IOException failed(Exception cause) {
        return new IOException("what is measured failed: " + cause.getMessage(), cause);
    }

    private static long batch(Work work, long turn) throws Exception {
        long start = System.nanoTime();
        work.run();
        return Math.max(1, turn / Math.max(1, System.nanoTime() - start));
    }

    private void turn() throws Exception {
        var before = Usage.OfThread.now();
        long start = System.nanoTime();
        for (long i = 0; i < batch; i++) {
            work.run();
        }
        nanos += System.nanoTime() - start;
        var used = before.since(batch);
        operations += used.operations();
        cpu += used.cpu();
        allocated += used.allocated();
    }

    private Usage usage() {
        return new Usage(operations, nanos, 0, cpu, allocated);
    }

    /** {@return the speed of the first by its CPU time, where another one's is 1} */
    static double cpuRatio(List<Usage> works, int other) {
        var own = works.get(0);
        var that = works.get(other);
        return that.each(that.threadCpu()) / own.each(own.threadCpu());
    }

    /** {@return several works as one} */
    static Work all(Work... works) {
        var copy = Arrays.copyOf(works, works.length);
        return () -> {
            for (var each : copy) {
                each.run();
            }
        };
    }

    /** {@return a work done several times as one} */
    static Work times(int count, Work work) {
        return () -> {
            for (int i = 0; i < count; i++) {
                work.run();
            }
        };
    }
}
