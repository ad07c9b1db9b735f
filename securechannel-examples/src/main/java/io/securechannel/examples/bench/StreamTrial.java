package io.securechannel.examples.bench;

import io.securechannel.examples.bench.EnvelopeTrial.Both;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens a large content from one stream into another.
 *
 * @param contender the name in reports
 * @param size of the content in bytes
 * @param own what is measured
 * @param raw AES-256-GCM alone, in turn with it; none for what is raw itself
 * @param floor AES-256-GCM, SHA-256 and signatures alone, in turn with both, if it signs
 */
record StreamTrial(
        String contender,
        int size,
        Both own,
        @Nullable Both raw,
        @Nullable Both floor) implements Trial {

    static final String NAME = "streams";

    @Override
    public String workload() {
        return NAME;
    }

    @Override
    public Map<Metric, Double> measure(Duration time) throws IOException {
        var measured = new EnumMap<Metric, Double>(Metric.class);
        var half = time.dividedBy(2);
        var seals = seals(half);
        var opens = opens(half);
        measured.put(Metric.STREAMS_SEAL_RATE, seals.get(0).rate() * size / 1e6);
        measured.put(Metric.STREAMS_SEAL_CPU, cpu(seals.get(0)));
        measured.put(Metric.STREAMS_OPEN_RATE, opens.get(0).rate() * size / 1e6);
        measured.put(Metric.STREAMS_OPEN_CPU, cpu(opens.get(0)));
        if (raw != null) {
            measured.put(Metric.STREAMS_SEAL_RATIO, ratio(seals));
            measured.put(Metric.STREAMS_OPEN_RATIO, ratio(opens));
            measured.put(Metric.STREAMS_SEAL_CPU_RATIO, Turns.cpuRatio(seals, 1));
            measured.put(Metric.STREAMS_OPEN_CPU_RATIO, Turns.cpuRatio(opens, 1));
        }
        if (floor != null) {
            measured.put(Metric.STREAMS_SEAL_FLOOR_RATIO, Turns.cpuRatio(seals, 2));
            measured.put(Metric.STREAMS_OPEN_FLOOR_RATIO, Turns.cpuRatio(opens, 2));
        }
        return measured;
    }

    private List<Usage> seals(Duration time) throws IOException {
        if (raw == null) {
            return Turns.run(time, own.seal());
        }
        return floor == null
                ? Turns.run(time, own.seal(), raw.seal())
                : Turns.run(time, own.seal(), raw.seal(), floor.seal());
    }

    private List<Usage> opens(Duration time) throws IOException {
        if (raw == null) {
            return Turns.run(time, own.open());
        }
        return floor == null
                ? Turns.run(time, own.open(), raw.open())
                : Turns.run(time, own.open(), raw.open(), floor.open());
    }

    private double cpu(Usage usage) {
        return usage.each(usage.threadCpu()) / (size / 1024.0);
    }

    private static double ratio(List<Usage> works) {
        return works.get(0).rate() / works.get(1).rate();
    }
}
