package io.securechannel.pki.ocsp;

import java.security.cert.CRLReason;
import java.time.Instant;
import java.util.Optional;

/**
 * What a responder has said of a certificate, after everything about it has been checked.
 *
 * @param standing what it is
 * @param thisUpdate since when this was known
 * @param until until when it may be kept: its nextUpdate, or the end of its delegated signer's certificate if that is sooner, since
 *     after that nobody has certified who signed it; empty if something newer is always there
 * @param revokedAt when it was revoked, if it was
 * @param reason why, if a reason was given
 * @param source who said so
 */
record Told(
        Standing standing,
        Instant thisUpdate,
        Optional<Instant> until,
        Optional<Instant> revokedAt,
        Optional<CRLReason> reason,
        String source) {

    /** RFC 6960, section 2.2. */
    enum Standing {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    boolean is(Standing other) {
        return standing == other;
    }

    /** {@return whether it has not ended, although it may not be kept} */
    boolean mayBeTakenAt(Instant now) {
        return until.isEmpty() || holdsAt(now);
    }

    boolean holdsAt(Instant now) {
        return until.isPresent() && !now.isAfter(until.get());
    }
}
