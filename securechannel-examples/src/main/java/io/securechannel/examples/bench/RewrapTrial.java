package io.securechannel.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * Changes the recipients of an envelope, again and again.
 *
 * @param contender the name in reports
 * @param work what is measured
 * @param leaving takes away what was made for it
 */
record RewrapTrial(String contender, Turns.Work work, Closeable leaving) implements Trial {

    static final String NAME = "rewrap";

    private static final int MOST = 100_000;
    private static final int LEAST = 4;

    @Override
    public String workload() {
        return NAME;
    }

    @Override
    public Map<Metric, Double> measure(Duration time) throws IOException {
        var recorded = new long[MOST];
        int count = 0;
        long start = System.nanoTime();
        do {
            long before = System.nanoTime();
            Turns.once(work);
            recorded[count++] = System.nanoTime() - before;
        } while (count < LEAST || (count < MOST && System.nanoTime() - start < time.toNanos()));
        Arrays.sort(recorded, 0, count);
        return Map.of(
                Metric.REWRAP_P50, PingPong.percentile(recorded, count, 50) / 1e6,
                Metric.REWRAP_SLOWEST, recorded[count - 1] / 1e6);
    }

    @Override
    public void close() throws IOException {
        leaving.close();
    }
}
