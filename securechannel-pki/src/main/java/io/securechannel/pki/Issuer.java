package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;

/**
 * A name and a key that sign certificates and revocation lists, and the form of what they sign: version 3, with the
 * extensions of RFC 5280, section 4.2, and version 2, with those of section 5.2. Whether something may be signed is
 * decided above.
 */
final class Issuer {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final X500Name name;
    private final SigningKey key;
    private final Optional<byte[]> keyIdentifier;

    /**
     * @param name the issuer's distinguished name, encoded as in its own certificate
     * @param key its private key
     * @param keyIdentifier its subjectKeyIdentifier; empty where the issuer signs its own certificate
     */
    private Issuer(X500Name name, SigningKey key, Optional<byte[]> keyIdentifier) {
        this.name = name;
        this.key = key;
        this.keyIdentifier = keyIdentifier;
    }

    /** An issuer that signs its own certificate. */
    static Issuer ofItself(KeyPair keys, Subject subject) throws KeyMaterialException {
        var key = SigningKey.of(keys.getPrivate(), keys.getPublic(), subject.toString());
        return new Issuer(subject.name(), key, Optional.empty());
    }

    static Issuer ofCertificate(PrivateKey key, X509Certificate certificate) throws KeyMaterialException {
        var subject = certificate.getSubjectX500Principal();
        return new Issuer(
                X500Name.getInstance(subject.getEncoded()),
                SigningKey.of(key, certificate.getPublicKey(), subject.getName()),
                Optional.of(keyIdentifierOf(certificate)));
    }

    /** The certificate of an authority for this issuer's own name. */
    X509Certificate root(AuthorityLimits limits, PublicKey publicKey, ValidityPeriod period)
            throws KeyMaterialException {
        var builder = builder(name, publicKey, period);
        addAuthority(builder, limits, publicKey);
        addKeyIdentifiers(builder, publicKey);
        return sign(builder);
    }

    /** The certificate of whom the profile describes, authority or not. */
    X509Certificate certificate(CertificateProfile profile, PublicKey publicKey, ValidityPeriod period)
            throws KeyMaterialException {
        var subject = profile.subject().name();
        var builder = builder(subject, publicKey, period);
        if (profile.use() == CertificateUse.INTERMEDIATE) {
            addAuthority(builder, profile.authorityLimits(), publicKey);
        } else {
            add(builder, Extension.basicConstraints, true, new BasicConstraints(false));
            add(builder, Extension.keyUsage, true, new KeyUsage(profile.use().keyUsage(publicKey)));
            add(
                    builder,
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(profile.use().extendedKeyUsage()));
        }
        if (profile.use() == CertificateUse.OCSP_SIGNER) {
            // RFC 6960, section 4.2.2.2.1: its own revocation is not asked for.
            add(builder, OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
        }
        addKeyIdentifiers(builder, publicKey);
        if (!profile.alternativeNames().isEmpty()) {
            // Section 4.2.1.6: critical if the subject is empty, and only then.
            var critical = subject.getRDNs().length == 0;
            add(builder, Extension.subjectAlternativeName, critical, profile.subjectAlternativeName());
        }
        profile.ocspResponder().ifPresent(uri -> add(builder, Extension.authorityInfoAccess, false, ocspAccess(uri)));
        profile.crlDistributionPoint()
                .ifPresent(uri -> add(builder, Extension.cRLDistributionPoints, false, distributionPoint(uri)));
        return sign(builder);
    }

    /** The form of a revocation list by this issuer, which the caller fills, signed and read by the JDK. */
    X509CRL sign(X509v2CRLBuilder list) throws KeyMaterialException {
        try {
            list.addExtension(Extension.authorityKeyIdentifier, false, authorityKeyIdentifier());
            var encoded = key.sign(list::build).getEncoded();
            return (X509CRL)
                    CertificateFactory.getInstance("X.509", "SUN").generateCRL(new ByteArrayInputStream(encoded));
        } catch (IOException | GeneralSecurityException e) {
            throw e instanceof KeyMaterialException own
                    ? own
                    : new KeyMaterialException(
                            Reason.UNSUPPORTED, "the JDK does not read the revocation list of " + name, e);
        }
    }

    X500Name name() {
        return name;
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

    private static void addAuthority(X509v3CertificateBuilder builder, AuthorityLimits limits, PublicKey publicKey) {
        add(builder, Extension.basicConstraints, true, new BasicConstraints(limits.pathLength()));
        add(builder, Extension.keyUsage, true, new KeyUsage(CertificateUse.INTERMEDIATE.keyUsage(publicKey)));
        if (!limits.constraints().isEmpty()) {
            add(builder, Extension.nameConstraints, true, limits.constraints().encode());
        }
    }

    private void addKeyIdentifiers(X509v3CertificateBuilder builder, PublicKey publicKey) {
        add(builder, Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyIdentifierOf(publicKey)));
        if (keyIdentifier.isPresent()) {
            add(builder, Extension.authorityKeyIdentifier, false, authorityKeyIdentifier());
        }
    }

    private AuthorityKeyIdentifier authorityKeyIdentifier() {
        return new AuthorityKeyIdentifier(keyIdentifier.orElseThrow());
    }

    private static AuthorityInformationAccess ocspAccess(String uri) {
        return new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp, AlternativeName.uri(uri).encode());
    }

    private static CRLDistPoint distributionPoint(String uri) {
        var names = new GeneralNames(AlternativeName.uri(uri).encode());
        return new CRLDistPoint(
                new DistributionPoint[] {new DistributionPoint(new DistributionPointName(names), null, null)});
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(type, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException("an extension in memory always has an encoding", e);
        }
    }

    /** RFC 7093, section 2, method 1: the leftmost 160 bits of the SHA-256 of the public key's bits. */
    private static byte[] keyIdentifierOf(PublicKey publicKey) {
        var bits = SubjectPublicKeyInfo.getInstance(publicKey.getEncoded())
                .getPublicKeyData()
                .getOctets();
        return Arrays.copyOf(sha256(bits), 20);
    }

    /** The SHA-256 of the SubjectPublicKeyInfo, in hexadecimal digits: the same for every certificate of one key. */
    static String keyHashOf(X509Certificate certificate) {
        return HexFormat.of().formatHex(sha256(MlDsa.subjectPublicKeyInfo(certificate.getPublicKey())));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
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
        var holder = key.sign(builder::build);
        try {
            return new JcaX509CertificateConverter().setProvider("SUN").getCertificate(holder);
        } catch (CertificateException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED, "the JDK does not read the certificate that " + name + " signed", e);
        }
    }
}
