package io.securechannel.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates that no single CA issues: cross-signed, self-signed, with an algorithm of choice. */
public final class Chains {

    private static final AtomicLong SERIAL = new AtomicLong(1_000);

    private Chains() {}

    /** A CA's certificate for this key, signed by that one. */
    public static X509Certificate authority(String name, KeyPair keys, String issuer, KeyPair signer) {
        return sign(name, keys, issuer, signer, "SHA256withECDSA", true);
    }

    /** A certificate for nothing but this key. */
    public static X509Certificate leaf(String name, KeyPair keys, String issuer, KeyPair signer) {
        return sign(name, keys, issuer, signer, "SHA256withECDSA", false);
    }

    /** The same, signed by this algorithm. */
    public static X509Certificate leaf(String name, KeyPair keys, String issuer, KeyPair signer, String algorithm) {
        return sign(name, keys, issuer, signer, algorithm, false);
    }

    /** A certificate that is its own issuer, signed by this algorithm. */
    public static X509Certificate selfSigned(String name, KeyPair keys, String algorithm) {
        return sign(name, keys, name, keys, algorithm, false);
    }

    private static X509Certificate sign(
            String name, KeyPair keys, String issuer, KeyPair signer, String algorithm, boolean authority) {
        try {
            var now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=" + issuer),
                    BigInteger.valueOf(SERIAL.incrementAndGet()),
                    Date.from(now.minus(Duration.ofDays(10))),
                    Date.from(now.plus(Duration.ofDays(10))),
                    new X500Name("CN=" + name),
                    keys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            var signing = new JcaContentSignerBuilder(algorithm);
            if (algorithm.endsWith("MGF1")) {
                signing.setProvider(new BouncyCastleProvider()); // the JDK knows PSS by another name
            }
            return new JcaX509CertificateConverter().getCertificate(builder.build(signing.build(signer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }
}
