package io.securechannel.pki.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of docs/spec/renewal.md are numbered without a gap, and each is cited by a test. */
class RenewalRulesTest {

    private static final Pattern RULE = Pattern.compile("^- \\*\\*R(\\d+)\\*\\*", Pattern.MULTILINE);
    private static final Pattern CITED = Pattern.compile("\\bR(\\d+)\\b");
    private static final Path TESTS = Path.of("src/test/java/io/securechannel/pki/renewal");

    @Test
    void everyRuleIsCitedByATest() throws Exception {
        var text = Files.readString(Path.of("..", "docs", "spec", "renewal.md"));
        var rules = RULE.matcher(text)
                .results()
                .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                .toList();
        assertThat(rules)
                .hasSizeGreaterThan(8)
                .isEqualTo(IntStream.rangeClosed(1, rules.size()).boxed().toList());
        var cited = new TreeSet<Integer>();
        try (var files = Files.list(TESTS)) {
            for (var file : files.toList()) {
                CITED.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                        .forEach(cited::add);
            }
        }
        assertThat(cited).containsExactlyElementsOf(rules);
    }
}
