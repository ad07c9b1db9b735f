package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.ContentSignature;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.KeyHash;
import io.securechannel.internal.envelope.SignedHeader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/**
 * One envelope on its way from closed to open: its content key has been found, and the context is right. {@link #close()} wipes the
 * key.
 */
final class Opening implements AutoCloseable {

    /** A signed content that stands before its first chunk: who has sent it, as it says, and what verifies that. */
    record Signed(SenderPolicy.Known known, SignedHeader header, ContentSignature signature) {}

    private final Head head;
    private final EnvelopeKeys.Unlocked unlocked;

    private Opening(Head head, EnvelopeKeys.Unlocked unlocked) {
        this.head = head;
        this.unlocked = unlocked;
    }

    static Opening of(Head head, EnvelopeKeys keys, boolean postQuantum, byte[] context) throws KeyMaterialException {
        var unlocked = keys.unlock(head);
        try {
            requireContext(unlocked, head, context);
            requireStrength(head, postQuantum);
            return new Opening(head, unlocked);
        } catch (KeyMaterialException | RuntimeException e) {
            unlocked.key().close();
            throw e;
        }
    }

    /** What is inside. */
    Content content() {
        return new Content(head.preheader(), unlocked.key());
    }

    /** Goes to the plaintext of an unsigned content. */
    void unsigned(InputStream inner) throws IOException, KeyMaterialException {
        if (kind(inner) == Inner.SIGNED) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "this envelope is signed: open it from(…) its sender, so that the signature counts");
        }
    }

    /** Goes to the first chunk of a content that says that one of those who are expected has signed it. */
    Signed signed(InputStream inner, SenderPolicy policy, byte[] context) throws IOException, KeyMaterialException {
        if (kind(inner) == Inner.UNSIGNED) {
            throw new KeyMaterialException(
                    Reason.NOT_SIGNED,
                    "this envelope is not signed, and could be from anybody; have its sender sign it, or take it as it is by"
                            + " unsigned()");
        }
        var header = SignedHeader.read(inner);
        return new Signed(policy.find(header), header, new ContentSignature(head.preheader(), context, header));
    }

    private static byte kind(InputStream inner) throws IOException, KeyMaterialException {
        int kind = inner.read();
        if (kind != Inner.SIGNED && kind != Inner.UNSIGNED) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the content of the envelope has a form that is not known, " + kind
                            + ": somebody other than a sender made or changed it, or a faulty program has written it; have"
                            + " it sent again");
        }
        return (byte) kind;
    }

    /** Says where an envelope comes from whose signature holds, if it was meant for these keys; no guard has been asked. */
    Provenance addressed(Signed signed, SenderPolicy policy) throws KeyMaterialException {
        var sender = signed.known().sender();
        var header = signed.header();
        policy.requireAddressed(sender, header, unlocked.own());
        return new Provenance(
                sender,
                EnvelopeId.of(head.preheader().id()),
                Instant.ofEpochMilli(header.signedAt()),
                header.audience().stream().map(KeyHash::toString).toList(),
                policy.addressed(header, unlocked.own()));
    }

    /** Takes, or refuses, an envelope whose signature holds, and has the guard remember it. */
    Provenance admit(Signed signed, SenderPolicy policy) throws KeyMaterialException {
        var from = addressed(signed, policy);
        policy.admit(from);
        return from;
    }

    private static void requireContext(EnvelopeKeys.Unlocked unlocked, Head head, byte[] context)
            throws KeyMaterialException {
        if (!unlocked.key().fits(head.preheader(), context)) {
            throw new KeyMaterialException(
                    Reason.WRONG_CONTEXT,
                    "the envelope is for this key, but was sealed for another context than the one that was given ("
                            + context.length
                            + " bytes): it belongs elsewhere, or the two sides name the context differently");
        }
    }

    /** After the slots have been authenticated: nobody makes it look stronger, or weaker, than it is. */
    private static void requireStrength(Head head, boolean postQuantum) throws KeyMaterialException {
        if (postQuantum
                && !head.slots().list().stream().allMatch(slot -> slot.type().postQuantum())) {
            throw new KeyMaterialException(
                    Reason.TOO_WEAK,
                    "the envelope is also sealed to a key that is not post-quantum, and requirePostQuantum() refuses that: have"
                            + " all its recipients use X-Wing keys");
        }
    }

    @Override
    public void close() {
        unlocked.key().close();
    }
}
