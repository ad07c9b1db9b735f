package io.securechannel.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MisspellingTest {

    @ParameterizedTest
    @CsvSource({
        "--port,--port,0",
        "--prot,--port,1",
        "--pot,--port,1",
        "--porrt,--port,1",
        "'',abc,3",
        "abc,'',3",
        "ca,abc,3"
    })
    void lettersAreCounted(String one, String other, int distance) {
        assertThat(Misspelling.distance(one, other)).isEqualTo(distance);
        assertThat(Misspelling.distance(other, one)).isEqualTo(distance);
    }

    @Test
    void theNearestAreNamedAndNoOthers() {
        var known = List.of("--port", "--provider", "--part", "--ca");
        assertThat(Misspelling.nearest("--prot", known)).containsExactly("--port");
        assertThat(Misspelling.nearest("--pxrt", known)).containsExactly("--part", "--port");
        assertThat(Misspelling.nearest("--nonsense", known)).isEmpty();
        assertThat(Misspelling.nearest("x", List.of("y"))).isEmpty();
        assertThat(Misspelling.nearest("--port", List.of())).isEmpty();
    }
}
