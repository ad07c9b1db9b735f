package io.securechannel.examples.demo;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
final class Figures {

    private static final int SMALLEST_RATED = 1_000_000;

    private Figures() {}

    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String millis(Duration duration) {
        return String.format(Locale.ROOT, "%,.1f ms", duration.toNanos() / 1e6);
    }

    static String rate(long bytes, Duration duration) {
        return bytes < SMALLEST_RATED
                ? ""
                : String.format(Locale.ROOT, ", %,.0f MB/s", bytes * 1e3 / Math.max(1, duration.toNanos()));
    }
}
