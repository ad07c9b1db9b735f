package io.securechannel.examples.bench;

import java.util.List;
import java.util.stream.Collectors;

/** What Noise is meant to reach, beside what it reached: each a quotient of two contenders, round by round. */
enum NoiseGoals {
    BULK("bulk, rate, × SSLSocket", Contenders.NOISE_XX, Contenders.JDK_SOCKET_256, Metric.BULK_RATE, 1.7),
    BULK_CPU("bulk, CPU per KiB, × floor", Contenders.NOISE_XX, Contenders.FLOOR, Metric.BULK_CPU, 1.15),
    PING_PONG("round trip, p50, × plain TCP", Contenders.NOISE_XX, Contenders.PLAIN, Metric.PING_PONG_P50, 1.2),
    COALESCED(
            "coalesced messages of 100 bytes, rate, × plain TCP",
            Contenders.NOISE_XX,
            Contenders.PLAIN,
            Metric.COALESCED_RATE,
            0.65),
    XX("post-quantum XX, × SSLSocket", Contenders.NOISE_XX, Contenders.JDK_SOCKET_256, Metric.FULL_RATE, 3),
    XX_NATIVE(
            "post-quantum XX with Conscrypt, × SSLSocket",
            Contenders.NOISE_XX_CONSCRYPT,
            Contenders.JDK_SOCKET_256,
            Metric.FULL_RATE,
            6),
    IK("classical IK, × SSLSocket", Contenders.NOISE_IK, Contenders.JDK_SOCKET_256, Metric.FULL_RATE, 4),
    IK_NATIVE(
            "classical IK with Conscrypt, × SSLSocket",
            Contenders.NOISE_IK_CONSCRYPT,
            Contenders.JDK_SOCKET_256,
            Metric.FULL_RATE,
            8),
    COLD(
            "first 100 MB of a JVM, time, × SSLSocket",
            Contenders.NOISE_XX,
            Contenders.JDK_SOCKET_256,
            Metric.COLD_BULK,
            1 / 3.0);

    private final String title;
    private final Contenders contender;
    private final Contenders other;
    private final Metric metric;
    private final double goal;

    NoiseGoals(String title, Contenders contender, Contenders other, Metric metric, double goal) {
        this.title = title;
        this.contender = contender;
        this.other = other;
        this.metric = metric;
        this.goal = goal;
    }

    /** {@return a table, and an empty line; nothing where none of it was measured} */
    static String table(Results results) {
        var rows = List.of(values()).stream().map(each -> each.row(results)).collect(Collectors.joining());
        return rows.isEmpty() ? "" : "| goal | asked | reached | |\n|---|---:|---:|---|\n" + rows + "\n";
    }

    private String row(Results results) {
        return results.ratio(contender.title(), other.title(), metric)
                .map(ratio -> "| " + title + " | " + (metric.moreIsBetter() ? "≥ " : "≤ ") + TableReport.number(goal)
                        + " | " + TableReport.text(ratio) + " | " + (reached(ratio) ? "" : "missed") + " |\n")
                .orElse("");
    }

    private boolean reached(Spread ratio) {
        return metric.moreIsBetter() ? ratio.median() >= goal : ratio.median() <= goal;
    }
}
