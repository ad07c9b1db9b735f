package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SASLprep against RFC 4013's own examples, and against Python's Unicode 3.2 for every code point there is. */
class SaslPrepTest {

    static List<JsonElement> examples() throws IOException {
        var file = JsonParser.parseString(Vector.text("saslprep-rfc4013.json")).getAsJsonObject();
        var examples = new ArrayList<>(file.get("cases").getAsJsonArray().asList());
        examples.addAll(file.get("extra").getAsJsonArray().asList());
        return examples;
    }

    @Test
    void thereAreAllExamples() throws IOException {
        assertThat(examples()).hasSize(8);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theExamplesOfTheRfcHold(JsonElement example) throws Exception {
        var input = example.getAsJsonObject().get("input").getAsString();
        if (example.getAsJsonObject().has("output")) {
            var output = example.getAsJsonObject().get("output").getAsString();
            assertThat(SaslPrep.query(input)).isEqualTo(output);
            assertThat(SaslPrep.stored(input)).isEqualTo(output);
            assertThat(ofPassword(input)).isEqualTo(output);
        } else {
            assertThatThrownBy(() -> SaslPrep.query(input)).isInstanceOf(KeyMaterialException.class);
            assertThatThrownBy(() -> SaslPrep.stored(input)).isInstanceOf(KeyMaterialException.class);
            assertThatThrownBy(() -> ofPassword(input)).isInstanceOf(KeyMaterialException.class);
        }
    }

    /** The planes in which Unicode 3.2 has anything: letters and symbols, ideographs, tags. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 14})
    void everyCodePointIsPreparedAsByPython(int plane) throws IOException {
        var lines = new StringBuilder();
        for (int codePoint = plane << 16; codePoint < (plane + 1) << 16; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                lines.append(line(Character.toString(codePoint)));
            }
        }
        assertThat(digest(lines)).isEqualTo(digests().get(Integer.toString(plane)));
    }

    /** What is the same over a whole plane needs no string of each code point. */
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16})
    void theOtherPlanesAreUnassignedOrPrivate(int plane) {
        boolean isPrivate = plane >= 15;
        var unexpected = IntStream.range(plane << 16, (plane + 1) << 16).filter(codePoint -> {
            boolean nonCharacter = (codePoint & 0xFFFE) == 0xFFFE;
            return StringPrepTable.UNASSIGNED.has(codePoint) != (!isPrivate && !nonCharacter)
                    || StringPrepTable.PROHIBITED.has(codePoint) != (isPrivate || nonCharacter);
        });
        assertThat(unexpected).isEmpty();
        assertThat(line(Character.toString(plane << 16)))
                .isEqualTo(isPrivate ? "!\t!\n" : Character.toString(plane << 16) + "\t!\n");
    }

    @Test
    void sequencesThatNormalisationCaresAboutArePreparedAsByPython() throws IOException {
        var seconds = digests().get("seconds").split(" ");
        var draw = new Draw();
        var lines = new StringBuilder();
        for (int i = 0; i < 4_000; i++) {
            var text = new StringBuilder();
            int length = 1 + draw.below(8);
            for (int j = 0; j < length; j++) {
                text.appendCodePoint(codePoint(draw, seconds));
            }
            lines.append(line(text.toString()));
        }
        assertThat(digest(lines)).isEqualTo(digests().get("sequences"));
    }

    @ParameterizedTest
    @CsvSource({"U+0007, a\u0007b", "U+007F, \u007F", "U+E000, \uE000", "U+FFFD, \uFFFD", "U+E0001, \uDB40\uDC01"})
    void whatIsProhibitedIsNamedAndTheTextIsNot(String name, String text) {
        assertThatThrownBy(() -> SaslPrep.query("secret" + text))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason)
                .extracting(KeyMaterialException::getMessage)
                .asString()
                .contains(name, "RFC 4013", "choose another")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource({"U+D800, a\uD800", "U+DC00, \uDC00a", "U+DFFF, \uDFFFa"})
    void halfOfASurrogatePairIsNamed(String name, String text) {
        assertThatThrownBy(() -> SaslPrep.query(text)).hasMessageContaining(name + " is half of a surrogate pair");
    }

    /** Printable ASCII takes a shorter way, which nothing else may take. */
    @ParameterizedTest
    @ValueSource(strings = {"\u007F", "a\u007F", "\u001F", "a\u0000", "\u00AD"})
    void aPasswordOfOtherThanPrintableAsciiIsPrepared(String text) {
        assertThatThrownBy(() -> ofPassword(text)).isInstanceOf(KeyMaterialException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0627a\u0628", "\u06271", "1\u0627", "\u0627 \u0628!"})
    void directionsAreNotMixed(String text) {
        assertThatThrownBy(() -> SaslPrep.query(text))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason)
                .extracting(KeyMaterialException::getMessage)
                .asString()
                .contains("right to left");
    }

    @Test
    void rightToLeftTextPassesWithDigitsWithin() throws Exception {
        assertThat(SaslPrep.stored("\u06271\u0628")).isEqualTo("\u06271\u0628");
    }

    @Test
    void whatIsUnassignedPassesInQueriesAlone() throws Exception {
        // U+1F600 came with Unicode 6.1; U+1F130 (a squared letter) would be normalised to A by later versions.
        assertThat(SaslPrep.query("e\u0301\uD83C\uDD30e\u0301\uD83D\uDE00"))
                .isEqualTo("\u00E9\uD83C\uDD30\u00E9\uD83D\uDE00");
        assertThatThrownBy(() -> SaslPrep.stored("a\uD83D\uDE00"))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason)
                .extracting(KeyMaterialException::getMessage)
                .asString()
                .contains("U+1F600", "unassigned");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u00AD", "\u200D\uFEFF"})
    void somethingHasToBeLeft(String text) {
        assertThatThrownBy(() -> SaslPrep.query(text))
                .asInstanceOf(type(KeyMaterialException.class))
                .returns(KeyMaterialException.Reason.MALFORMED, KeyMaterialException::reason);
        assertThatThrownBy(() -> SaslPrep.stored(text)).isInstanceOf(KeyMaterialException.class);
    }

    @Test
    void whatGrowsInNormalisationHasRoom() throws Exception {
        // U+FDFA becomes 18 characters.
        assertThat(SaslPrep.query("\uFDFA".repeat(200))).hasSize(3_600);
        // What is unassigned follows when the room is full.
        assertThat(SaslPrep.query("\u3300\u3300\uD83C\uDD30")).hasSize(10).endsWith("\uD83C\uDD30");
    }

    private static String ofPassword(String text) throws KeyMaterialException {
        try (var password = Password.copyOf(text.toCharArray());
                var prepared = SaslPrep.password(password)) {
            return prepared.use(bytes -> new String(bytes, UTF_8));
        }
    }

    private static int codePoint(Draw draw, String[] seconds) {
        return switch (draw.below(4)) {
            case 0 -> Integer.parseInt(seconds[draw.below(seconds.length)], 16);
            case 1 -> 0x20 + draw.below(0x2000);
            case 2 -> 0x1100 + draw.below(0x100);
            default -> {
                int codePoint = draw.below(0x30000);
                yield codePoint >= 0xD800 && codePoint <= 0xDFFF ? 'x' : codePoint;
            }
        };
    }

    private static String line(String text) {
        return prepared(text, false) + "\t" + prepared(text, true) + "\n";
    }

    private static String prepared(String text, boolean stored) {
        try {
            return new String(SaslPrep.prepare(text.toCharArray(), stored));
        } catch (KeyMaterialException e) {
            return "!";
        }
    }

    private static String digest(CharSequence lines) {
        return HexFormat.of().formatHex(Sha256.of(lines.toString().getBytes(UTF_8)));
    }

    private static Map<String, String> digests() throws IOException {
        var digests = new HashMap<String, String>();
        Vector.text("saslprep-digests.txt")
                .lines()
                .map(line -> line.split(" ", 2))
                .forEach(parts -> digests.put(parts[0], parts[1]));
        return digests;
    }

    /** The generator of stringprep.py. */
    private static final class Draw {

        private long state = 2026;

        int below(int bound) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) ((state >>> 33) % bound);
        }
    }
}
