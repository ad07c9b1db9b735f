package io.securechannel.auth.totp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes of the RFCs, and which of them are taken when. */
@Tag("verify")
class TotpTest {

    private static final String DIGITS = "1234567890";
    private static final Duration STEP = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:10Z");

    private final TotpSeed seed = seed(20);

    /** RFC 6238, appendix B: the seeds are as long as the hash (erratum 2866). */
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "59, SHA1, 94287082", "59, SHA256, 46119246", "59, SHA512, 90693936",
        "1111111109, SHA1, 07081804", "1111111109, SHA256, 68084774", "1111111109, SHA512, 25091201",
        "1111111111, SHA1, 14050471", "1111111111, SHA256, 67062674", "1111111111, SHA512, 99943326",
        "1234567890, SHA1, 89005924", "1234567890, SHA256, 91819424", "1234567890, SHA512, 93441116",
        "2000000000, SHA1, 69279037", "2000000000, SHA256, 90698825", "2000000000, SHA512, 38618901",
        "20000000000, SHA1, 65353130", "20000000000, SHA256, 77737706", "20000000000, SHA512, 47863826"
    })
    void rfc6238(long seconds, Totp.Algorithm algorithm, String code) {
        var totp = Totp.of(algorithm, 8, STEP);
        var time = Instant.ofEpochSecond(seconds);
        try (var secret = seed(algorithm == Totp.Algorithm.SHA1 ? 20 : algorithm == Totp.Algorithm.SHA256 ? 32 : 64)) {
            assertThat(totp.code(secret, totp.step(time))).isEqualTo(code);
            assertThat(totp.matchingStep(secret, code, time)).hasValue(seconds / 30);
        }
    }

    /** RFC 4226, appendix D. */
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "0, 755224", "1, 287082", "2, 359152", "3, 969429", "4, 338314",
        "5, 254676", "6, 287922", "7, 162583", "8, 399871", "9, 520489"
    })
    void rfc4226(long counter, String code) {
        assertThat(Totp.standard().code(seed, counter)).isEqualTo(code);
    }

    @Test
    void oneStepBeforeAndAfterIsTaken() {
        var totp = Totp.standard();
        long present = totp.step(NOW);
        for (long step = present - 4; step <= present + 4; step++) {
            var found = totp.matchingStep(seed, totp.code(seed, step), NOW);
            assertThat(found).isEqualTo(Math.abs(step - present) <= 1 ? OptionalLong.of(step) : OptionalLong.empty());
        }
    }

    /** Steps 153,567 and 153,569 of RFC 6238's seed have one code. */
    @Test
    void ofTwoStepsWithOneCodeTheLaterIsTaken() {
        var totp = Totp.standard();
        assertThat(totp.code(seed, 153_567)).isEqualTo("468457").isEqualTo(totp.code(seed, 153_569));
        assertThat(totp.matchingStep(seed, "468457", Instant.ofEpochSecond(153_568 * 30)))
                .hasValue(153_569);
    }

    @Test
    void aStepBeginsAndEndsWithTheClock() {
        assertThat(Totp.standard().step(Instant.ofEpochSecond(29, 999_999_999))).isZero();
        assertThat(Totp.standard().step(Instant.ofEpochSecond(30))).isEqualTo(1);
        assertThat(Totp.standard().step(Instant.ofEpochSecond(-1))).isEqualTo(-1);
        assertThat(Totp.of(Totp.Algorithm.SHA1, 6, Duration.ofSeconds(60)).step(Instant.ofEpochSecond(119)))
                .isEqualTo(1);
    }

    @Test
    void everyOtherCodeIsRefused() {
        var totp = Totp.standard();
        var matching = new ArrayList<Integer>();
        for (int code = 0; code < 1_000_000; code += 1) {
            if (code % 997 == 0) {
                var found = totp.matchingStep(seed, String.format("%06d", code), NOW);
                found.ifPresent(step -> matching.add((int) step));
            }
        }
        assertThat(matching).isEmpty();
        var right = totp.code(seed, totp.step(NOW));
        for (int i = 0; i < right.length(); i++) {
            var changed = new StringBuilder(right);
            changed.setCharAt(i, right.charAt(i) == '9' ? '0' : (char) (right.charAt(i) + 1));
            assertThat(totp.matchingStep(seed, changed.toString(), NOW)).isEmpty();
        }
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                "1",
                "12345",
                "1234567",
                "abcdef",
                "12 345",
                "-12345",
                "+12345",
                "\u0661\u0662\u0663\u0664\u0665\u0666"
            })
    void whatIsNoCodeIsRefused(String code) {
        assertThat(Totp.standard().matchingStep(seed, code, NOW)).isEmpty();
    }

    @Test
    void theRightCodeWithSomethingMoreOrLessIsRefused() {
        var totp = Totp.standard();
        var right = totp.code(seed, totp.step(NOW));
        assertThat(totp.matchingStep(seed, right, NOW)).isPresent();
        for (var other : new String[] {
            right + "0",
            " " + right,
            right + " ",
            right.substring(1),
            right.substring(0, 5),
            right.substring(0, 5) + '\0',
            right.replace(right.charAt(0), (char) (right.charAt(0) + 0x0660 - '0')),
            right + right
        }) {
            assertThat(totp.matchingStep(seed, other, NOW)).isEmpty();
        }
    }

    @Test
    void aCodeOfAnotherSeedIsRefused() {
        try (var other = TotpSeed.random()) {
            var totp = Totp.of(Totp.Algorithm.SHA256, 8, STEP);
            assertThat(totp.matchingStep(seed, totp.code(other, totp.step(NOW)), NOW))
                    .isEmpty();
        }
    }

    @Test
    void settingsAreChecked() {
        assertThatIllegalArgumentException().isThrownBy(() -> Totp.of(Totp.Algorithm.SHA1, 5, STEP));
        assertThatIllegalArgumentException().isThrownBy(() -> Totp.of(Totp.Algorithm.SHA1, 9, STEP));
        for (var step : new Duration[] {
            Duration.ZERO, Duration.ofSeconds(-30), Duration.ofMillis(1_500), Duration.ofSeconds(301)
        }) {
            assertThatIllegalArgumentException().isThrownBy(() -> Totp.of(Totp.Algorithm.SHA1, 6, step));
        }
        assertThat(Totp.of(Totp.Algorithm.SHA256, 6, Duration.ofSeconds(1))).hasToString("TOTP[SHA256, 6 digits, 1 s]");
        assertThat(Totp.of(Totp.Algorithm.SHA1, 8, Duration.ofMinutes(5))).hasToString("TOTP[SHA1, 8 digits, 300 s]");
        assertThat(Totp.standard()).hasToString("TOTP[SHA1, 6 digits, 30 s]");
        assertThat(Totp.standard().algorithm()).isEqualTo(Totp.Algorithm.SHA1);
        assertThat(Totp.standard().digits()).isEqualTo(6);
        assertThat(Totp.standard().step()).isEqualTo(STEP);
    }

    @Test
    void theUriIsWhatAppsRead() {
        assertThat(Totp.standard().uri(seed, "Chat & Co.", "ada+1@example.com/\u00FC"))
                .isEqualTo("otpauth://totp/Chat%20%26%20Co.:ada%2B1%40example.com%2F%C3%BC"
                        + "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Chat%20%26%20Co."
                        + "&algorithm=SHA1&digits=6&period=30");
        assertThat(Totp.of(Totp.Algorithm.SHA512, 8, Duration.ofSeconds(60)).uri(seed, "a", "b"))
                .endsWith("&algorithm=SHA512&digits=8&period=60");
        assertThat(Totp.standard().uri(seed, "azAZ09-._~", "`{@[/")).contains("/azAZ09-._~:%60%7B%40%5B%2F?");
        for (var bad : new String[] {"", ":b", "a:b"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Totp.standard().uri(seed, bad, "b"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Totp.standard().uri(seed, "a", bad));
        }
    }

    @Test
    void aClosedSeedGivesNothing() {
        var closed = TotpSeed.random();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> Totp.standard().code(closed, 0));
        assertThatIllegalStateException().isThrownBy(() -> Totp.standard().matchingStep(closed, "123456", NOW));
    }

    private static TotpSeed seed(int length) {
        try (var bytes =
                SecretBytes.copyOf(DIGITS.repeat(7).substring(0, length).getBytes(US_ASCII))) {
            return TotpSeed.of(bytes);
        }
    }
}
