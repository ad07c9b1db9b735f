package io.securechannel.framing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** One vector of the file. */
    record Vector(String name, String rule, long limit, String hex, List<String> expected) {
        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }

        @Override
        public String toString() {
            return rule + ", " + name;
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

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void aVectorIsReadAsPublishedByTheQuickWay(Vector vector) {
        assertThat(Frames.decodeQuickly(vector.limit(), List.of(vector.bytes())))
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

    @Test
    void everyVectorNamesARuleOfTheSpecification() throws IOException {
        var rules = Pattern.compile("\\*\\*(F\\d+)\\*\\*")
                .matcher(Files.readString(Path.of("../docs/spec/framing.md")))
                .results()
                .map(rule -> rule.group(1))
                .toList();
        assertThat(vectors().map(Vector::rule)).isSubsetOf(rules);
    }

    static Stream<Vector> vectors() {
        try (var in = FrameVectorsTest.class.getResourceAsStream("frames.json")) {
            var file =
                    JsonParser.parseString(new String(in.readAllBytes(), UTF_8)).getAsJsonObject();
            return file.getAsJsonArray("vectors").asList().stream()
                    .map(JsonElement::getAsJsonObject)
                    .map(FrameVectorsTest::parse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Vector parse(JsonObject vector) {
        return new Vector(
                vector.get("name").getAsString(),
                vector.get("rule").getAsString(),
                vector.get("limit").getAsLong(),
                repeated(vector.get("bytes").getAsString()).replace(" ", ""),
                vector.getAsJsonArray("expected").asList().stream()
                        .map(event -> expanded(event.getAsString()))
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
