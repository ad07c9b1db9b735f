package io.securechannel.pki.ocsp;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;

/** A request about one certificate (RFC 6960, section 4.1). */
final class OcspQuestion {

    /** RFC 9654, section 2.1: 32 octets, which every responder has to take. */
    private static final int NONCE = 32;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] encoded;
    private final Optional<DEROctetString> nonce;

    private OcspQuestion(byte[] encoded, Optional<DEROctetString> nonce) {
        this.encoded = encoded;
        this.nonce = nonce;
    }

    static OcspQuestion about(AskedCertificate asked, boolean sha256, OcspNonce rule) {
        var nonce = rule == OcspNonce.NONE ? Optional.<DEROctetString>empty() : Optional.of(newNonce());
        var id = asked.ids().of(asked.certificate().getSerialNumber(), sha256);
        try {
            var extensions = nonce.isEmpty()
                    ? null
                    : new Extensions(new Extension(
                            OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                            false,
                            nonce.get().getEncoded(ASN1Encoding.DER)));
            var request =
                    new OCSPRequest(new TBSRequest(null, new DERSequence(new Request(id, null)), extensions), null);
            return new OcspQuestion(request.getEncoded(ASN1Encoding.DER), nonce);
        } catch (IOException e) {
            throw new IllegalStateException("what is in memory always has an encoding", e);
        }
    }

    byte[] encoded() {
        return encoded;
    }

    Optional<DEROctetString> nonce() {
        return nonce;
    }

    private static DEROctetString newNonce() {
        var octets = new byte[NONCE];
        RANDOM.nextBytes(octets);
        return new DEROctetString(octets);
    }
}
