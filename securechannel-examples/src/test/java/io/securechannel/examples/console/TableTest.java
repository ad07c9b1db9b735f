package io.securechannel.examples.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TableTest {

    private final StringWriter out = new StringWriter();

    @Test
    void columnsAreAligned() {
        var table = new Table("NAME", "KIND");
        table.row("a", "noise-key");
        table.row("a longer one", "");
        table.print(new PrintWriter(out, true));
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                NAME          KIND
                a             noise-key
                a longer one
                """);
    }

    @Test
    void aStrangersWordsDoNotSteerTheTerminal() {
        var table = new Table("NAME");
        table.row("a\u001b[2Jb\nc\u202ed");
        table.print(new PrintWriter(out, true));
        assertThat(out.toString()).isEqualToNormalizingNewlines("NAME\na?[2Jb?c?d\n");
    }

    @Test
    void aRowFitsItsHeadings() {
        assertThatThrownBy(() -> new Table("A", "B").row("a")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void membersAreLines() {
        Members.print(Map.of("chain", List.of(Map.of("names", List.of("a", "b\u001b")))), new PrintWriter(out, true));
        assertThat(out.toString()).isEqualToNormalizingNewlines("chain 0\n  names      a, b?\n");
    }
}
