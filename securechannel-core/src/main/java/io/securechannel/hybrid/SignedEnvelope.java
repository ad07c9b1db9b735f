package io.securechannel.hybrid;

import java.time.Instant;
import java.util.List;

/** What was in an envelope whose sender has been verified. */
public final class SignedEnvelope {

    private final byte[] plaintext;
    private final Provenance provenance;

    SignedEnvelope(byte[] plaintext, Provenance provenance) {
        this.plaintext = plaintext;
        this.provenance = provenance;
    }

    /** {@return the content; a copy} */
    public byte[] plaintext() {
        return plaintext.clone();
    }

    byte[] release() {
        return plaintext;
    }

    /** {@return where it comes from} */
    public Provenance provenance() {
        return provenance;
    }

    /** {@return who signed it, one of those that were expected} */
    public Sender sender() {
        return provenance.sender();
    }

    /** {@return the name of the envelope, which its sender has signed} */
    public EnvelopeId id() {
        return provenance.id();
    }

    /** {@return when it was signed, by the sender's clock} */
    public Instant signedAt() {
        return provenance.signedAt();
    }

    /** {@return to whom its sender addressed it: the fingerprints of all their keys} */
    public List<String> audience() {
        return provenance.audience();
    }

    /** {@return whether its sender himself addressed it to one of the keys at hand} */
    public boolean addressedToMe() {
        return provenance.addressedToMe();
    }

    /** {@return where it comes from and its length, never the content} */
    @Override
    public String toString() {
        return "SignedEnvelope[" + provenance + ", " + plaintext.length + " bytes]";
    }
}
