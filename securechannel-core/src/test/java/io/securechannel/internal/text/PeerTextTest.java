package io.securechannel.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("verify")
class PeerTextTest {

    private static final String PAIR = "\ud83d\ude00";

    @Test
    void whatIsNotPrintableIsAQuestionMark() {
        assertThat(PeerText.printable("a\r\n\u0000\u001b[2J\u007f\u0085\u00ad\u2028\u2029\u202e\u2066\ufeffä", 100))
                .isEqualTo("a????[2J????????ä");
        assertThat(PeerText.printable("\ud800a\udc00", 100)).isEqualTo("?a?");
        assertThat(PeerText.printable(PAIR, 100)).isEqualTo(PAIR);
    }

    @Test
    void whatIsTooLongIsCutBetweenCharacters() {
        assertThat(PeerText.printable("abc", 3)).isEqualTo("abc");
        assertThat(PeerText.printable("abcd", 3)).isEqualTo("abc...");
        assertThat(PeerText.printable("ab" + PAIR + "c", 3)).isEqualTo("ab...");
        assertThat(PeerText.printable("a" + PAIR + "c", 3)).isEqualTo("a" + PAIR + "...");
        assertThat(PeerText.end("ab\ud83dcd", 3)).as("half of no pair").isEqualTo(3);
    }

    @Test
    void ofManyNamesTheFirst() {
        assertThat(PeerText.first(List.of())).isEmpty();
        assertThat(PeerText.first(List.of("a", "b"))).isEqualTo("a, b");
        assertThat(PeerText.first(Collections.nCopies(16, "x"))).endsWith("x, x");
        assertThat(PeerText.first(Collections.nCopies(8_000, "x"))).endsWith("x, x and 7984 more");
    }
}
