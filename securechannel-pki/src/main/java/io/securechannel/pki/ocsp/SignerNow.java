package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Who signs answers in an authority's name, looked at again after an interval: strangers ask, and a key store is decrypted. */
final class SignerNow {

    private final Live<Identity> live;
    private final X509Certificate authority;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private long readAt;
    private @Nullable Identity identity;

    SignerNow(Live<Identity> live, X509Certificate authority, Duration interval) {
        this.live = live;
        this.authority = authority;
        this.interval = interval;
    }

    /**
     * @throws KeyMaterialException if there is none now, or with the reason UNSUPPORTED if it may not sign
     */
    Identity get() throws KeyMaterialException {
        lock.lock();
        try {
            long now = System.nanoTime();
            var known = identity;
            if (known == null || now - readAt >= interval.toNanos()) {
                identity = null;
                var fresh = live.current();
                if (fresh != known) {
                    requireRight(fresh);
                }
                identity = fresh;
                readAt = now;
                return fresh;
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    private void requireRight(Identity signer) throws KeyMaterialException {
        var objection = SigningRight.objection(signer.certificate(), authority);
        if (objection.isPresent()) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    CertificateWords.name(signer.certificate()) + " cannot sign answers for "
                            + CertificateWords.name(authority) + ": " + objection.get()
                            + ". Let the authority issue one by CertificateProfile.ocspSigner(name)");
        }
    }
}
