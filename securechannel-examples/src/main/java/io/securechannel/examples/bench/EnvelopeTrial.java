package io.securechannel.examples.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Seals and opens messages, or does one of the primitives that envelopes are made of.
 *
 * @param contender the name in reports
 * @param own what is measured
 * @param floor the primitives alone that this cannot do without, in turn with it; none for a primitive
 */
record EnvelopeTrial(String contender, Both own, @Nullable Both floor) implements Trial {

    static final String NAME = "envelopes";

    /**
     * The two directions.
     *
     * @param seal encrypts, or signs
     * @param open decrypts, or verifies
     */
    record Both(Turns.Work seal, Turns.Work open) {}

    @Override
    public String workload() {
        return NAME;
    }

    @Override
    public Map<Metric, Double> measure(Duration time) throws IOException {
        var half = time.dividedBy(2);
        var measured = new EnumMap<Metric, Double>(Metric.class);
        var seals = floor == null ? Turns.run(half, own.seal()) : Turns.run(half, own.seal(), floor.seal());
        var opens = floor == null ? Turns.run(half, own.open()) : Turns.run(half, own.open(), floor.open());
        var seal = seals.get(0);
        var open = opens.get(0);
        measured.put(Metric.ENVELOPES_SEAL_RATE, seal.rate());
        measured.put(Metric.ENVELOPES_SEAL_CPU, seal.each(seal.threadCpu()) / 1e3);
        measured.put(Metric.ENVELOPES_OPEN_RATE, open.rate());
        measured.put(Metric.ENVELOPES_OPEN_CPU, open.each(open.threadCpu()) / 1e3);
        if (floor != null) {
            measured.put(Metric.ENVELOPES_SEAL_RATIO, Turns.cpuRatio(seals, 1));
            measured.put(Metric.ENVELOPES_OPEN_RATIO, Turns.cpuRatio(opens, 1));
        }
        return measured;
    }
}
