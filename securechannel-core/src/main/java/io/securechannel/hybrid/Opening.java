package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.ContentSignature;
import io.securechannel.internal.envelope.Head;
import io.securechannel.internal.envelope.MessageContent;
import io.securechannel.internal.envelope.Preheader;
import io.securechannel.internal.envelope.SignedHeader;
import io.securechannel.internal.envelope.Suite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** One envelope on its way from closed to open: head, content key, context, and then what is inside. */
final class Opening implements AutoCloseable {

    /** Work that reads an envelope which lies in memory. */
    @FunctionalInterface
    interface InMemory<R> {
        R run() throws IOException, KeyMaterialException;
    }

    private final Preheader preheader;
    private final byte[] context;
    private final EnvelopeKeys.Unlocked unlocked;
    private final InputStream inner;

    private Opening(Preheader preheader, byte[] context, EnvelopeKeys.Unlocked unlocked, InputStream inner) {
        this.preheader = preheader;
        this.context = context;
        this.unlocked = unlocked;
        this.inner = inner;
    }

    static Opening begin(InputStream in, EnvelopeKeys keys, boolean postQuantum, byte[] context)
            throws IOException, KeyMaterialException {
        var head = Head.read(in);
        var preheader = head.preheader();
        var unlocked = keys.unlock(head);
        try {
            requireContext(unlocked, preheader, context);
            requireStrength(head, postQuantum);
            return new Opening(preheader, context.clone(), unlocked, inner(preheader, unlocked, in));
        } catch (IOException | KeyMaterialException | RuntimeException e) {
            unlocked.key().close();
            throw e;
        }
    }

    private static InputStream inner(Preheader preheader, EnvelopeKeys.Unlocked unlocked, InputStream in)
            throws IOException, KeyMaterialException {
        if (preheader.suite() == Suite.MESSAGE) {
            return new ByteArrayInputStream(MessageContent.open(unlocked.key(), preheader, in.readAllBytes()));
        }
        throw new UnsupportedOperationException();
    }

    /** What is inside, if it is not signed. */
    InputStream unsigned() throws IOException, KeyMaterialException {
        if (kind() == Inner.SIGNED) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "this envelope is signed: open it from(…) its sender, so that the signature counts");
        }
        return inner;
    }

    /** What is inside, if it is signed by one of those who are expected. */
    SignedContent signed(SenderPolicy policy) throws IOException, KeyMaterialException {
        if (kind() == Inner.UNSIGNED) {
            throw new KeyMaterialException(
                    Reason.NOT_SIGNED,
                    "this envelope is not signed, and could be from anybody; have its sender sign it, or take it as it is by"
                            + " unsigned()");
        }
        var header = SignedHeader.read(inner);
        var known = policy.find(header);
        var signature = new ContentSignature(preheader, context, header);
        byte[] signatures = inner.readNBytes(ContentSignature.length(known.keys()));
        byte[] plaintext = inner.readAllBytes();
        ContentSignature.verify(known.keys(), signatures, signature.input(0, true, Sha256.of(plaintext)));
        return new SignedContent(new ByteArrayInputStream(plaintext), known.sender(), header, this, policy);
    }

    private byte kind() throws IOException, KeyMaterialException {
        int kind = inner.read();
        if (kind != Inner.SIGNED && kind != Inner.UNSIGNED) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the content of the envelope has a form that is not known, " + kind
                            + ": one of its recipients has forged it, or a faulty program has written it");
        }
        return (byte) kind;
    }

    EnvelopeId id() {
        return EnvelopeId.of(preheader.id());
    }

    EnvelopeKeys.Unlocked unlocked() {
        return unlocked;
    }

    private static void requireContext(EnvelopeKeys.Unlocked unlocked, Preheader preheader, byte[] context)
            throws KeyMaterialException {
        if (!unlocked.key().fits(preheader, context)) {
            throw new KeyMaterialException(
                    Reason.WRONG_CONTEXT,
                    "the envelope is whole and for this key, but was sealed for another context than the one that was given ("
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

    /** For envelopes in memory: nothing can go wrong with reading but the envelope. */
    static <R> R inMemory(InMemory<R> work) throws KeyMaterialException {
        try {
            return work.run();
        } catch (IOException e) {
            if (e.getCause() instanceof KeyMaterialException cause) {
                throw cause;
            }
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }

    @Override
    public void close() throws IOException {
        unlocked.key().close();
        inner.close();
    }
}
