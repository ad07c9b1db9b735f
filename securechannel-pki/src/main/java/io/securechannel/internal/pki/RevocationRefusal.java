package io.securechannel.internal.pki;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;

/** What the policies of revocation refuse in the same words. */
public final class RevocationRefusal {

    private RevocationRefusal() {}

    /**
     * Refuses a certificate of which nothing can be told.
     *
     * @param certificate the certificate
     * @param why what is missing, without a full stop
     * @return the error, with the reason REVOCATION_UNKNOWN
     */
    public static SecureChannelException unknown(X509Certificate certificate, String why) {
        return new SecureChannelException(
                Reason.REVOCATION_UNKNOWN,
                "whether " + CertificateWords.describe(certificate)
                        + " has been revoked cannot be told, so it is refused: " + why + ".");
    }

    /**
     * Refuses a certificate that is trusted by itself: it has no issuer whose word could be checked. One that has signed
     * itself is its own issuer, and nobody but its holder could revoke it.
     *
     * @param certificate the whole path
     * @throws SecureChannelException with the reason REVOCATION_UNKNOWN unless it is self-signed
     */
    public static void requireSelfSigned(X509Certificate certificate) throws SecureChannelException {
        try {
            MlDsa.verify(certificate, certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw unknown(
                    certificate,
                    "it, or its key, is trusted by itself, so its issuer is not known, and no word of the issuer's can be"
                            + " checked. Trust the issuer instead, and narrow that with andPinned if need be; or leave"
                            + " revocation out, and take what is revoked out of the Trust");
        }
    }
}
