package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;

@Tag("verify")
class PaddingPropertiesTest {

    @Property
    void padmeCostsAtMostTwelvePercentAndIsStable(@ForAll @LongRange(min = 1, max = 1L << 40) long length) {
        long padded = Padding.PADME.padded(length);
        assertThat(padded).isBetween(length, length + (length * 12 + 99) / 100);
        assertThat(Padding.PADME.padded(padded)).isEqualTo(padded);
    }

    @Property
    void moreIsNeverPaddedToLess(
            @ForAll @LongRange(min = 0, max = 1L << 40) long one,
            @ForAll @LongRange(min = 0, max = 1L << 40) long other) {
        assertThat(Padding.PADME.padded(Math.min(one, other)))
                .isLessThanOrEqualTo(Padding.PADME.padded(Math.max(one, other)));
    }
}
