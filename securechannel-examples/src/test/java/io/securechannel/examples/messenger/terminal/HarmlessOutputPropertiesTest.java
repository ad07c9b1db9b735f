package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Whatever others write, in every notice: nothing that steers a terminal gets through, and every row stays in its columns. */
class HarmlessOutputPropertiesTest {

    private static final Pattern STEERING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");

    private final Renderer renderer = new Renderer("ada", Clock.fixed(FakeMessenger.NOW, ZoneOffset.UTC));

    @Property(tries = 25)
    void onATerminal(@ForAll("hostile") String text, @ForAll @IntRange(min = 8, max = 120) int width) {
        for (var notice : Events.withText(text)) {
            for (var row : renderer.lines(notice, width)) {
                assertThat(STEERING.matcher(row.text()).find())
                        .as("%s", row.text())
                        .isFalse();
                assertThat(Wrapping.width(row.text())).isLessThanOrEqualTo(width);
            }
        }
    }

    /** A message cannot look like another one's beginning: all of its rows but the first are indented. */
    @Property(tries = 100)
    void noMessageBeginsALineOfItsOwn(@ForAll("hostile") String text, @ForAll @IntRange(min = 20, max = 60) int width) {
        var message = FakeMessenger.message(FakeMessenger.roomId("dev"), "dev", "bob", text.repeat(3));
        var rows = renderer.lines(new Notice.Said(Notice.Saying.MESSAGE, Mode.GROUP, message), width);
        assertThat(rows.get(0).text()).startsWith("17:45  bob  ");
        assertThat(rows.subList(1, rows.size()))
                .allSatisfy(row -> assertThat(row.text()).startsWith("          "));
    }

    @Property(tries = 25)
    void inPlainLines(@ForAll("hostile") String text) {
        for (var notice : Events.withText(text)) {
            for (var line : PlainFormat.lines(notice)) {
                assertThat(STEERING.matcher(line.replace("\t", "")).find())
                        .as(line)
                        .isFalse();
            }
        }
    }

    @Property(tries = 200)
    void plainFieldsCanBeReadBack(@ForAll("hostile") String text) {
        var line = PlainFormat.lines(new Notice.Done(text));
        assertThat(line).hasSize(1);
        var fields = List.of(line.get(0).split("\t", -1));
        assertThat(fields).hasSize(2).first().isEqualTo("done");
        assertThat(unescaped(fields.get(1))).isEqualTo(text.isEmpty() ? "-" : text);
    }

    private static String unescaped(String field) {
        var escape = Pattern.compile("\\\\(?:u\\{([0-9a-f]+)}|(.))");
        return escape.matcher(field)
                .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(
                        found.group(1) != null
                                ? Character.toString(Integer.parseInt(found.group(1), 16))
                                : switch (found.group(2)) {
                                    case "n" -> "\n";
                                    case "t" -> "\t";
                                    default -> found.group(2);
                                }));
    }

    @Provide
    Arbitrary<String> hostile() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(50),
                Arbitraries.strings()
                        .withChars(
                                "a \t\n\r\u001b[\u0085\u009b\u2028\u202e\u2066\u200d\u0301\ufeff@\\日\u2192\ud83d\udd12")
                        .ofMaxLength(80));
    }
}
