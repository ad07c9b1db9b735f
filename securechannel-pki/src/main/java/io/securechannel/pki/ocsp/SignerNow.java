package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import java.security.cert.X509Certificate;
import java.time.Duration;

/** Who signs answers in an authority's name, looked at again after an interval: strangers ask, and a key store is decrypted. */
final class SignerNow {

    private final Live<Identity> live;
    private final X509Certificate authority;
    private final ReadNow<Identity> identity;

    SignerNow(Live<Identity> live, X509Certificate authority, Duration interval) {
        this.live = live;
        this.authority = authority;
        this.identity = new ReadNow<>(interval);
    }

    /**
     * @throws KeyMaterialException if there is none now, or with the reason UNSUPPORTED if it may not sign
     */
    Identity get() throws KeyMaterialException {
        return identity.get(before -> {
            var fresh = live.current();
            if (before.isEmpty() || before.get() != fresh) {
                requireRight(fresh);
            }
            return fresh;
        });
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
