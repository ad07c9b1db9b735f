package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.IssuedCertificate;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What an authority has issued, read again after an interval: strangers ask, and each reading decrypts all of it. */
final class IssuedNow {

    private final CertificateAuthority authority;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private long readAt;
    private @Nullable Map<BigInteger, IssuedCertificate> certificates;

    IssuedNow(CertificateAuthority authority, Duration interval) {
        this.authority = authority;
        this.interval = interval;
    }

    /**
     * @throws KeyMaterialException if the ledger cannot be read now; what was read before is not used, for it would hide
     *     what was revoked since
     */
    Optional<IssuedCertificate> find(BigInteger serialNumber) throws KeyMaterialException {
        lock.lock();
        try {
            long now = System.nanoTime();
            var known = certificates;
            if (known == null || now - readAt >= interval.toNanos()) {
                certificates = null;
                known = new HashMap<>();
                for (var each : authority.issued()) {
                    known.put(each.serial(), each);
                }
                certificates = known;
                readAt = now;
            }
            return Optional.ofNullable(known.get(serialNumber));
        } finally {
            lock.unlock();
        }
    }
}
