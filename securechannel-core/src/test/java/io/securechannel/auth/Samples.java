package io.securechannel.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * Whether two samples of times come from the same distribution, as far as can be told.
 *
 * @param first times in nanoseconds
 * @param second times in nanoseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Samples(long[] first, long[] second) {

    private static final int RESAMPLES = 2_000;
    private static final double TAIL = 0.025;

    /** {@return the difference of the medians, in microseconds} */
    double difference() {
        return (median(first) - median(second)) / 1_000;
    }

    /**
     * {@return the 95 % interval of the difference of the medians by the bootstrap (Efron, percentiles), in microseconds}
     *
     * @param random draws the resamples
     */
    double[] interval(Random random) {
        var differences = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            differences[i] = (median(drawn(first, random)) - median(drawn(second, random))) / 1_000;
        }
        Arrays.sort(differences);
        return new double[] {differences[(int) (TAIL * RESAMPLES)], differences[(int) ((1 - TAIL) * RESAMPLES)]};
    }

    /**
     * {@return Cliff's delta: how much more often a time of the first sample is the larger than the smaller one of a pair, from -1
     * to 1; less than 0.147 counts as negligible (Romano and others, 2006)}
     */
    double cliffsDelta() {
        var sorted = second.clone();
        Arrays.sort(sorted);
        double sum = 0;
        for (long each : first) {
            sum += below(sorted, each) - (sorted.length - below(sorted, each + 1));
        }
        return sum / ((double) first.length * second.length);
    }

    String describe(Random random) {
        var interval = interval(random);
        return String.format(
                Locale.ROOT,
                "medians %.1f and %.1f us, difference %+.2f us (95 %%: %+.2f to %+.2f), Cliff's delta %+.3f, n = %d and %d",
                median(first) / 1_000,
                median(second) / 1_000,
                difference(),
                interval[0],
                interval[1],
                cliffsDelta(),
                first.length,
                second.length);
    }

    private static int below(long[] sorted, long value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static long[] drawn(long[] from, Random random) {
        var drawn = new long[from.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = from[random.nextInt(from.length)];
        }
        return drawn;
    }

    static double median(long[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2.0;
    }
}
