package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.AuthorityAccess;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.keys.Identity;
import io.securechannel.pki.IssuedCertificate;
import io.securechannel.pki.Revocation;
import io.securechannel.pki.RevocationReason;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.operator.ContentSigner;
import org.jspecify.annotations.Nullable;

/** Puts a successful answer together (RFC 6960, section 4.2.1). For one answer and one thread. */
final class AnswerWriter {

    private final Instant known;
    private final Instant now;
    private final Instant end;
    private final ASN1EncodableVector responses = new ASN1EncodableVector();

    /**
     * @param known when its statements were last known to be right: thisUpdate (RFC 6960, section 4.2.2.1)
     * @param now when they are made: producedAt
     * @param end until when they hold: nextUpdate
     */
    AnswerWriter(Instant known, Instant now, Instant end) {
        this.known = known.truncatedTo(ChronoUnit.SECONDS);
        this.now = now.truncatedTo(ChronoUnit.SECONDS);
        this.end = end.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Tells of a certificate, whose name is given back as it came. */
    void add(CertID id, Optional<IssuedCertificate> certificate) {
        responses.add(new SingleResponse(
                id,
                certificate.map(AnswerWriter::status).orElseGet(() -> new CertStatus(2, DERNull.INSTANCE)),
                time(known),
                time(end),
                (Extensions) null));
    }

    /**
     * @param identity signs
     * @param delegated whether its certificate goes along, as those who ask do not have it
     * @param nonce what the request held
     */
    OcspAnswer sign(Identity identity, boolean delegated, Optional<DEROctetString> nonce) throws KeyMaterialException {
        var certificate = identity.certificate();
        try {
            var data = new ResponseData(
                    new ResponderID(new DEROctetString(CertIds.keyHash(certificate.getPublicKey()))),
                    time(now),
                    new DERSequence(responses),
                    extensions(nonce));
            var certificates =
                    delegated ? new DERSequence(ASN1Primitive.fromByteArray(certificate.getEncoded())) : null;
            var basic = AuthorityAccess.get()
                    .sign(
                            identity.privateKey(),
                            certificate.getPublicKey(),
                            CertificateWords.name(certificate),
                            signer -> signed(data, signer, certificates));
            var answer = new OCSPResponse(
                    new OCSPResponseStatus(OcspAnswer.Status.SUCCESSFUL.code()),
                    new ResponseBytes(
                            OCSPObjectIdentifiers.id_pkix_ocsp_basic,
                            new DEROctetString(basic.getEncoded(ASN1Encoding.DER))));
            return OcspAnswer.successful(answer.getEncoded(ASN1Encoding.DER), end, nonce.isPresent());
        } catch (IOException | CertificateEncodingException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, "an answer cannot be encoded: " + CertificateWords.name(certificate), e);
        }
    }

    private static BasicOCSPResponse signed(
            ResponseData data, ContentSigner signer, @Nullable DERSequence certificates) {
        try (var out = signer.getOutputStream()) {
            out.write(data.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalStateException("what is in memory can be read", e);
        }
        return new BasicOCSPResponse(
                data, signer.getAlgorithmIdentifier(), new DERBitString(signer.getSignature()), certificates);
    }

    private static @Nullable Extensions extensions(Optional<DEROctetString> nonce) throws IOException {
        return nonce.isEmpty()
                ? null
                : new Extensions(new Extension(
                        OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                        false,
                        nonce.get().getEncoded(ASN1Encoding.DER)));
    }

    private static CertStatus status(IssuedCertificate certificate) {
        return certificate.revocation().map(AnswerWriter::revoked).orElseGet(CertStatus::new);
    }

    private static CertStatus revoked(Revocation revocation) {
        // As in a list (RFC 5280, section 5.3.1), no reason is better than the one that says that there is none.
        var reason = revocation.reason() == RevocationReason.UNSPECIFIED
                ? null
                : CRLReason.lookup(revocation.reason().code());
        return new CertStatus(new RevokedInfo(time(revocation.time()), reason));
    }

    private static ASN1GeneralizedTime time(Instant instant) {
        return new ASN1GeneralizedTime(Date.from(instant));
    }
}
