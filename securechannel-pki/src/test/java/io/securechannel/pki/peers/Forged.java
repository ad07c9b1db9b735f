package io.securechannel.pki.peers;

import io.securechannel.keys.Identity;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Certificates that our authority refuses to issue, signed with its own EC key all the same: so a peer that refuses them
 * obeys what the authority's certificate says, and not what the authority did.
 */
final class Forged {

    private Forged() {}

    /** A server for these DNS names. */
    static Identity server(Identity issuer, String... names) throws Exception {
        var keys = ecKeys();
        var builder = builder(issuer, names[0], keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        var subjects = Arrays.stream(names)
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toArray(GeneralName[]::new);
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(subjects));
        return sign(issuer, builder, keys);
    }

    /** An authority without limits of its own. */
    static Identity authority(Identity issuer, String name) throws Exception {
        var keys = ecKeys();
        var builder = builder(issuer, name, keys);
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return sign(issuer, builder, keys);
    }

    private static JcaX509v3CertificateBuilder builder(Identity issuer, String name, KeyPair keys) throws Exception {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer.certificate().getSubjectX500Principal(),
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(Duration.ofMinutes(5))),
                Date.from(now.plus(Duration.ofDays(10))),
                new X500Principal("CN=" + name),
                keys.getPublic());
        var subjectKey = new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic());
        var issuerKey =
                SubjectKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(issuer.certificate()).getExtensions());
        builder.addExtension(Extension.subjectKeyIdentifier, false, subjectKey);
        builder.addExtension(
                Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(issuerKey.getKeyIdentifier()));
        return builder;
    }

    private static Identity sign(Identity issuer, JcaX509v3CertificateBuilder builder, KeyPair keys) throws Exception {
        var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.privateKey());
        var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        var issuers = isRoot(issuer) ? List.<X509Certificate>of() : issuer.certificateChain();
        return Identity.of(keys.getPrivate(), certificate, issuers.toArray(X509Certificate[]::new));
    }

    private static boolean isRoot(Identity identity) {
        var certificate = identity.certificate();
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static KeyPair ecKeys() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
