package io.securechannel.internal.pki;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

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

    /** Looks at one certificate of a path. */
    @FunctionalInterface
    public interface Look {

        /**
         * Looks whether it has been revoked.
         *
         * @param certificate the certificate
         * @param issuer its issuer's
         * @throws SecureChannelException if it has been, or that cannot be told
         */
        void at(X509Certificate certificate, X509Certificate issuer) throws SecureChannelException;
    }

    /**
     * Looks at each certificate of a path but the trusted authority's, from there down. Where something is revoked, that is said and
     * nothing else: although nothing can be told of a certificate above it, so that no other policy is asked then and lets it in.
     *
     * @param path the peer's certificate, those between, and the trusted authority
     * @param look looks at one
     * @throws SecureChannelException what the look has thrown for one that is revoked; else what it has thrown first
     */
    public static void forEachOf(List<X509Certificate> path, Look look) throws SecureChannelException {
        if (path.isEmpty()) {
            throw new IllegalArgumentException("a path without a certificate is nobody's");
        }
        Optional<SecureChannelException> unknown = Optional.empty();
        for (int i = path.size() - 2; i >= 0; i--) {
            try {
                look.at(path.get(i), path.get(i + 1));
            } catch (SecureChannelException e) {
                if (e.reason() != Reason.REVOCATION_UNKNOWN) {
                    throw e;
                }
                unknown = unknown.isPresent() ? unknown : Optional.of(e);
            }
        }
        if (unknown.isPresent()) {
            throw unknown.get();
        }
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
