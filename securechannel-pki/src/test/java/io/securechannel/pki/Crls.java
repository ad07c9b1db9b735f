package io.securechannel.pki;

import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Revocation lists of a test CA, good ones and such as no honest authority makes. */
final class Crls {

    private record Entry(BigInteger serial, Extensions extensions) {}

    private final X509Certificate issuer;
    private TestCa signer;
    private String algorithm = "SHA256withECDSA";
    private long number = 1;
    private Instant thisUpdate = Instant.now().minus(Duration.ofHours(1));
    private Instant nextUpdate = Instant.now().plus(Duration.ofDays(7));
    private boolean keyIdentifier = true;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();

    private Crls(TestCa ca) {
        this.issuer = ca.certificate();
        this.signer = ca;
    }

    /** Number 1, begun an hour ago, due in seven days, with nothing revoked. */
    static Crls of(TestCa ca) {
        return new Crls(ca);
    }

    /** Zero for a list without a number. */
    Crls number(long value) {
        this.number = value;
        return this;
    }

    /** Null leaves nextUpdate out. */
    Crls dates(Instant begun, Instant due) {
        this.thisUpdate = begun;
        this.nextUpdate = due;
        return this;
    }

    Crls withoutKeyIdentifier() {
        this.keyIdentifier = false;
        return this;
    }

    Crls signer(TestCa other) {
        this.signer = other;
        return this;
    }

    Crls algorithm(String name) {
        this.algorithm = name;
        return this;
    }

    Crls extension(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        extensions.add(encoded(type, critical, value));
        return this;
    }

    /** By the numbers of {@link CRLReason}. */
    Crls revoke(X509Certificate certificate, int reason) {
        return revoke(certificate, encoded(Extension.reasonCode, false, CRLReason.lookup(reason)));
    }

    Crls revoke(X509Certificate certificate, Extension... ofEntry) {
        var all = ofEntry.length == 0 ? null : new Extensions(ofEntry);
        entries.add(new Entry(certificate.getSerialNumber(), all));
        return this;
    }

    Crls revokeMany(int count) {
        for (int i = 1; i <= count; i++) {
            entries.add(new Entry(BigInteger.ONE.shiftLeft(127).add(BigInteger.valueOf(i)), null));
        }
        return this;
    }

    byte[] der() {
        try {
            return holder().getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    String pem() {
        return "-----BEGIN X509 CRL-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der())
                + "\n-----END X509 CRL-----\n";
    }

    X509CRL list() {
        try {
            return new JcaX509CRLConverter().getCRL(holder());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As {@code ca crl} does: at once. */
    static void write(Path file, byte[] content) throws IOException {
        var fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "fresh", ".crl");
        Files.write(fresh, content);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static void write(Path file, Crls... lists) throws IOException {
        var text = new StringBuilder();
        for (var each : lists) {
            text.append(each.pem());
        }
        write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    static Extension encoded(ASN1ObjectIdentifier type, boolean critical, ASN1Encodable value) {
        try {
            return new Extension(type, critical, value.toASN1Primitive().getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509CRLHolder holder() {
        try {
            var name = X500Name.getInstance(issuer.getSubjectX500Principal().getEncoded());
            var builder = new X509v2CRLBuilder(name, Date.from(thisUpdate));
            if (nextUpdate != null) {
                builder.setNextUpdate(Date.from(nextUpdate));
            }
            if (number > 0) {
                builder.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
            }
            if (keyIdentifier) {
                builder.addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuer.getPublicKey()));
            }
            for (var each : extensions) {
                builder.addExtension(each);
            }
            for (var each : entries) {
                builder.addCRLEntry(each.serial, Date.from(thisUpdate), each.extensions);
            }
            return builder.build(new JcaContentSignerBuilder(algorithm).build(signer.privateKey()));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
