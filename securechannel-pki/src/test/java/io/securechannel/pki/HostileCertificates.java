package io.securechannel.pki;

import io.securechannel.keys.Identity;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that this library would not make, made with Bouncy Castle. */
final class HostileCertificates {

    private HostileCertificates() {}

    /** An authority with a critical extension of the test's own. */
    static Identity authority(Identity above, ASN1ObjectIdentifier type, ASN1Encodable value, Instant now)
            throws Exception {
        var keys = KeyType.EC_P256.generate();
        var builder = new JcaX509v3CertificateBuilder(
                        X500Name.getInstance(
                                above.certificate().getSubjectX500Principal().getEncoded()),
                        BigInteger.TEN,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plus(Duration.ofDays(365))),
                        new X500Name("CN=Foreign CA"),
                        keys.getPublic())
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
                .addExtension(type, true, value);
        var certificate = new JcaX509CertificateConverter()
                .getCertificate(
                        builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(above.privateKey())));
        return Identity.of(keys.getPrivate(), certificate, above.certificate());
    }
}
