package io.securechannel.pki;

import io.securechannel.internal.pki.CertificateWords;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import javax.security.auth.x500.X500Principal;

/** Says in words what lists hold. */
final class CrlWords {

    private CrlWords() {}

    static String revoked(X509Certificate certificate, X509CRLEntry entry, Crl list, boolean authority) {
        return CertificateWords.revoked(
                certificate,
                entry.getRevocationDate().toInstant(),
                entry.getRevocationReason(),
                list.toString(),
                authority);
    }

    static String renew(X509Certificate authority, String whereFrom) {
        return ". Let " + name(authority) + " make a fresh list (here: \"ca crl\") and put it into " + whereFrom;
    }

    static String name(X509Certificate certificate) {
        return CertificateWords.name(certificate);
    }

    static String name(X500Principal principal) {
        return CertificateWords.name(principal);
    }

    static String date(Instant instant) {
        return CertificateWords.date(instant);
    }

    static String printable(String text) {
        return CertificateWords.printable(text);
    }
}
