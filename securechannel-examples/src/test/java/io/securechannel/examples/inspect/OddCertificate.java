package io.securechannel.examples.inspect;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates for a server that no CA of the tests would issue: signed by themselves, or with any algorithm. */
final class OddCertificate {

    private OddCertificate() {}

    static X509Certificate selfSigned(String name, KeyPair keys, String algorithm) throws Exception {
        return make(new X500Name("CN=" + name), name, keys.getPublic(), keys, algorithm);
    }

    static X509Certificate issue(
            String name, PublicKey key, X509Certificate issuer, KeyPair issuerKeys, String algorithm) throws Exception {
        return make(
                X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded()), name, key, issuerKeys, algorithm);
    }

    private static X509Certificate make(
            X500Name issuer, String name, PublicKey key, KeyPair issuerKeys, String algorithm) throws Exception {
        var now = Instant.now();
        var builder = new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(now.toEpochMilli()),
                Date.from(now.minus(Duration.ofDays(1))),
                Date.from(now.plus(Duration.ofDays(89))),
                new X500Name("CN=" + name),
                key);
        builder.addExtension(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, name)));
        var signer = new JcaContentSignerBuilder(algorithm)
                .setProvider(new BouncyCastleProvider())
                .build(issuerKeys.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    }
}
