package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaddingTest {

    /** Worked out by hand after the formula of the paper. */
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1",
        "2, 2",
        "7, 7",
        "8, 8",
        "9, 10",
        "15, 16",
        "17, 18",
        "100, 104",
        "1000, 1024",
        "1025, 1088",
        "10000, 10240",
        "65536, 65536",
        "65537, 67584",
        "1000000, 1015808",
        "16777217, 17301504"
    })
    void padmeRoundsUp(long length, long padded) {
        assertThat(Padding.PADME.padded(length)).isEqualTo(padded);
    }

    @Test
    void noneLeavesLengthsAlone() {
        assertThat(Padding.NONE.padded(12_345)).isEqualTo(12_345);
    }

    @Test
    void aNegativeLengthIsMisuse() {
        assertThatThrownBy(() -> Padding.PADME.padded(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
