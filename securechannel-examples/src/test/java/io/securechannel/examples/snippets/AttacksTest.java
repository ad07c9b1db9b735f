package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/attacks.md names tests that there are, in every row. */
class AttacksTest {

    private static final Path PAGE = Path.of("../docs/attacks.md");
    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT|Soak))`");

    @Test
    void everyTestThatIsNamedIsThere() throws IOException {
        var named = new TreeSet<String>();
        NAMED.matcher(Files.readString(PAGE)).results().forEach(each -> named.add(each.group(1)));
        assertThat(named).hasSizeGreaterThan(40);
        assertThat(tests()).containsAll(named);
    }

    @Test
    void everyAttackHasATest() throws IOException {
        var rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| attack |"))
                .toList();
        assertThat(rows)
                .hasSizeGreaterThan(30)
                .allSatisfy(row -> assertThat(NAMED.matcher(row.substring(row.lastIndexOf(" | ")))
                                .find())
                        .as(row)
                        .isTrue());
    }

    private static Set<String> tests() throws IOException {
        var names = new TreeSet<String>();
        for (var module : List.of("core", "pki", "examples")) {
            try (var files = Files.walk(Path.of("..", "securechannel-" + module, "src", "test", "java"))) {
                files.forEach(file -> names.add(file.getFileName().toString().replaceFirst("\\.java$", "")));
            }
        }
        return names;
    }
}
