package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of section 5 of docs/spec/messenger.md: what a hostile server does, and what the user is told. Tests hold it true. */
final class AttackTable {

    private static final Path PAGE = Path.of("..", "docs", "spec", "messenger.md");
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| (.*?) \\| (—|[A-Z_]+(?:, [A-Z_]+)*) \\| (.*?) \\| `([A-Za-z]+)\\.([A-Za-z]+)` \\|$");

    /**
     * A row.
     *
     * @param attack what the server does
     * @param kinds of the alarms, in their order
     * @param words of which those in quotes are in the text of the last
     * @param testClass where it is shown
     * @param testMethod by what
     */
    record Row(String attack, List<AlarmKind> kinds, String words, String testClass, String testMethod) {

        /** The alarms that a person was told are these, and the last says what the page says. */
        void holdsFor(Person person) {
            var alarms = person.events(ChatEvent.Alarm.class);
            assertThat(alarms).extracting(ChatEvent.Alarm::kind).isEqualTo(kinds);
            if (!alarms.isEmpty()) {
                isSaidBy(alarms.get(alarms.size() - 1).text());
            }
        }

        void isSaidBy(String text) {
            for (var quoted :
                    Pattern.compile("“(.*?)”").matcher(words).results().toList()) {
                assertThat(text).contains(quoted.group(1));
            }
        }
    }

    private AttackTable() {}

    static List<Row> rows() throws IOException {
        return ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> new Row(row.group(1), kinds(row.group(2)), row.group(3), row.group(4), row.group(5)))
                .toList();
    }

    private static List<AlarmKind> kinds(String names) {
        return names.equals("—")
                ? List.of()
                : Stream.of(names.split(", ", -1)).map(AlarmKind::valueOf).toList();
    }

    static Row of(String testMethod) throws IOException {
        return rows().stream()
                .filter(row -> row.testMethod().equals(testMethod))
                .findFirst()
                .orElseThrow(() -> new AssertionError("section 5 of docs/spec/messenger.md has no " + testMethod));
    }
}
