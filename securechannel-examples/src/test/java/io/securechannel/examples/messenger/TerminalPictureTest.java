package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the terminal shows is what is drawn, in its colours and places. */
class TerminalPictureTest {

    @Test
    void textKeepsItsColumnItsColourAndItsMarkup() {
        var svg = TerminalPicture.svg("ab \u001b[1;36m<c>\u001b[0m & d\n\u001b[7m bar \u001b[27m\n\n", 20, "T & U");
        assertThat(svg)
                .contains("<title>T &amp; U</title>")
                .contains("<text x=\"14.0\" y=\"28\" textLength=\"16.8\" fill=\"#d0d4d9\">ab</text>")
                .contains(
                        "<text x=\"39.2\" y=\"28\" textLength=\"25.2\" fill=\"#56c8d8\" font-weight=\"bold\">&lt;c&gt;</text>")
                .contains("<text x=\"72.8\" y=\"28\" textLength=\"25.2\" fill=\"#d0d4d9\">&amp; d</text>")
                .contains("<rect x=\"14.0\" y=\"33\" width=\"42.0\" height=\"19\" fill=\"#d0d4d9\"/>")
                .contains("fill=\"#14181d\">bar</text>")
                .doesNotContain("\u001b");
    }

    @Test
    void aColourLastsUntilItIsTakenBackAlsoInTheNextRow() {
        assertThat(TerminalPicture.svg("\u001b[91mred\nmore\u001b[39m plain", 20, ""))
                .contains("fill=\"#ff8f8f\">more</text>")
                .contains("fill=\"#d0d4d9\">plain</text>");
    }

    @Test
    void whatItDoesNotKnowItRefuses() {
        assertThatThrownBy(() -> TerminalPicture.svg("\u001b[5mblink", 20, "")).hasMessageContaining("SGR 5");
        assertThatThrownBy(() -> TerminalPicture.svg("\u001b[2J", 20, "")).hasMessageContaining("unknown sequence");
    }
}
