package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/**
 * What a request asks (RFC 6960, section 4.1), and that it asks with measure: whoever asks is nobody in particular, and a
 * signature of the requestor is not looked at.
 *
 * <pre>
 * OCSPRequest ::= SEQUENCE { tbsRequest SEQUENCE {
 *     version            [0] DEFAULT v1,
 *     requestorName      [1] OPTIONAL,
 *     requestList        SEQUENCE OF SEQUENCE { reqCert CertID, singleRequestExtensions [0] OPTIONAL },
 *     requestExtensions  [2] OPTIONAL },
 *   optionalSignature [0] OPTIONAL }
 * </pre>
 *
 * @param certificates which certificates it asks about, 1 to 32
 * @param nonce what the answer has to hold as well (RFC 9654, section 2.1)
 */
record OcspQuery(List<CertID> certificates, Optional<DEROctetString> nonce) {

    static final int LARGEST = 16 << 10;
    static final int LONGEST_NONCE = 128;

    private static final int MOST_CERTIFICATES = 32;
    private static final Set<ASN1ObjectIdentifier> KNOWN =
            Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, OCSPObjectIdentifiers.id_pkix_ocsp_response);

    /**
     * Reads a request.
     *
     * @param der the bytes, from anybody
     * @throws KeyMaterialException with {@link Reason#MALFORMED} or {@link Reason#TOO_LARGE}
     */
    static OcspQuery parse(byte[] der) throws KeyMaterialException {
        if (der.length > LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, "a request of more than " + LARGEST + " bytes: ask about fewer certificates");
        }
        try {
            // The whole at once, so that trailing bytes and deep nesting end here.
            return read(
                    OCSPRequest.getInstance(ASN1Primitive.fromByteArray(der)).getTbsRequest());
        } catch (IOException | RuntimeException e) { // the parser's, on what a hostile request may hold
            throw new KeyMaterialException(
                    Reason.MALFORMED, "not an OCSP request (RFC 6960, section 4.1), or a damaged one", e);
        }
    }

    private static OcspQuery read(TBSRequest request) throws KeyMaterialException, IOException {
        if (!request.getVersion().equals(new ASN1Integer(0))) {
            throw malformed("its version is not v1");
        }
        int count = request.getRequestList().size();
        if (count < 1 || count > MOST_CERTIFICATES) {
            throw malformed(
                    "it asks about " + count + " certificates, and 1 to " + MOST_CERTIFICATES + " are answered");
        }
        requireKnown(request.getRequestExtensions());
        var certificates = new ArrayList<CertID>();
        for (var each : request.getRequestList()) {
            var single = Request.getInstance(each);
            requireKnown(single.getSingleRequestExtensions());
            certificates.add(single.getReqCert());
        }
        return new OcspQuery(List.copyOf(certificates), nonce(request.getRequestExtensions()));
    }

    /** RFC 9654, section 2.1: an OCTET STRING of 1 to 128 octets, and anything else is answered by malformedRequest. */
    static Optional<DEROctetString> nonce(@Nullable Extensions extensions) throws KeyMaterialException, IOException {
        var extension = extensions == null ? null : extensions.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (extension == null) {
            return Optional.empty();
        }
        if (!(ASN1Primitive.fromByteArray(extension.getExtnValue().getOctets()) instanceof DEROctetString nonce)) {
            throw malformed("its nonce is no OCTET STRING");
        }
        int length = nonce.getOctetsLength();
        if (length < 1 || length > LONGEST_NONCE) {
            throw malformed("its nonce has " + length + " octets, and 1 to " + LONGEST_NONCE + " are right");
        }
        return Optional.of(nonce);
    }

    /** Section 4.4: what is critical and not known is not answered. */
    private static void requireKnown(@Nullable Extensions extensions) throws KeyMaterialException {
        if (extensions == null) {
            return;
        }
        for (var each : extensions.getCriticalExtensionOIDs()) {
            if (!KNOWN.contains(each)) {
                throw malformed("it has a critical extension that is not known here");
            }
        }
    }

    private static KeyMaterialException malformed(String why) {
        return new KeyMaterialException(Reason.MALFORMED, "an OCSP request is not answered: " + why);
    }
}
