package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests and comments cite the rules of docs/spec/noise.md by number: each is there once, and none is missing. */
class SpecRulesTest {

    private static final Pattern RULE = Pattern.compile("^- \\*\\*N(\\d+)\\*\\*", Pattern.MULTILINE);

    @Test
    void numbersOfRulesAreUniqueAndWithoutAGap() throws Exception {
        var text = Files.readString(Path.of("..", "docs", "spec", "noise.md"));
        var numbers = RULE.matcher(text)
                .results()
                .map((MatchResult each) -> Integer.valueOf(each.group(1)))
                .toList();
        assertThat(numbers)
                .hasSizeGreaterThan(25)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, numbers.size()).boxed().toList());
    }
}
