package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.soak.SoakSamples.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the soak asserts can fail. */
@Tag("verify")
class SoakChecksTest {

    private static final int SAMPLES = 720;
    private static final long SLACK = 20;

    @Test
    void whatGrowsSlowlyIsNotFlat() {
        var leaking = samples(i -> 100 + i / 8); // one descriptor in 80 seconds
        assertThatThrownBy(() -> SoakSamples.requireFlat("descriptors", leaking, Sample::descriptors, SLACK))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("descriptors: median of the last quarter, beside 133 of the second");
    }

    @Test
    void whatWaversAndHasPeaksIsFlat() {
        SoakSamples.requireFlat(
                "descriptors", samples(i -> 100 + i * 37 % 17 + (i % 50 == 0 ? 900 : 0)), Sample::descriptors, SLACK);
        var warmingUp = samples(i -> Math.min(100, i));
        SoakSamples.requireFlat("descriptors", warmingUp, Sample::descriptors, SLACK);
        assertThat(SoakPlot.of("warming up", warmingUp)).contains("file descriptors: 0 to 100");
    }

    @Test
    void anotherMessageThanTheNextIsNoticed() {
        var message = Numbered.message(7, 1_000);
        Numbered.require(7, message);
        var changed = message.clone();
        changed[999] ^= 1;
        for (var other : List.of(changed, Arrays.copyOf(message, 999), new byte[0], Numbered.message(8, 1_000))) {
            assertThatThrownBy(() -> Numbered.require(7, other)).isInstanceOf(AssertionError.class);
        }
    }

    private static List<Sample> samples(LongUnaryOperator descriptors) {
        return LongStream.range(0, SAMPLES)
                .mapToObj(i ->
                        new Sample(i * 10_000, 1, OptionalLong.of(1), 1, descriptors.applyAsLong(i), 1, 1, 1, i, 0, i))
                .toList();
    }
}
