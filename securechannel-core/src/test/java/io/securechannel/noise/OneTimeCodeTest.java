package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.internal.NoiseSides;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneTimeCodeTest {

    @Test
    void aRandomCodeHasNineDigitsInThreeGroupsAndIsReadBack() {
        for (int i = 0; i < 200; i++) {
            try (var code = OneTimeCode.random();
                    var shown = code.code();
                    var typed = OneTimeCode.of(shown.copy())) {
                assertThat(new String(shown.copy())).matches("\\d{3}-\\d{3}-\\d{3}");
                assertThat(secret(typed)).isEqualTo(secret(code)).isEqualTo(new String(shown.copy()).replace("-", ""));
            }
        }
    }

    @Test
    void randomCodesDiffer() {
        var seen = new HashSet<String>();
        for (int i = 0; i < 50; i++) {
            try (var code = OneTimeCode.random()) {
                seen.add(secret(code));
            }
        }
        assertThat(seen).hasSizeGreaterThan(45);
    }

    @Test
    void theCheckDigitIsThatOfDammsExample() {
        assertThat(CheckDigit.state("572".toCharArray(), 3)).isEqualTo(4);
        assertThat(CheckDigit.state("5724".toCharArray(), 4)).isZero();
    }

    @Test
    void everyWrongDigitAndEveryTwoNeighboursSwappedAreKnown() {
        try (var code = OneTimeCode.random()) {
            var right = secret(code).toCharArray();
            for (int at = 0; at < right.length; at++) {
                for (char digit = '0'; digit <= '9'; digit++) {
                    var wrong = right.clone();
                    wrong[at] = digit;
                    assertReads(wrong, digit == right[at]);
                }
                if (at > 0) {
                    var swapped = right.clone();
                    swapped[at] = right[at - 1];
                    swapped[at - 1] = right[at];
                    assertReads(swapped, right[at] == right[at - 1]);
                }
            }
        }
    }

    private static void assertReads(char[] typed, boolean reads) {
        if (reads) {
            OneTimeCode.of(typed).close();
            return;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OneTimeCode.of(typed))
                .withMessageContaining("mistyped")
                .withMessageContaining("has not been used")
                .withMessageNotContaining(new String(typed));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k7mq2p", " K7MQ-2P ", "K7M\u00a0q2\u2013P", "K-7-M-Q-2-P", "k7m\tq2p\n"})
    void codesAreReadAsPeopleTypeThem(String typed) {
        try (var code = CodeRun.code(typed);
                var shown = code.code()) {
            assertThat(secret(code)).isEqualTo("k7mq2p");
            assertThat(new String(shown.copy())).isEqualTo("k7mq2p");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-- --",
                "12345",
                "1234 5",
                "äbcdef",
                "１２３４５６",
                "abc_def",
                "abcdef\u0000",
                "abcde\ud83d\ude00"
            })
    void whatIsNoCodeIsRefusedAndNotQuoted(String typed) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeRun.code(typed))
                .withMessageContaining("mistyped")
                .satisfies(error -> {
                    if (!typed.isBlank()) {
                        assertThat(error.getMessage()).doesNotContain(typed);
                    }
                });
    }

    @Test
    void allLettersAndDigitsAndTheirNeighboursInAscii() {
        try (var code = CodeRun.code("AZaz09")) {
            assertThat(secret(code)).isEqualTo("azaz09");
        }
        for (char neighbour : "@[`{/:".toCharArray()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CodeRun.code("abcdef" + neighbour))
                    .withMessageContaining("mistyped");
        }
    }

    /** Nine characters, and not nine digits: there is no check digit, and nothing is grouped. */
    @ParameterizedTest
    @ValueSource(strings = {"abcdefghi", "12345678a", "a23456789"})
    void aCodeOfNineCharactersIsNoneOfOurs(String typed) {
        try (var code = CodeRun.code(typed);
                var shown = code.code()) {
            assertThat(new String(shown.copy())).isEqualTo(typed);
        }
    }

    /** As the engine uses it. */
    @Test
    void itsSideTellsWhetherItHasBeenUsed() throws Exception {
        try (var code = OneTimeCode.random()) {
            var side = NoiseSides.of(code);
            assertThat(side.used()).isFalse();
            side.requireUnused();
            try (var steps = side.begin(new byte[32], true)) {
                assertThat(steps.first()).isPresent();
            }
            assertThat(code.take()).isTrue();
            assertThat(side.used()).isTrue();
            assertThatExceptionOfType(SecureChannelException.class)
                    .isThrownBy(side::requireUnused)
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED));
        }
    }

    @Test
    void sixToSixtyFourCharacters() {
        CodeRun.code("a".repeat(6)).close();
        CodeRun.code("a-".repeat(64)).close();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CodeRun.code("a".repeat(65)))
                .withMessageContaining("6 to 64");
    }

    @Test
    void theCallersArrayStaysAsItIs() {
        var typed = "K7MQ-2P".toCharArray();
        OneTimeCode.of(typed).close();
        assertThat(typed).containsExactly('K', '7', 'M', 'Q', '-', '2', 'P');
    }

    @Test
    void itIsTakenOnceAndNeverShown() {
        try (var code = CodeRun.code("k7mq2p")) {
            assertThat(code.used()).isFalse();
            assertThat(code).hasToString("OneTimeCode[not used, redacted]");
            assertThat(code.take()).isTrue();
            assertThat(code.take()).isFalse();
            assertThat(code.used()).isTrue();
            assertThat(code.secret()).isEmpty();
            assertThat(code).hasToString("OneTimeCode[used, redacted]");
        }
    }

    @Test
    void closingTakesItOutOfUse() {
        var code = OneTimeCode.random();
        code.close();
        code.close();
        assertThat(code.used()).isTrue();
        assertThat(code.take()).isFalse();
        assertThat(code.secret()).isEmpty();
        assertThatIllegalStateException().isThrownBy(code::code);
    }

    private static String secret(OneTimeCode code) {
        return new String(code.secret().orElseThrow(), StandardCharsets.US_ASCII);
    }
}
