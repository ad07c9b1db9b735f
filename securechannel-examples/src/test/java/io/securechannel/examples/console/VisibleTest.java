package io.securechannel.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others' text may do to a terminal: nothing. */
class VisibleTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x08, '\t', '\n', '\r', 0x1B, 0x7F, 0x85, 0x9B, 0xAD, 0x061C, 0x200B, 0x200E, 0x2028,
                0x2029, 0x202E, 0x2066, 0x2069, 0xD800, 0xDFFF, 0xFEFF, 0xFFF9, 0xE0001, 0xE0041
            })
    void whatSteersOrHidesIsAQuestionMark(int codePoint) {
        assertThat(Visible.isHarmless(codePoint)).isFalse();
        assertThat(Visible.of("a" + Character.toString(codePoint) + "b")).isEqualTo("a?b");
        assertThat(Table.visible(Character.toString(codePoint))).isEqualTo("?");
    }

    @Test
    void whatIsReadStays() {
        var text = "Grüße, Ελλάδα, שלום, 日本語, e\u0301, \uD83D\uDE00, of Unicode 14: " + Character.toString(0x1FAE0);
        assertThat(Visible.of(text)).isEqualTo(text);
    }
}
