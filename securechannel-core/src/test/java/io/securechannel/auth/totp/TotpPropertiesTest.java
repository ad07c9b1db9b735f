package io.securechannel.auth.totp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** Whatever is typed or stored: the documented answer, and nothing else. */
@Tag("verify")
class TotpPropertiesTest {

    @Property(tries = 500)
    void base32GivesWhatItWasGiven(@ForAll byte[] bytes) {
        var text = Base32.encode(bytes);
        assertThat(Base32.decode(text))
                .hasValueSatisfying(decoded -> assertThat(decoded).isEqualTo(bytes));
    }

    @Property(tries = 500)
    void aTextIsABase32OfOneSpellingOrNone(@ForAll String text) {
        Base32.decode(text).ifPresent(bytes -> assertThat(Base32.encode(bytes)).isEqualTo(text.replace("=", "")));
        var error = catchThrowable(() -> TotpSeed.fromBase32(text));
        if (error != null) {
            assertThat(error).isInstanceOf(KeyMaterialException.class);
        }
    }

    @Property(tries = 300)
    void aCodeMatchesInItsWindow(
            @ForAll @Size(20) byte[] bytes,
            @ForAll @LongRange(min = 0, max = 99_999_999_999L) long seconds,
            @ForAll String typed) {
        try (var secret = SecretBytes.copyOf(bytes);
                var seed = TotpSeed.of(secret)) {
            var totp = Totp.standard();
            var now = Instant.ofEpochSecond(seconds);
            var code = totp.code(seed, totp.step(now));
            assertThat(code).matches("[0-9]{6}");
            assertThat(totp.matchingStep(seed, code, now)).isPresent();
            if (!typed.matches("[0-9]{6}")) {
                assertThat(totp.matchingStep(seed, typed, now)).isEmpty();
            }
        }
    }

    @Property(tries = 500)
    void nonsenseIsNoSealedSeed(@ForAll byte[] sealed, @ForAll String user) {
        try (var key = SecretBytes.random(32);
                var vault = SeedVault.of(key)) {
            assertThat(catchThrowable(() -> vault.open(user, sealed))).isInstanceOf(KeyMaterialException.class);
        }
    }
}
