package io.securechannel.pki.ocsp;

import java.security.cert.CRLReason;
import java.time.Instant;
import java.util.Optional;

/**
 * What a responder has said of a certificate, after everything about it has been checked.
 *
 * @param standing what it is
 * @param thisUpdate since when this was known
 * @param nextUpdate when something newer is there; empty if that is always so
 * @param revokedAt when it was revoked, if it was
 * @param reason why, if a reason was given
 * @param source who said so
 */
record Told(
        Standing standing,
        Instant thisUpdate,
        Optional<Instant> nextUpdate,
        Optional<Instant> revokedAt,
        Optional<CRLReason> reason,
        String source) {

    /** RFC 6960, section 2.2. */
    enum Standing {
        GOOD,
        REVOKED,
        UNKNOWN
    }

    boolean holdsAt(Instant now) {
        return nextUpdate.isPresent() && !now.isAfter(nextUpdate.get());
    }

    /** {@return whether this undoes something newer; what was revoked in the very second is revoked} */
    boolean isOlderThan(Told other) {
        return thisUpdate.isBefore(other.thisUpdate)
                || (thisUpdate.equals(other.thisUpdate)
                        && other.standing == Standing.REVOKED
                        && standing != Standing.REVOKED);
    }
}
