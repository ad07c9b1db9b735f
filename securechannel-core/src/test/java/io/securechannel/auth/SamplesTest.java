package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The statistics tell what they should: nothing where there is nothing, and a difference where there is one. */
class SamplesTest {

    private final Random random = new Random(7);

    @Test
    void equalSamplesDoNotDiffer() {
        var same = LongStream.range(0, 999).map(i -> i * 1_000).toArray();
        var samples = new Samples(same, same.clone());
        assertThat(samples.difference()).isZero();
        assertThat(samples.cliffsDelta()).isZero();
    }

    @Test
    void aShiftIsSeen() {
        var first = noise(2_000, 103_000);
        var second = noise(2_000, 100_000);
        var samples = new Samples(first, second);
        assertThat(samples.difference()).isCloseTo(3, within(1.0));
        var interval = samples.interval(random);
        assertThat(interval[0]).isPositive().isLessThan(3);
        assertThat(interval[1]).isGreaterThan(3).isLessThan(5);
        assertThat(samples.cliffsDelta()).isGreaterThan(0.1);
        assertThat(new Samples(second, first).cliffsDelta()).isEqualTo(-samples.cliffsDelta());
        assertThat(samples.describe(random)).contains("n = 2000 and 2000").contains("Cliff's delta +0.");
    }

    @Test
    void allAboveIsOne() {
        assertThat(new Samples(new long[] {5, 6}, new long[] {1, 2, 3}).cliffsDelta())
                .isEqualTo(1);
        assertThat(Samples.median(new long[] {4, 1, 3, 2})).isEqualTo(2.5);
    }

    private long[] noise(int count, long around) {
        return LongStream.range(0, count)
                .map(i -> around + (long) (random.nextGaussian() * 10_000))
                .toArray();
    }
}
