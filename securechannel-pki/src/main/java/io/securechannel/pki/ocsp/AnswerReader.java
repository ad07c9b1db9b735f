package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import java.io.IOException;
import java.security.cert.CRLReason;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.Extensions;
import org.jspecify.annotations.Nullable;

/** Reads answers (RFC 6960, section 4.2.1) and takes nothing of them that is not checked (section 3.2). */
final class AnswerReader {

    static final int LARGEST = 64 << 10;

    /** An answer tells of what was asked; some responders add a few more. */
    private static final int MOST_RESPONSES = 64;

    private static final CRLReason[] REASONS = CRLReason.values();

    private final Duration clockSkew;

    AnswerReader(Duration clockSkew) {
        this.clockSkew = clockSkew;
    }

    /**
     * What an answer has to fit.
     *
     * @param asked the certificate that it has to tell of
     * @param nonce what was sent, if it was
     * @param nonceRequired whether it has to come back
     * @param now the time
     */
    record Expected(AskedCertificate asked, Optional<DEROctetString> nonce, boolean nonceRequired, Instant now) {}

    /**
     * Reads and checks an answer.
     *
     * @param der the bytes, from anybody
     * @param expected what it has to fit
     * @param source what errors call its origin
     * @throws KeyMaterialException that says what is wrong
     */
    Told read(byte[] der, Expected expected, String source) throws KeyMaterialException {
        if (der.length > LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + ": an answer of more than " + LARGEST + " bytes, which is not looked at");
        }
        try {
            // The whole at once, so that trailing bytes and deep nesting end here, and in the inner one below.
            var response = OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der));
            requireSuccess(response.getResponseStatus().getIntValue(), source);
            var bytes = response.getResponseBytes();
            if (bytes == null || !bytes.getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
                throw refused(Reason.UNSUPPORTED, source, "it is not of the basic type (RFC 6960, section 4.2.1)");
            }
            var signed = SignedAnswer.parse(bytes.getResponse().getOctets());
            var signerEnds = signed.requireSigner(expected.asked.issuer(), expected.now, clockSkew, source);
            return read(signed.data(), expected, signerEnds, source);
        } catch (IOException | ParseException | RuntimeException e) { // the parser's, on what a hostile answer may hold
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + ": not an OCSP answer (RFC 6960, section 4.2), or a damaged one: is the address right?",
                    e);
        }
    }

    private Told read(ResponseData data, Expected expected, Optional<Instant> signerEnds, String source)
            throws KeyMaterialException, IOException, ParseException {
        if (!data.getVersion().equals(new ASN1Integer(0))) {
            throw refused(Reason.UNSUPPORTED, source, "its version is not v1");
        }
        requireNoCritical(data.getResponseExtensions(), source);
        requireNonce(data.getResponseExtensions(), expected, source);
        requireBegun(data.getProducedAt(), expected.now, source);
        var single = single(data, expected.asked, source);
        requireNoCritical(single.getSingleExtensions(), source);
        requireFresh(single, expected.now, source);
        return told(single, signerEnds, source);
    }

    private static void requireSuccess(int status, String source) throws KeyMaterialException {
        var word = switch (status) {
            case 0 -> "";
            case 1 -> "malformedRequest";
            case 2 -> "internalError";
            case 3 -> "tryLater";
            case 5 -> "sigRequired";
            case 6 -> "unauthorized, so it does not answer for this issuer, or not here";
            default -> "with the unknown status " + status;
        };
        if (!word.isEmpty()) {
            throw new KeyMaterialException(Reason.UNAVAILABLE, source + " answers " + word);
        }
    }

    /** Exactly one: of two that differ nobody could tell which is right. */
    private static SingleResponse single(ResponseData data, AskedCertificate asked, String source)
            throws KeyMaterialException {
        if (data.getResponses().size() > MOST_RESPONSES) {
            throw refused(Reason.TOO_LARGE, source, "it tells of more than " + MOST_RESPONSES + " certificates");
        }
        SingleResponse found = null;
        for (var each : data.getResponses()) {
            var single = SingleResponse.getInstance(each);
            if (asked.ids().matches(single.getCertID(), asked.certificate().getSerialNumber())) {
                if (found != null) {
                    throw refused(Reason.MALFORMED, source, "it tells of the certificate twice");
                }
                found = single;
            }
        }
        if (found == null) {
            throw refused(Reason.MISSING, source, "it does not tell of this certificate, but of another one");
        }
        return found;
    }

    private static void requireNonce(@Nullable Extensions extensions, Expected expected, String source)
            throws KeyMaterialException, IOException {
        if (expected.nonce.isEmpty()) {
            return;
        }
        var nonce = nonce(extensions, source);
        if (nonce.isEmpty() && expected.nonceRequired) {
            throw refused(
                    Reason.REPLAYED,
                    source,
                    "it does not hold the nonce of the request, and so may be an old one. If the responder knows no nonces,"
                            + " OcspNonce.OPTIONAL takes its answers, and their age with them");
        }
        if (nonce.isPresent() && !nonce.equals(expected.nonce)) {
            throw refused(
                    Reason.REPLAYED,
                    source,
                    "it holds another nonce than the request: it answers another one, and somebody may try to hide a"
                            + " revocation");
        }
    }

    private static Optional<DEROctetString> nonce(@Nullable Extensions extensions, String source)
            throws KeyMaterialException, IOException {
        try {
            return OcspQuery.nonce(extensions);
        } catch (KeyMaterialException e) {
            throw refused(Reason.MALFORMED, source, "its nonce is not one of 1 to 128 octets (RFC 9654, section 2.1)");
        }
    }

    private void requireFresh(SingleResponse single, Instant now, String source)
            throws KeyMaterialException, ParseException {
        requireBegun(single.getThisUpdate(), now, source);
        var begun = instant(single.getThisUpdate());
        var next = single.getNextUpdate();
        if (next == null) {
            if (begun.plus(clockSkew).isBefore(now)) {
                throw refused(
                        Reason.OUTSIDE_VALIDITY,
                        source,
                        "it is of " + CertificateWords.date(begun) + " and does not say until when it holds");
            }
            return;
        }
        var end = instant(next);
        if (end.isBefore(begun)) {
            throw refused(Reason.MALFORMED, source, "it ends before it begins");
        }
        if (now.isAfter(end)) {
            throw refused(
                    Reason.OUTSIDE_VALIDITY,
                    source,
                    "it is stale: the next one was due at " + CertificateWords.date(end) + ", and it is "
                            + CertificateWords.date(now) + " here");
        }
    }

    private void requireBegun(ASN1GeneralizedTime time, Instant now, String source)
            throws KeyMaterialException, ParseException {
        var begun = instant(time);
        if (begun.isAfter(now.plus(clockSkew))) {
            throw refused(
                    Reason.OUTSIDE_VALIDITY,
                    source,
                    "it is of " + CertificateWords.date(begun) + ", and it is " + CertificateWords.date(now)
                            + " here: set the clock right, here or at the responder");
        }
    }

    /** Section 4.4: what is critical and not known makes an answer useless; none is known that is. */
    private static void requireNoCritical(@Nullable Extensions extensions, String source) throws KeyMaterialException {
        if (extensions == null) {
            return;
        }
        for (var each : extensions.getCriticalExtensionOIDs()) {
            if (!each.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)) {
                throw refused(
                        Reason.UNSUPPORTED,
                        source,
                        "it has a critical extension that this side does not know: "
                                + CertificateWords.printable(each.getId()));
            }
        }
    }

    private static Told told(SingleResponse single, Optional<Instant> signerEnds, String source) throws ParseException {
        var begun = instant(single.getThisUpdate());
        var next = single.getNextUpdate();
        var end = next == null ? Optional.<Instant>empty() : Optional.of(sooner(instant(next), signerEnds));
        var status = single.getCertStatus();
        return switch (status.getTagNo()) {
            case 0 -> new Told(Told.Standing.GOOD, begun, end, Optional.empty(), Optional.empty(), source);
            case 1 -> revoked(status, begun, end, source);
            default -> new Told(Told.Standing.UNKNOWN, begun, end, Optional.empty(), Optional.empty(), source);
        };
    }

    private static Instant sooner(Instant nextUpdate, Optional<Instant> signerEnds) {
        return signerEnds.filter(nextUpdate::isAfter).orElse(nextUpdate);
    }

    private static Told revoked(CertStatus status, Instant begun, Optional<Instant> end, String source)
            throws ParseException {
        var info = RevokedInfo.getInstance(status.getStatus());
        var reason = info.getRevocationReason();
        var code = reason == null ? -1 : reason.getValue().intValue();
        return new Told(
                Told.Standing.REVOKED,
                begun,
                end,
                Optional.of(instant(info.getRevocationTime())),
                code < 0 || code >= REASONS.length ? Optional.empty() : Optional.of(REASONS[code]),
                source);
    }

    private static Instant instant(ASN1GeneralizedTime time) throws ParseException {
        return time.getDate().toInstant();
    }

    static KeyMaterialException refused(Reason reason, String source, String why) {
        return new KeyMaterialException(reason, source + ": the answer is not used: " + why);
    }
}
