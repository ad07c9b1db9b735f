package io.securechannel.examples.diagrams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

/**
 * The pictures in docs/images are those that their descriptions make. After a change of one, {@code -Dimages.update=true} draws
 * them anew.
 */
class DiagramsTest {

    private static final Path IMAGES = Path.of("../docs/images");

    @Test
    void everyPictureIsTheOneThatIsDescribed() throws Exception {
        var descriptions = descriptions();
        assertThat(descriptions).hasSizeGreaterThan(9);
        for (var description : descriptions) {
            var drawn = draw(Files.readAllLines(description));
            var picture = Path.of(description.toString().replaceFirst("\\.txt$", ".svg"));
            if (Boolean.getBoolean("images.update")) {
                Files.writeString(picture, drawn);
            }
            assertThat(picture)
                    .content()
                    .as("%s; -Dimages.update=true draws it", picture)
                    .isEqualTo(drawn);
            assertThat(DocumentBuilderFactory.newInstance()
                            .newDocumentBuilder()
                            .parse(new InputSource(new StringReader(drawn)))
                            .getDocumentElement()
                            .getTagName())
                    .isEqualTo("svg");
        }
    }

    @Test
    void messagesGoTheirWayAndLookLikeWhatTheyAre() {
        var drawn = draw(List.of("title T & U", "ends a | b", "a -> b: one / more", "b => a: two", "b: a note"));
        assertThat(drawn)
                .contains("<title>T &amp; U</title>")
                .contains("<line class=\"clear\" x1=\"120\" y1=\"127\" x2=\"731\" y2=\"127\"/>")
                .contains("<line class=\"sealed\" x1=\"740\" y1=\"166\" x2=\"129\" y2=\"166\"/>")
                .contains(">one</text>")
                .contains(">more</text>")
                .contains(">a note</text>");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        assertThatThrownBy(() -> draw(List.of("title t", "ends a | b", "a -> c: lost")))
                .hasMessageContaining("no such end: c");
        assertThatThrownBy(() -> draw(List.of("title t", "ends a | b", "a to b")))
                .hasMessageContaining("neither message nor note");
        assertThatThrownBy(() -> draw(List.of("title t", "layer without boxes")))
                .hasMessageContaining("no layer");
    }

    private static String draw(List<String> lines) {
        var counting = lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
        return counting.get(1).startsWith("ends ") ? SequenceDiagram.draw(counting) : LayersDiagram.draw(counting);
    }

    private static List<Path> descriptions() throws IOException {
        try (Stream<Path> files = Files.list(IMAGES)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        }
    }
}
