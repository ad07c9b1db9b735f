package io.securechannel.examples.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/** All values of all rounds, and what is computed from them. */
final class Results {

    /** Whom the others are compared with. */
    static final String BASELINE = "jdk-socket";

    /** The same with Noise's length of keys, in a run of Noise. */
    static final String BASELINE_256 = BASELINE + "-256";

    private final List<Sample> samples = new ArrayList<>();

    /**
     * One value.
     *
     * @param round counted from 1
     * @param contender whose
     * @param metric of what
     * @param value in the metric's unit
     */
    record Sample(int round, String contender, Metric metric, double value) {}

    void add(int round, String contender, Map<Metric, Double> values) {
        new TreeMap<>(values).forEach((metric, value) -> samples.add(new Sample(round, contender, metric, value)));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** {@return the values of some metrics} */
    Results only(Predicate<Metric> which) {
        var some = new Results();
        samples.stream().filter(each -> which.test(each.metric())).forEach(some.samples::add);
        return some;
    }

    /** {@return who has values, in the order of {@link Contenders}, then those who are none of them} */
    List<String> contenders() {
        return samples.stream()
                .map(Sample::contender)
                .distinct()
                .sorted(Comparator.comparingInt(Contenders::position))
                .toList();
    }

    /** {@return whom the others of this run are compared with} */
    String baseline() {
        return ofNoise() ? BASELINE_256 : BASELINE;
    }

    /** {@return whether this is a run of Noise} */
    boolean ofNoise() {
        return contenders().stream()
                .anyMatch(each -> each.startsWith(Contenders.NOISE + "-") || each.equals(BASELINE_256));
    }

    /** {@return what has values, in the order of the enum} */
    List<Metric> metrics() {
        return samples.stream().map(Sample::metric).distinct().sorted().toList();
    }

    Optional<Spread> spread(String contender, Metric metric) {
        return spread(byRound(contender, metric));
    }

    /**
     * Compares two contenders round by round, so that what slows a whole round down does not count.
     *
     * @return the spread of the quotients of each round; empty if the two share none
     */
    Optional<Spread> ratio(String contender, String baseline, Metric metric) {
        var other = byRound(baseline, metric);
        var ratios = new LinkedHashMap<Integer, Double>();
        byRound(contender, metric).forEach((round, value) -> {
            var divisor = other.get(round);
            if (divisor != null) {
                ratios.put(round, value / divisor);
            }
        });
        return spread(ratios);
    }

    private Map<Integer, Double> byRound(String contender, Metric metric) {
        var values = new LinkedHashMap<Integer, Double>();
        for (var sample : samples) {
            if (sample.metric() == metric && sample.contender().equals(contender)) {
                values.put(sample.round(), sample.value());
            }
        }
        return values;
    }

    private static Optional<Spread> spread(Map<Integer, Double> values) {
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(List.copyOf(values.values())));
    }
}
