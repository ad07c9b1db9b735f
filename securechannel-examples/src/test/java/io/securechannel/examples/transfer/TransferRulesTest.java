package io.securechannel.examples.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of docs/spec/file-transfer.md are numbered without a gap, and each is cited by a test. */
class TransferRulesTest {

    private static final Pattern RULE = Pattern.compile("^- \\*\\*FT(\\d+)\\*\\*", Pattern.MULTILINE);
    private static final Pattern CITED = Pattern.compile("\\bFT(\\d+)\\b");
    private static final Path TESTS = Path.of("src/test/java/io/securechannel/examples/transfer");

    @Test
    void everyRuleIsCitedByATest() throws Exception {
        var text = Files.readString(Path.of("..", "docs", "spec", "file-transfer.md"));
        var rules = RULE.matcher(text)
                .results()
                .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                .toList();
        assertThat(rules)
                .isEqualTo(IntStream.rangeClosed(1, rules.size()).boxed().toList());
        var cited = new TreeSet<Integer>();
        try (var files = Files.walk(TESTS)) {
            for (var file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                cited.addAll(CITED.matcher(Files.readString(file))
                        .results()
                        .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                        .collect(Collectors.toSet()));
            }
        }
        assertThat(cited).containsExactlyElementsOf(rules);
    }
}
