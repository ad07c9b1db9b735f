package io.securechannel.pki.ocsp;

import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Answers of a test CA as Bouncy Castle makes them: good ones, and such as no honest responder gives. */
final class Answers {

    private final List<BigInteger> serials = new ArrayList<>();
    private PrivateKey key;
    private X509Certificate signer;
    private final List<X509Certificate> sent = new ArrayList<>();
    private X509Certificate named;
    private String algorithm = "SHA256withECDSA";
    private CertificateStatus status = CertificateStatus.GOOD;
    private Instant thisUpdate = Instant.now();
    private Optional<Instant> nextUpdate = Optional.of(Instant.now().plus(Duration.ofHours(1)));
    private boolean sha256;
    private Optional<byte[]> nonce = Optional.empty();
    private boolean echo = true;
    private Optional<Extension> extension = Optional.empty();

    private Answers(TestCa issuer) {
        this.named = issuer.certificate();
        this.key = issuer.privateKey();
        this.signer = issuer.certificate();
    }

    /** Good since now, for an hour, signed by the CA itself, with the request's nonce. */
    static Answers of(TestCa issuer, X509Certificate... certificates) {
        var answers = new Answers(issuer);
        for (var each : certificates) {
            answers.serials.add(each.getSerialNumber());
        }
        return answers;
    }

    /** A certificate for a delegated signer, as it should be. */
    static TestCa.Leaf delegate(TestCa issuer) {
        return issuer.leaf("ocsp signer")
                .purposes(KeyPurposeId.id_kp_OCSPSigning)
                .extension(noCheck());
    }

    static Extension noCheck() {
        try {
            return new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE.getEncoded());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Answers revoked(int reason) {
        this.status = new RevokedStatus(Date.from(Instant.now()), reason);
        return this;
    }

    Answers unknown() {
        this.status = new UnknownStatus();
        return this;
    }

    Answers signer(Identity delegate) {
        this.key = delegate.privateKey();
        this.signer = delegate.certificate();
        this.sent.add(delegate.certificate());
        return this;
    }

    /** Sends this certificate along, before those of signers that are named later. */
    Answers beside(X509Certificate other) {
        this.sent.add(other);
        return this;
    }

    Answers withoutCertificate() {
        this.sent.clear();
        return this;
    }

    /** Signed by a key that is not the one it says. */
    Answers forged(PrivateKey other) {
        this.key = other;
        return this;
    }

    Answers algorithm(String name) {
        this.algorithm = name;
        return this;
    }

    /** Whose hashes name the certificates. */
    Answers named(TestCa other) {
        this.named = other.certificate();
        return this;
    }

    Answers dates(Instant begun, Instant due) {
        this.thisUpdate = begun;
        this.nextUpdate = Optional.ofNullable(due);
        return this;
    }

    Answers sha256() {
        this.sha256 = true;
        return this;
    }

    Answers nonce(byte[] octets) {
        this.nonce = Optional.of(octets);
        this.echo = false;
        return this;
    }

    Answers withoutNonce() {
        this.echo = false;
        return this;
    }

    Answers extension(ASN1ObjectIdentifier type, boolean critical) {
        this.extension = Optional.of(new Extension(type, critical, new byte[] {5, 0}));
        return this;
    }

    /** Not to any request. */
    byte[] der() {
        return der(new byte[0]);
    }

    byte[] der(byte[] request) {
        try {
            var builder = new BasicOCSPRespBuilder(new RespID(
                    X500Name.getInstance(signer.getSubjectX500Principal().getEncoded())));
            var ids = Requests.about(named);
            if (sha256) {
                ids.hash(NISTObjectIdentifiers.id_sha256);
            }
            for (var each : serials) {
                builder.addResponse(
                        ids.id(each),
                        status,
                        Date.from(thisUpdate),
                        nextUpdate.map(Date::from).orElse(null),
                        null);
            }
            var extensions = new ArrayList<Extension>();
            nonceFor(request).ifPresent(extensions::add);
            extension.ifPresent(extensions::add);
            if (!extensions.isEmpty()) {
                builder.setResponseExtensions(new Extensions(extensions.toArray(Extension[]::new)));
            }
            var chain = new X509CertificateHolder[sent.size()];
            for (int i = 0; i < chain.length; i++) {
                chain[i] = new JcaX509CertificateHolder(sent.get(i));
            }
            var basic = builder.build(new JcaContentSignerBuilder(algorithm).build(key), chain, Date.from(thisUpdate));
            return new OCSPRespBuilder()
                    .build(OCSPRespBuilder.SUCCESSFUL, basic)
                    .getEncoded();
        } catch (OCSPException | IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] failed(int status) {
        try {
            return new OCSPRespBuilder().build(status, null).getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Extension> nonceFor(byte[] request) throws IOException {
        if (nonce.isPresent()) {
            return Optional.of(new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(nonce.get()).getEncoded()));
        }
        return echo && request.length > 0
                ? Optional.ofNullable(new OCSPReq(request).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                : Optional.empty();
    }
}
