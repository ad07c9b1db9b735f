package io.securechannel.pki.ocsp;

import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** Requests as Bouncy Castle makes them, sensible ones and others. */
final class Requests {

    private final X509Certificate issuer;
    private AlgorithmIdentifier hash = CertificateID.HASH_SHA1;
    private final List<BigInteger> serials = new ArrayList<>();
    private final List<Extension> extensions = new ArrayList<>();

    private Requests(X509Certificate issuer) {
        this.issuer = issuer;
    }

    static Requests about(X509Certificate issuer, X509Certificate... certificates) {
        var requests = new Requests(issuer);
        for (var each : certificates) {
            requests.serial(each.getSerialNumber());
        }
        return requests;
    }

    Requests serial(BigInteger serial) {
        serials.add(serial);
        return this;
    }

    Requests hash(ASN1ObjectIdentifier algorithm) {
        this.hash = new AlgorithmIdentifier(algorithm);
        return this;
    }

    Requests nonce(byte[] octets) throws IOException {
        return extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(octets).getEncoded());
    }

    Requests extension(ASN1ObjectIdentifier type, boolean critical, byte[] value) {
        extensions.add(new Extension(type, critical, value));
        return this;
    }

    byte[] der() {
        try {
            var builder = new OCSPReqBuilder();
            for (var each : serials) {
                builder.addRequest(id(each));
            }
            if (!extensions.isEmpty()) {
                builder.setRequestExtensions(new Extensions(extensions.toArray(Extension[]::new)));
            }
            return builder.build().getEncoded();
        } catch (OCSPException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    CertificateID id(BigInteger serial) {
        try {
            var digests = new JcaDigestCalculatorProviderBuilder().build();
            return new CertificateID(digests.get(hash), new JcaX509CertificateHolder(issuer), serial);
        } catch (OCSPException | OperatorCreationException | CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }
}
