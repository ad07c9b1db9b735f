package io.securechannel.keys;

import java.security.cert.X509Certificate;
import java.util.Objects;

/**
 * The certificate of an authority, or of one peer, that this side trusts.
 *
 * @param certificate the certificate
 */
public record TrustedCertificate(X509Certificate certificate) implements KeyMaterial {

    /**
     * Takes a certificate.
     *
     * @param certificate the certificate
     */
    public TrustedCertificate {
        Objects.requireNonNull(certificate, "certificate");
    }
}
