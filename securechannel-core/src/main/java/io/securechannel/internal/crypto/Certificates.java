package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Primitive;

/** Reads X.509 certificates (RFC 5280) as the JDK's own objects. */
public final class Certificates {

    /** The two old labels of RFC 7468, section 5.1, still count. */
    private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE", "X.509 CERTIFICATE");

    private Certificates() {}

    /**
     * Returns the certificates of a file in the order in which they stand; keys and parameters beside them are skipped.
     *
     * @param pem the file
     * @return the certificates, at least one
     * @throws KeyMaterialException if there is none, one is damaged, or the file holds certificates in a form that is
     *     not read here
     */
    public static List<X509Certificate> fromPem(Pem pem) throws KeyMaterialException {
        var certificates = new ArrayList<X509Certificate>();
        for (var block : pem.blocks()) {
            if (LABELS.contains(block.label())) {
                certificates.add(decode(block.content(), pem.source() + ", " + block));
            } else {
                refuseOtherForms(block, pem.source());
            }
        }
        if (certificates.isEmpty()) {
            throw missing(pem);
        }
        return certificates;
    }

    /**
     * Returns the JDK's own object for a certificate of any provider.
     *
     * @param certificate the certificate
     * @param source what errors call the origin
     * @return an equal certificate
     * @throws KeyMaterialException if it cannot be encoded or decoded
     */
    public static X509Certificate ofJdk(X509Certificate certificate, String source) throws KeyMaterialException {
        try {
            return decode(certificate.getEncoded(), source);
        } catch (CertificateEncodingException e) {
            throw damaged(source, e);
        }
    }

    /**
     * Returns the JDK's own object for a certificate.
     *
     * @param der the certificate (RFC 5280, section 4.1)
     * @param source what errors call its origin
     * @return the certificate
     * @throws KeyMaterialException if it is damaged
     */
    public static X509Certificate decode(byte[] der, String source) throws KeyMaterialException {
        try {
            // Refuses trailing bytes and deep nesting, on which the JDK's parser would overflow its stack.
            ASN1Primitive.fromByteArray(der);
            return (X509Certificate)
                    JdkProvider.certificateFactory().generateCertificate(new ByteArrayInputStream(der));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw damaged(source, e);
        }
    }

    private static KeyMaterialException damaged(String source, Exception cause) {
        return new KeyMaterialException(
                Reason.MALFORMED, source + ": not an X.509 certificate (RFC 5280), or a damaged one", cause);
    }

    private static void refuseOtherForms(PemBlock block, String source) throws KeyMaterialException {
        switch (block.label()) {
            case "TRUSTED CERTIFICATE" -> throw otherForm(block, source, "openssl x509 -in old.pem -out new.pem");
            case "PKCS7", "CMS" ->
                throw otherForm(block, source, "openssl pkcs7 -print_certs -in old.pem -out new.pem");
            default -> {
                // Keys, parameters, revocation lists: not ours to judge here.
            }
        }
    }

    private static KeyMaterialException otherForm(PemBlock block, String source, String command) {
        return new KeyMaterialException(
                Reason.UNSUPPORTED,
                source + " holds certificates in a form that is not read here, " + block + "; convert it: \"" + command
                        + "\"");
    }

    private static KeyMaterialException missing(Pem pem) {
        var labels = pem.blocks().stream().map(PemBlock::label).toList();
        String hint = "name the file that holds the certificate";
        if (labels.stream().anyMatch(label -> label.endsWith("CERTIFICATE REQUEST"))) {
            hint = "a request is what a certificate authority turns into a certificate; send it to one, or, for tests,"
                    + " sign it yourself: \"openssl x509 -req -in request.pem -key key.pem -days 90 -out cert.pem\"";
        } else if (labels.stream().anyMatch(label -> label.endsWith("PRIVATE KEY"))) {
            hint = "perhaps the files of key and certificate changed places";
        }
        return new KeyMaterialException(
                Reason.MISSING,
                pem.source() + " holds " + Pem.withArticle(labels) + " where a CERTIFICATE was expected: " + hint);
    }
}
