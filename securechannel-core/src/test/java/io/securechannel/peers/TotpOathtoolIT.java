package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** oathtool (of OATH Toolkit) and we make the same codes of one seed. */
@Tag("it")
@Timeout(60)
class TotpOathtoolIT {

    @ParameterizedTest(name = "{0}, {1} digits, {2} s")
    @CsvSource({"SHA1, 6, 30", "SHA1, 8, 60", "SHA256, 6, 30", "SHA256, 8, 30", "SHA512, 6, 30", "SHA512, 7, 45"})
    void itsCodesAreOurs(Totp.Algorithm algorithm, int digits, int seconds) throws Exception {
        Program.require("oathtool");
        var totp = Totp.of(algorithm, digits, Duration.ofSeconds(seconds));
        for (var time : new Instant[] {Instant.parse("2026-11-21T12:00:10Z"), Instant.parse("2099-12-31T23:59:59Z")}) {
            try (var seed = TotpSeed.random();
                    var program = Program.start(
                            "oathtool",
                            "--totp=" + algorithm,
                            "--base32",
                            "--digits=" + digits,
                            "--time-step-size=" + seconds + "s",
                            "--now=@" + time.getEpochSecond(),
                            seed.base32())) {
                assertThat(program.awaitExit()).as("%s", program).isZero();
                var code = program.output().strip();
                assertThat(code).isEqualTo(totp.code(seed, totp.step(time)));
                assertThat(totp.matchingStep(seed, code, time.plusSeconds(seconds)))
                        .hasValue(totp.step(time));
            }
        }
    }
}
