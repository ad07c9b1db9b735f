package io.securechannel.pki.ocsp;

import io.securechannel.internal.crypto.MlDsa;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** A certificate of a valid path, and its issuer's. */
final class AskedCertificate {

    private final X509Certificate certificate;
    private final X509Certificate issuer;
    private final CertIds ids;

    AskedCertificate(X509Certificate certificate, X509Certificate issuer) {
        this.certificate = certificate;
        this.issuer = issuer;
        this.ids = new CertIds(certificate.getIssuerX500Principal(), issuer.getPublicKey());
    }

    /**
     * By what it is remembered: names alone can be the same.
     *
     * @param issuer the issuer's name
     * @param issuerKey its SubjectPublicKeyInfo
     * @param serialNumber the certificate's
     */
    record Key(X500Principal issuer, ByteBuffer issuerKey, BigInteger serialNumber) {}

    Key key() {
        return new Key(issuer.getSubjectX500Principal(), encoded(issuer.getPublicKey()), certificate.getSerialNumber());
    }

    /** {@return its SubjectPublicKeyInfo, by which keys of two providers are compared as well} */
    static ByteBuffer encoded(PublicKey key) {
        return ByteBuffer.wrap(MlDsa.subjectPublicKeyInfo(key)).asReadOnlyBuffer();
    }

    X509Certificate certificate() {
        return certificate;
    }

    X509Certificate issuer() {
        return issuer;
    }

    CertIds ids() {
        return ids;
    }
}
