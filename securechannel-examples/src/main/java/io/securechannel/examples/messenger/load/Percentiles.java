package io.securechannel.examples.messenger.load;

import java.util.Arrays;

/**
 * Of many durations, in milliseconds.
 *
 * @param p50 the middle one
 * @param p99 which one in a hundred exceeds
 * @param max the longest
 */
public record Percentiles(double p50, double p99, double max) {

    static Percentiles of(long[] nanos) {
        if (nanos.length == 0) {
            throw new IllegalArgumentException("no durations");
        }
        var sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Percentiles(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
    }

    /** The smallest that so large a share does not exceed. */
    private static double at(long[] sorted, double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(rank, 1) - 1] / 1e6;
    }
}
