package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.KeyEncoder;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.keys.Identity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;

/**
 * Writes certificates and keys as the PEM files (RFC 7468) that other programs read: OpenSSL, nginx, curl, Python.
 * {@link Identity#fromPem(Path, Path)} reads them back.
 *
 * <p>Every file appears whole or not at all, in place of one that was there: a temporary file next to it is filled,
 * forced to the disk and renamed.
 */
public final class Pem {

    private Pem() {}

    /**
     * Writes a key and its certificates.
     *
     * <p><b>The key is not encrypted.</b> Only the permissions protect its file, which has had them since it was made:
     * 0600, or an access list with its owner alone. Its form is PKCS#8 version 1 (RFC 5208), without the public key,
     * because OpenSSL 3.0 reads no other for Ed25519. The key is written first; the two files do not change in one
     * step.
     *
     * @param identity the key and its chain
     * @param certificateChainFile where the certificates go, leaf first
     * @param privateKeyFile where the key goes
     * @throws IllegalArgumentException if the two are one file
     * @throws KeyMaterialException if the key cannot leave its provider, as in a hardware token
     * @throws IOException if a file cannot be written, or its file system cannot keep others from reading the key
     */
    public static void write(Identity identity, Path certificateChainFile, Path privateKeyFile)
            throws KeyMaterialException, IOException {
        if (absolute(certificateChainFile).equals(absolute(privateKeyFile))) {
            throw new IllegalArgumentException("the certificates and the key need a file each, not both "
                    + privateKeyFile + ": one is public, the other secret");
        }
        var certificates = PemWriter.certificates(identity.certificateChain());
        writeKey(identity.privateKey(), identity.certificate().getPublicKey(), privateKeyFile);
        AtomicFile.write(certificateChainFile, certificates);
    }

    /**
     * Writes one certificate, such as that of a root for those who shall trust it.
     *
     * @param certificate the certificate
     * @param file where it goes; everybody may read it
     * @throws KeyMaterialException if the certificate has no encoding
     * @throws IOException if the file cannot be written
     */
    public static void writeCertificate(X509Certificate certificate, Path file)
            throws KeyMaterialException, IOException {
        AtomicFile.write(file, PemWriter.certificates(List.of(certificate)));
    }

    /**
     * Writes several certificates, such as the chain that answers a request.
     *
     * @param certificates the certificates, in this order
     * @param file where they go; everybody may read it
     * @throws KeyMaterialException if a certificate has no encoding
     * @throws IOException if the file cannot be written
     */
    public static void writeCertificates(List<X509Certificate> certificates, Path file)
            throws KeyMaterialException, IOException {
        AtomicFile.write(file, PemWriter.certificates(certificates));
    }

    /**
     * Writes a revocation list (RFC 7468, section 7).
     *
     * @param crl the list, as {@link CertificateAuthority#crl()} made it
     * @param file where it goes; everybody may read it
     * @throws KeyMaterialException if the list has no encoding
     * @throws IOException if the file cannot be written
     */
    public static void writeCrl(X509CRL crl, Path file) throws KeyMaterialException, IOException {
        try {
            AtomicFile.write(file, PemWriter.block("X509 CRL", crl.getEncoded()));
        } catch (CRLException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "the revocation list has no encoding", e);
        }
    }

    static void writeKey(PrivateKey key, PublicKey publicKey, Path file) throws KeyMaterialException, IOException {
        var encoded = privateKey(key, publicKey);
        try {
            AtomicFile.writeForOwner(file, encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static byte[] privateKey(PrivateKey key, PublicKey publicKey) throws KeyMaterialException {
        var pkcs8 = KeyEncoder.pkcs8(key, publicKey);
        try {
            return PemWriter.block(PemWriter.PRIVATE_KEY, pkcs8);
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static Path absolute(Path file) {
        return file.toAbsolutePath().normalize();
    }
}
