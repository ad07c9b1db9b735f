package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResultsTest {

    private final Results results = new Results();

    @Test
    void theMedianOfAnOddCountIsTheMiddleOne() {
        assertThat(Spread.of(List.of(9.0, 1.0, 2.0))).isEqualTo(new Spread(2, 1, 9, 3));
    }

    @Test
    void theMedianOfAnEvenCountIsBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 9.0, 2.0))).isEqualTo(new Spread(3, 1, 9, 4));
    }

    @Test
    void oneValueIsItsOwnMedian() {
        assertThat(Spread.of(List.of(7.0))).isEqualTo(new Spread(7, 7, 7, 1));
    }

    @Test
    void nothingHasNoMedian() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ratiosArePairedByRound() {
        add(1, "own", 20);
        add(1, "jdk-socket", 10);
        add(2, "own", 3);
        add(2, "jdk-socket", 1);
        add(3, "jdk-socket", 100);
        // Of the medians it would be 11.5 / 10.
        assertThat(results.ratio("own", "jdk-socket", Metric.BULK_RATE)).contains(new Spread(2.5, 2, 3, 2));
    }

    @Test
    void roundsWithoutAPairDoNotCount() {
        add(1, "own", 20);
        add(2, "jdk-socket", 10);
        assertThat(results.ratio("own", "jdk-socket", Metric.BULK_RATE)).isEmpty();
    }

    @Test
    void contendersAreInTheOrderOfTheReports() {
        add(1, "channel-jdk", 1);
        add(1, "plain", 1);
        assertThat(results.contenders()).containsExactly("plain", "channel-jdk");
    }

    @Test
    void metricsAreInTheOrderOfTheEnum() {
        results.add(1, "plain", Map.of(Metric.SINGLE_RATE, 1.0, Metric.BULK_CPU, 2.0));
        assertThat(results.metrics()).containsExactly(Metric.BULK_CPU, Metric.SINGLE_RATE);
        assertThat(results.spread("plain", Metric.BULK_CPU)).contains(new Spread(2, 2, 2, 1));
        assertThat(results.spread("plain", Metric.BULK_RATE)).isEmpty();
    }

    private void add(int round, String contender, double value) {
        results.add(round, contender, Map.of(Metric.BULK_RATE, value));
    }
}
