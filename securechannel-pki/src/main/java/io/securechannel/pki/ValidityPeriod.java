package io.securechannel.pki;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * When a certificate is valid, both ends included (RFC 5280, section 4.1.2.5), in whole seconds.
 *
 * @param notBefore the first second
 * @param notAfter the last second
 */
record ValidityPeriod(Instant notBefore, Instant notAfter) {

    /** Peers whose clock is up to this much behind ours still take a new certificate. */
    static final Duration BACKDATED = Duration.ofHours(1);

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    static ValidityPeriod from(Instant now, Duration validity) {
        var start = now.truncatedTo(ChronoUnit.SECONDS);
        return new ValidityPeriod(start.minus(BACKDATED), start.plus(validity).truncatedTo(ChronoUnit.SECONDS));
    }

    /** This period, but beginning no earlier than an authority does. */
    ValidityPeriod notBefore(Instant earliest) {
        return notBefore.isBefore(earliest) ? new ValidityPeriod(earliest, notAfter) : this;
    }

    static Duration checked(Duration validity) {
        if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a certificate is valid for a second at least and for 36,500 days at most, not for " + validity);
        }
        return validity;
    }
}
