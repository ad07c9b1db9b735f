package io.securechannel.examples.ca;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.IssuedCertificate;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.Subject;
import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/** The profile of a certificate that this authority has issued, so that another one like it can be. */
final class Renewal {

    private static final int EMAIL = 1;
    private static final int URI = 6;

    private Renewal() {}

    static CertificateProfile of(X509Certificate certificate, CertificateAuthority authority)
            throws KeyMaterialException {
        var issued = authority
                .find(certificate.getSerialNumber())
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MISSING,
                        "this authority has not issued that certificate: --name says which has, or issue a new one"));
        return named(begin(issued), certificate)
                .withSubject(subject(certificate))
                .withKeyType(keyType(certificate.getPublicKey()))
                .withValidity(lifetime(certificate));
    }

    private static CertificateProfile begin(IssuedCertificate issued) {
        return switch (issued.profile()) {
            case "tlsServer" -> CertificateProfile.tlsServer();
            case "tlsClient" -> CertificateProfile.tlsClient();
            case "tlsServerAndClient" -> CertificateProfile.tlsServerAndClient();
            default ->
                throw new IllegalArgumentException(
                        "the certificate of an authority is not renewed: make a new one by \"ca intermediate\"");
        };
    }

    private static CertificateProfile named(CertificateProfile profile, X509Certificate certificate) {
        var named = profile;
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return named;
            }
            for (var each : names) {
                var text = (String) each.get(1);
                named = switch ((Integer) each.get(0)) {
                    case EMAIL -> named.withEmail(text);
                    case URI -> named.withUri(text);
                    default -> named.withNames(text);
                };
            }
            return named;
        } catch (CertificateParsingException e) {
            throw new IllegalStateException("what this authority has issued can be read", e);
        }
    }

    private static Subject subject(X509Certificate certificate) {
        var subject = Subject.empty();
        try {
            for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                var value = String.valueOf(part.getValue());
                subject = switch (part.getType()) {
                    case "CN" -> subject.withCommonName(value);
                    case "O" -> subject.withOrganization(value);
                    case "OU" -> subject.withOrganizationalUnit(value);
                    case "L" -> subject.withLocality(value);
                    case "ST" -> subject.withState(value);
                    case "C" -> subject.withCountry(value);
                    default -> subject;
                };
            }
            return subject;
        } catch (InvalidNameException e) {
            throw new IllegalStateException("what this authority has issued has a subject", e);
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
        return KeyType.ED25519;
    }

    /** The same again; the hour by which certificates begin before their time is not a day. */
    private static Duration lifetime(X509Certificate certificate) {
        var whole = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return whole.toDays() > 0 ? Duration.ofDays(whole.toDays()) : whole;
    }
}
