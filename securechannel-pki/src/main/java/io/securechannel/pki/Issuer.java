package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A name and a key that sign certificates, and the form of what they sign: version 3, with the extensions of RFC 5280,
 * section 4.2. Whether something may be signed is decided above.
 */
final class Issuer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final PrivateKey key;
    private final SigningAlgorithm algorithm;
    private final Optional<byte[]> keyIdentifier;

    /**
     * @param name the issuer's distinguished name, encoded as in its own certificate
     * @param key its private key
     * @param algorithm how it signs
     * @param keyIdentifier its subjectKeyIdentifier; empty where the issuer signs its own certificate
     */
    private Issuer(X500Name name, PrivateKey key, SigningAlgorithm algorithm, Optional<byte[]> keyIdentifier) {
        this.name = name;
        this.key = key;
        this.algorithm = algorithm;
        this.keyIdentifier = keyIdentifier;
    }

    /** An issuer that signs its own certificate. */
    static Issuer ofItself(KeyPair keys, Subject subject) {
        return new Issuer(
                subject.name(),
                keys.getPrivate(),
                SigningAlgorithm.of(keys.getPublic()).orElseThrow(),
                Optional.empty());
    }

    static Issuer ofCertificate(PrivateKey key, X509Certificate certificate, SigningAlgorithm algorithm) {
        return new Issuer(
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
                key,
                algorithm,
                Optional.of(keyIdentifierOf(certificate)));
    }

    /** The certificate of an authority for this issuer's own name; it can sign leaves, and no further authority. */
    X509Certificate authority(PublicKey publicKey, ValidityPeriod period) throws KeyMaterialException {
        var builder = builder(name, publicKey, period);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            addKeyIdentifiers(builder, publicKey);
        } catch (IOException e) {
            throw encodingFailed(e);
        }
        return sign(builder);
    }

    /** The certificate of somebody who signs no certificates. */
    X509Certificate leaf(CertificateProfile profile, PublicKey publicKey, ValidityPeriod period)
            throws KeyMaterialException {
        var subject = profile.subject().name();
        var builder = builder(subject, publicKey, period);
        try {
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            // No keyEncipherment for RSA: that is for TLS 1.2's RSA key transport, and the key agreement here is ECDHE.
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(profile.extendedKeyUsage()));
            addKeyIdentifiers(builder, publicKey);
            if (!profile.alternativeNames().isEmpty()) {
                var names = profile.alternativeNames().stream()
                        .map(AlternativeName::encode)
                        .toArray(GeneralName[]::new);
                // Section 4.2.1.6: critical if the subject is empty, and only then.
                var critical = subject.getRDNs().length == 0;
                builder.addExtension(Extension.subjectAlternativeName, critical, new GeneralNames(names));
            }
        } catch (IOException e) {
            throw encodingFailed(e);
        }
        return sign(builder);
    }

    private X509v3CertificateBuilder builder(X500Name subject, PublicKey publicKey, ValidityPeriod period) {
        return new JcaX509v3CertificateBuilder(
                name, serialNumber(), Date.from(period.notBefore()), Date.from(period.notAfter()), subject, publicKey);
    }

    /** 128 random bits, positive: 17 octets at most of the 20 that section 4.1.2.2 allows. */
    private static BigInteger serialNumber() {
        BigInteger serial;
        do {
            serial = new BigInteger(128, RANDOM);
        } while (serial.signum() == 0);
        return serial;
    }

    private void addKeyIdentifiers(X509v3CertificateBuilder builder, PublicKey publicKey) throws IOException {
        builder.addExtension(
                Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifierOf(publicKey)));
        if (keyIdentifier.isPresent()) {
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyIdentifier.get()));
        }
    }

    /** RFC 7093, section 2, method 1: the leftmost 160 bits of the SHA-256 of the public key's bits. */
    private static byte[] keyIdentifierOf(PublicKey publicKey) {
        var bits = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded())
                .getPublicKeyData()
                .getOctets();
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(bits), 20);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The identifier that the certificate itself states, which another program may have made in another way. */
    private static byte[] keyIdentifierOf(X509Certificate certificate) {
        var extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return keyIdentifierOf(certificate.getPublicKey());
        }
        var value = ASN1OctetString.getInstance(extension).getOctets();
        return SubjectKeyIdentifier.getInstance(value).getKeyIdentifier();
    }

    private X509Certificate sign(X509v3CertificateBuilder builder) throws KeyMaterialException {
        var signer = new JcaContentSignerBuilder(algorithm.jcaName());
        // A key without an encoding lives in hardware, and only its own provider, which the JDK finds, can sign.
        if (key.getFormat() != null) {
            signer.setProvider(algorithm.provider());
        }
        try {
            return new JcaX509CertificateConverter()
                    .setProvider("SUN")
                    .getCertificate(builder.build(signer.build(key)));
        } catch (OperatorCreationException | RuntimeOperatorException | CertificateException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED, "the key of " + name + " did not sign with " + algorithm.jcaName(), e);
        }
    }

    private static IllegalStateException encodingFailed(IOException cause) {
        return new IllegalStateException("an extension in memory always has an encoding", cause);
    }
}
