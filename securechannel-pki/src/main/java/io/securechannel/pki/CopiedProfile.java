package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/** The profile of a certificate, so that another one like it can be issued. */
final class CopiedProfile {

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int EMAIL = 1;
    private static final int ADDRESS = 6;

    private CopiedProfile() {}

    static CertificateProfile of(X509Certificate certificate) throws KeyMaterialException {
        return addressed(named(begin(certificate), certificate), certificate)
                .withSubject(subject(certificate))
                .withKeyType(keyType(certificate.getPublicKey()))
                .withValidity(lifetime(certificate));
    }

    private static CertificateProfile begin(X509Certificate certificate) throws KeyMaterialException {
        try {
            var purposes = certificate.getExtendedKeyUsage();
            if (certificate.getBasicConstraints() < 0 && purposes != null) {
                boolean server = purposes.contains(SERVER_AUTH);
                boolean client = purposes.contains(CLIENT_AUTH);
                if (server || client) {
                    return server && client
                            ? CertificateProfile.tlsServerAndClient()
                            : server ? CertificateProfile.tlsServer() : CertificateProfile.tlsClient();
                }
            }
        } catch (CertificateParsingException e) {
            throw unreadable(e);
        }
        throw new KeyMaterialException(
                Reason.WRONG_KIND,
                "the certificate is neither a TLS server's nor a TLS client's: there is no profile like it");
    }

    private static KeyMaterialException unreadable(CertificateParsingException cause) {
        return new KeyMaterialException(
                Reason.MALFORMED, "the certificate cannot be read: " + cause.getMessage(), cause);
    }

    private static CertificateProfile named(CertificateProfile profile, X509Certificate certificate)
            throws KeyMaterialException {
        var named = profile;
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return named;
            }
            for (var each : names) {
                if (!(each.get(1) instanceof String text)) {
                    throw new IllegalArgumentException("the certificate has a name of kind " + each.get(0)
                            + " (otherName or such), which no profile has");
                }
                named = switch ((Integer) each.get(0)) {
                    case EMAIL -> named.withEmail(text);
                    case ADDRESS -> named.withUri(text);
                    default -> named.withNames(text);
                };
            }
            return named;
        } catch (CertificateParsingException e) {
            throw unreadable(e);
        }
    }

    /** Where its authority said that lists are, and who answers. */
    private static CertificateProfile addressed(CertificateProfile profile, X509Certificate certificate)
            throws KeyMaterialException {
        var addressed = profile;
        try {
            var points = certificate.getExtensionValue(Extension.cRLDistributionPoints.getId());
            if (points != null) {
                for (var each : CRLDistPoint.getInstance(
                                ASN1OctetString.getInstance(points).getOctets())
                        .getDistributionPoints()) {
                    var uri = uri(
                            GeneralNames.getInstance(each.getDistributionPoint().getName()));
                    addressed = uri.isPresent() ? addressed.withCrlDistributionPoint(uri.get()) : addressed;
                }
            }
            var access = certificate.getExtensionValue(Extension.authorityInfoAccess.getId());
            if (access != null) {
                for (var each : AuthorityInformationAccess.getInstance(
                                ASN1OctetString.getInstance(access).getOctets())
                        .getAccessDescriptions()) {
                    var uri = uri(new GeneralNames(each.getAccessLocation()));
                    if (each.getAccessMethod().equals(AccessDescription.id_ad_ocsp) && uri.isPresent()) {
                        addressed = addressed.withOcspResponder(uri.get());
                    }
                }
            }
            return addressed;
        } catch (RuntimeException e) { // Bouncy Castle's, for what is malformed
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the certificate's addresses for revocation cannot be read: " + e.getMessage(),
                    e);
        }
    }

    private static Optional<URI> uri(GeneralNames names) {
        return Arrays.stream(names.getNames())
                .filter(each -> each.getTagNo() == GeneralName.uniformResourceIdentifier)
                .map(each -> URI.create(each.getName().toString()))
                .findFirst();
    }

    private static Subject subject(X509Certificate certificate) throws KeyMaterialException {
        try {
            return Subject.of(
                    X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()));
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, "the certificate's subject cannot be read: " + e.getMessage(), e);
        }
    }

    private static KeyType keyType(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            int bits = rsa.getModulus().bitLength();
            return bits > 3072 ? KeyType.RSA_4096 : bits > 2048 ? KeyType.RSA_3072 : KeyType.RSA_2048;
        }
        if (key instanceof ECPublicKey ec) {
            return ec.getParams().getOrder().bitLength() > 256 ? KeyType.EC_P384 : KeyType.EC_P256;
        }
        return MlDsa.is(key) ? KeyType.ML_DSA_65 : KeyType.ED25519;
    }

    /** The same again; the hour by which certificates begin before their time is not a day. */
    private static Duration lifetime(X509Certificate certificate) {
        var whole = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return whole.toDays() > 0 ? Duration.ofDays(whole.toDays()) : whole;
    }
}
