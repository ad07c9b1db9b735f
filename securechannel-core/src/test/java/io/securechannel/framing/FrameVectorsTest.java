package io.securechannel.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of the frames. */
@Tag("verify")
@Timeout(20)
class FrameVectorsTest {

    private static final Pattern REPEATED = Pattern.compile("([0-9a-f]{2})\\*(\\d+)");

    /** One line of the file. */
    record Vector(String name, long limit, String hex, List<String> expected) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void aVectorIsReadAsPublished(Vector vector) {
        assertThat(Frames.decode(vector.limit(), List.of(vector.bytes()))).isEqualTo(vector.expected());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void aVectorIsReadAsPublishedByteByByte(Vector vector) {
        assertThat(Frames.decode(vector.limit(), Frames.oneByOne(vector.bytes())))
                .isEqualTo(vector.expected());
    }

    @Test
    void theFileHoldsAVectorForEveryTypeAndEveryError() {
        var expected = vectors().flatMap(each -> each.expected().stream()).toList();
        assertThat(vectors().count()).isGreaterThan(60);
        assertThat(expected)
                .contains("error PROTOCOL_VIOLATION", "error MESSAGE_TOO_LARGE", "incomplete")
                .anyMatch(each -> each.startsWith("auth"))
                .anyMatch(each -> each.startsWith("pong"));
    }

    static Stream<Vector> vectors() {
        try (var in = FrameVectorsTest.class.getResourceAsStream("frames.txt")) {
            return new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(FrameVectorsTest::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(String line) {
        var fields = Pattern.compile(" \\|").split(line, -1);
        assertThat(fields).as(line).hasSize(4);
        var hex = repeated(fields[2]).replace(" ", "");
        var expected = fields[3].strip();
        return new Vector(
                fields[0].strip(),
                Long.parseLong(fields[1].strip()),
                hex,
                expected.equals("nothing")
                        ? List.of()
                        : Arrays.stream(Pattern.compile(", ").split(expected))
                                .map(FrameVectorsTest::expanded)
                                .toList());
    }

    /** The text of a close is given as characters, everything else as bytes. */
    private static String expanded(String event) {
        var hex = repeated(event);
        return event.startsWith("close") && !hex.equals(event) ? event.substring(0, 8) + "A".repeat(512) : hex;
    }

    private static String repeated(String hex) {
        return REPEATED.matcher(hex).replaceAll(match -> match.group(1).repeat(Integer.parseInt(match.group(2))));
    }
}
