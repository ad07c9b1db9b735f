package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopePublicKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * What an envelope shows to everybody, also to a server that carries it. Nothing of it has been authenticated: only who opens the
 * envelope knows that it is so. Immutable.
 */
public final class EnvelopeInfo {

    private final Head head;

    private EnvelopeInfo(Head head) {
        this.head = head;
    }

    /**
     * {@return what an envelope shows}
     *
     * @param envelope all of it, or its beginning
     * @throws KeyMaterialException MALFORMED if it is none, TOO_NEW, or NOT_OPENED if it is cut or changed
     */
    public static EnvelopeInfo of(byte[] envelope) throws KeyMaterialException {
        return Envelopes.inMemory(() -> read(new ByteArrayInputStream(envelope)));
    }

    /**
     * {@return what an envelope shows}
     *
     * @param envelope is read as far as the content, and not closed
     * @throws KeyMaterialException MALFORMED if it is none, TOO_NEW, or NOT_OPENED if it is cut or changed
     * @throws IOException if the stream cannot be read
     */
    public static EnvelopeInfo read(InputStream envelope) throws IOException, KeyMaterialException {
        return new EnvelopeInfo(Head.read(envelope));
    }

    /** {@return its name} */
    public EnvelopeId id() {
        return EnvelopeId.of(head.preheader().id());
    }

    /** {@return how it keeps its key for each of the recipients, in no particular order: {@code X-Wing}, {@code X25519}, …} */
    public List<String> slots() {
        return head.slots().list().stream().map(each -> each.type().toString()).toList();
    }

    /** {@return whether every slot is post-quantum} */
    public boolean postQuantum() {
        return head.slots().list().stream().allMatch(each -> each.type().postQuantum());
    }

    /**
     * {@return whether it has a slot for a key}
     *
     * @param key the public key
     */
    public boolean isFor(EnvelopePublicKey key) {
        return head.slots().slotOf(head.preheader(), KeyForms.encoded(key)).isPresent();
    }

    /** {@return id and slots} */
    @Override
    public String toString() {
        return "EnvelopeInfo[" + id() + ", " + slots() + "]";
    }
}
