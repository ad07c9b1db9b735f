package io.securechannel.hybrid;

import java.time.Instant;

/** What was in an envelope whose sender has been verified. */
public final class SignedEnvelope {

    private final byte[] plaintext;
    private final Sender sender;
    private final EnvelopeId id;
    private final Instant signedAt;
    private final boolean addressed;

    SignedEnvelope(byte[] plaintext, Sender sender, EnvelopeId id, Instant signedAt, boolean addressed) {
        this.plaintext = plaintext;
        this.sender = sender;
        this.id = id;
        this.signedAt = signedAt;
        this.addressed = addressed;
    }

    /** {@return the content; a copy} */
    public byte[] plaintext() {
        return plaintext.clone();
    }

    byte[] release() {
        return plaintext;
    }

    /** {@return who signed it, one of those that were expected} */
    public Sender sender() {
        return sender;
    }

    /** {@return the name of the envelope, which its sender has signed} */
    public EnvelopeId id() {
        return id;
    }

    /** {@return when it was signed, by the sender's clock} */
    public Instant signedAt() {
        return signedAt;
    }

    /**
     * {@return whether its sender himself addressed it to one of the keys at hand; false only for what somebody has passed on, and
     * if {@link SignedOpener#acceptRewrapped} takes that}
     */
    public boolean addressedToMe() {
        return addressed;
    }

    /** {@return sender, id and time, never the content} */
    @Override
    public String toString() {
        return "SignedEnvelope[" + id + " by " + sender + " at " + signedAt + ", " + plaintext.length + " bytes]";
    }
}
