package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.IssuedCertificate;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What an authority has issued, read again after an interval: strangers ask, and each reading decrypts all of it. */
final class IssuedNow {

    private final CertificateAuthority authority;
    private final InstantSource clock;
    private final ReadNow<Ledger> ledger;

    /**
     * What the ledger held.
     *
     * @param certificates by serial number
     * @param readAt when it held that; what came later is not in it
     */
    record Ledger(Map<BigInteger, IssuedCertificate> certificates, Instant readAt) {

        Optional<IssuedCertificate> find(BigInteger serialNumber) {
            return Optional.ofNullable(certificates.get(serialNumber));
        }
    }

    IssuedNow(CertificateAuthority authority, InstantSource clock, Duration interval) {
        this.authority = authority;
        this.clock = clock;
        this.ledger = new ReadNow<>(interval);
    }

    /**
     * @throws KeyMaterialException if the ledger cannot be read now; what was read before is not used, for it would hide
     *     what was revoked since
     */
    Ledger now() throws KeyMaterialException {
        return ledger.get(before -> {
            var readAt = clock.instant();
            var certificates = new HashMap<BigInteger, IssuedCertificate>();
            for (var each : authority.issued()) {
                certificates.put(each.serial(), each);
            }
            return new Ledger(certificates, readAt);
        });
    }
}
