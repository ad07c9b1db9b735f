package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;

/** What a responder says to one request: the bytes for whoever asked, and what its own server wants to know of them. */
public final class OcspAnswer {

    /** What an answer is (RFC 6960, section 4.2.1). Only a successful one is signed, and tells of certificates. */
    public enum Status {
        /** It tells of every certificate that was asked about. */
        SUCCESSFUL(0),
        /** The request is no request, or asks for more than is answered. */
        MALFORMED_REQUEST(1),
        /** The responder cannot answer: what is wrong is in {@link OcspAnswer#trouble()}. */
        INTERNAL_ERROR(2),
        /** The responder cannot answer now, as while its signer's certificate is not valid. */
        TRY_LATER(3);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        /** {@return the section's number} */
        public int code() {
            return code;
        }
    }

    private final Status status;
    private final byte[] encoded;
    private final Optional<Instant> nextUpdate;
    private final boolean nonce;
    private final Optional<KeyMaterialException> trouble;

    private OcspAnswer(
            Status status,
            byte[] encoded,
            Optional<Instant> nextUpdate,
            boolean nonce,
            Optional<KeyMaterialException> trouble) {
        this.status = status;
        this.encoded = encoded;
        this.nextUpdate = nextUpdate;
        this.nonce = nonce;
        this.trouble = trouble;
    }

    static OcspAnswer successful(byte[] encoded, Instant nextUpdate, boolean nonce) {
        return new OcspAnswer(Status.SUCCESSFUL, encoded, Optional.of(nextUpdate), nonce, Optional.empty());
    }

    static OcspAnswer failed(Status status, KeyMaterialException trouble) {
        try {
            var encoded = new OCSPResponse(new OCSPResponseStatus(status.code()), null).getEncoded(ASN1Encoding.DER);
            return new OcspAnswer(status, encoded, Optional.empty(), false, Optional.of(trouble));
        } catch (IOException e) {
            throw new IllegalStateException("a number always has an encoding", e);
        }
    }

    /** {@return what the answer is} */
    public Status status() {
        return status;
    }

    /** {@return the OCSPResponse in DER, media type {@code application/ocsp-response}} */
    public byte[] encoded() {
        return encoded.clone();
    }

    /** {@return until when it holds; empty unless it is successful} */
    public Optional<Instant> nextUpdate() {
        return nextUpdate;
    }

    /** {@return whether it answers this one request alone, because that had a nonce: then no cache may keep it} */
    public boolean hasNonce() {
        return nonce;
    }

    /** {@return why it is not successful, for the responder's own people; strangers are told the status alone} */
    public Optional<KeyMaterialException> trouble() {
        return trouble;
    }

    /** {@return the status and the end, for people} */
    @Override
    public String toString() {
        return "OcspAnswer[" + status + nextUpdate.map(end -> ", until " + end).orElse("") + "]";
    }
}
