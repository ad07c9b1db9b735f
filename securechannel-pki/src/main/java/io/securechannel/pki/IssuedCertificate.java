package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger of an authority knows of a certificate that was issued: everything but the certificate itself. Times are
 * in whole seconds.
 *
 * @param serial the serial number, by which it is revoked
 * @param subject the holder's distinguished name, as RFC 2253 writes it
 * @param names what subjectAltName holds, in canonical form
 * @param profile the kind of profile: {@code tlsServer}, {@code tlsClient}, {@code tlsServerAndClient},
 *     {@code intermediate} or {@code ocspSigner}
 * @param notBefore from when on it is valid
 * @param notAfter until when it is valid
 * @param sha256 the SHA-256 of the certificate, in 64 lower-case hexadecimal digits
 * @param issued when it was issued
 * @param revocation when and why it was revoked, if it was
 */
public record IssuedCertificate(
        BigInteger serial,
        String subject,
        List<String> names,
        String profile,
        Instant notBefore,
        Instant notAfter,
        String sha256,
        Instant issued,
        Optional<Revocation> revocation) {

    /**
     * Keeps a list of its own.
     *
     * @param serial the serial number, by which it is revoked
     * @param subject the holder's distinguished name, as RFC 2253 writes it
     * @param names what subjectAltName holds, in canonical form
     * @param profile the kind of profile: {@code tlsServer}, {@code tlsClient}, {@code tlsServerAndClient},
     *     {@code intermediate} or {@code ocspSigner}
     * @param notBefore from when on it is valid
     * @param notAfter until when it is valid
     * @param sha256 the SHA-256 of the certificate, in 64 lower-case hexadecimal digits
     * @param issued when it was issued
     * @param revocation when and why it was revoked, if it was
     */
    public IssuedCertificate {
        names = List.copyOf(names);
    }

    static IssuedCertificate of(X509Certificate certificate, CertificateProfile profile, Instant now)
            throws KeyMaterialException {
        return new IssuedCertificate(
                certificate.getSerialNumber(),
                certificate.getSubjectX500Principal().getName(),
                profile.names(),
                profile.use().factory(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                sha256(certificate),
                now.truncatedTo(ChronoUnit.SECONDS),
                Optional.empty());
    }

    IssuedCertificate with(Optional<Revocation> newRevocation) {
        return new IssuedCertificate(
                serial, subject, names, profile, notBefore, notAfter, sha256, issued, newRevocation);
    }

    private static String sha256(X509Certificate certificate) throws KeyMaterialException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "a new certificate has no encoding", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
