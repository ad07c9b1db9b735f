package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.KeyStrength;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.crypto.SignatureStrength;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Who may sign answers in an authority's name (RFC 6960, section 4.2.2.2): whom the authority itself has certified for that,
 * by the very key that signs the certificates in question.
 */
final class SigningRight {

    private static final String OCSP_SIGNING = KeyPurposeId.id_kp_OCSPSigning.getId();
    private static final String NO_CHECK = OCSPObjectIdentifiers.id_pkix_ocsp_nocheck.getId();
    private static final int DIGITAL_SIGNATURE = 0;

    private SigningRight() {}

    /** {@return why this one may not, whatever the time; empty if it may} */
    static Optional<String> objection(X509Certificate signer, X509Certificate issuer) {
        if (!isIssuedBy(signer, issuer)) {
            return Optional.of("its certificate was not issued by the authority whose certificates it speaks of");
        }
        if (!SignatureStrength.isStrong(signer.getSigAlgName(), signer.getSigAlgParams()) || !hasStrongKey(signer)) {
            return Optional.of("its certificate has a key or a signature that is too weak");
        }
        try {
            // Any purpose at all is not enough: the section wants this one.
            var purposes = signer.getExtendedKeyUsage();
            if (purposes == null || !purposes.contains(OCSP_SIGNING)) {
                return Optional.of("its certificate lacks the extended key usage OCSPSigning");
            }
        } catch (CertificateParsingException e) {
            return Optional.of("the extended key usage of its certificate is unreadable");
        }
        var usage = signer.getKeyUsage();
        if (usage != null && !usage[DIGITAL_SIGNATURE]) {
            return Optional.of("the key usage of its certificate lacks digitalSignature");
        }
        if (signer.hasUnsupportedCriticalExtension()) {
            return Optional.of("its certificate has a critical extension that is not known here");
        }
        if (signer.getExtensionValue(NO_CHECK) == null) {
            return Optional.of(
                    "its certificate lacks id-pkix-ocsp-nocheck, so it might have been revoked itself, and nobody"
                            + " is asked about that here");
        }
        return Optional.empty();
    }

    private static boolean isIssuedBy(X509Certificate signer, X509Certificate issuer) {
        if (!signer.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
            return false;
        }
        try {
            MlDsa.verify(signer, issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) { // the parsers', on hostile keys and parameters
            return false;
        }
    }

    private static boolean hasStrongKey(X509Certificate signer) {
        try {
            KeyStrength.require(signer.getPublicKey(), "an OCSP signer");
            return true;
        } catch (KeyMaterialException e) {
            return false;
        }
    }
}
