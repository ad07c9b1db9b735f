package io.securechannel.examples.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Runs everything, interleaved: in each round, and for each workload, the contenders come right after each other, and
 * another one begins each time.
 *
 * @param contenders who
 * @param workloads what
 * @param trials what is done without a connection, those of each workload
 * @param idleConnections of each contender, whose heap is measured at the end of each round; none if 0
 * @param time for each measurement
 */
record Rounds(
        List<Contender> contenders,
        List<Workload> workloads,
        List<List<Trial>> trials,
        int idleConnections,
        Duration time) {

    /** Does everything without counting it, so that it is compiled. */
    void warmUp(int count, Consumer<String> progress) throws IOException {
        for (int i = 1; i <= count; i++) {
            progress.accept("warm-up " + i + " of " + count);
            traffic(i, new Results());
            trials(i, new Results());
        }
    }

    /**
     * Measures.
     *
     * @param count how many rounds
     * @param results takes the values
     * @param progress is told where it is
     */
    void run(int count, Results results, Consumer<String> progress) throws IOException {
        for (int round = 1; round <= count; round++) {
            progress.accept("round " + round + " of " + count);
            traffic(round, results);
            trials(round, results);
            if (idleConnections > 0) {
                idle(round, results);
            }
        }
    }

    private void traffic(int round, Results results) throws IOException {
        for (var workload : workloads) {
            for (var contender : rotated(round, workload.name())) {
                results.add(round, contender.name(), workload.measure(contender, time));
            }
        }
    }

    private void trials(int round, Results results) throws IOException {
        for (var workload : trials) {
            var measured = new HashMap<String, Map<Metric, Double>>();
            var order = new ArrayList<>(workload);
            Collections.rotate(order, -round);
            for (var trial : order) {
                measured.put(trial.contender(), trial.measure(time));
            }
            workload.forEach(each ->
                    results.add(round, each.contender(), Objects.requireNonNull(measured.get(each.contender()))));
        }
    }

    private void idle(int round, Results results) throws IOException {
        new IdleHeap(idleConnections)
                .measure(rotated(round, IdleHeap.NAME))
                .forEach((contender, heap) -> results.add(round, contender.name(), Map.of(Metric.IDLE_HEAP, heap)));
    }

    private List<Contender> rotated(int round, String workload) {
        var order = new ArrayList<>(contenders);
        order.removeIf(contender -> !contender.takesPartIn(workload));
        Collections.rotate(order, -round);
        return order;
    }
}
