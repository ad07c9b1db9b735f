package io.securechannel.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;

/** What a certificate must be good for (RFC 5280, section 4.2.1.12). */
enum Use {
    SERVER("1.3.6.1.5.5.7.3.1", "serverAuth", "server"),
    CLIENT("1.3.6.1.5.5.7.3.2", "clientAuth", "client");

    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final String purpose;
    private final String purposeName;
    private final String holder;

    Use(String purpose, String purposeName, String holder) {
        this.purpose = purpose;
        this.purposeName = purposeName;
        this.holder = holder;
    }

    String purposeName() {
        return purposeName;
    }

    String holder() {
        return holder;
    }

    boolean isAllowedBy(X509Certificate certificate) throws CertificateParsingException {
        var purposes = certificate.getExtendedKeyUsage();
        return purposes == null || purposes.contains(purpose) || purposes.contains(ANY_PURPOSE);
    }

    /** {@return whether a certificate of this side says that it is for something else; what cannot be read, peers judge} */
    boolean isExcludedBy(X509Certificate own) {
        try {
            return !isAllowedBy(own);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    String lacking() {
        return "its extended key usage lacks " + purposeName + ": it was not issued for a TLS " + holder;
    }
}
