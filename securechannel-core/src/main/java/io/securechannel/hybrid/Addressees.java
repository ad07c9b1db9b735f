package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.keys.SigningKeyPair;
import java.util.List;

/** Those who can open what is going to be sealed. Begun by {@link HybridCipher#to}. Immutable. */
@CheckReturnValue
public final class Addressees {

    private final Recipients recipients;
    private final boolean classicalAllowed;

    Addressees(Recipients recipients, boolean classicalAllowed) {
        this.recipients = recipients;
        this.classicalAllowed = classicalAllowed;
    }

    /**
     * Lets recipients with post-quantum keys stand beside recipients without. The envelope is then not post-quantum: who breaks
     * the weakest of the keys reads the content.
     *
     * @return the same recipients, with that allowed
     */
    public Addressees allowClassical() {
        return new Addressees(recipients, true);
    }

    /**
     * Signs with a key: those who open it can be sure of the sender, and prove to others that he sent it to them.
     *
     * @param sender the sender's key pair, which he closes when he signs nothing any more
     * @return what seals
     * @throws IllegalStateException if post-quantum and other keys are mixed without {@link #allowClassical}
     */
    public SignedSealer signedBy(SigningKeyPair sender) {
        return signed(Signers.of(sender));
    }

    /**
     * Signs with two keys, both of which have to hold: as strong as the stronger of the two algorithms.
     *
     * @param classical Ed25519 or RSA
     * @param postQuantum ML-DSA-65
     * @return what seals; it is opened {@code from(Sender.both(…))}
     * @throws IllegalArgumentException if a key is of the other's kind
     * @throws IllegalStateException if post-quantum and other keys are mixed without {@link #allowClassical}
     */
    public SignedSealer signedBy(SigningKeyPair classical, SigningKeyPair postQuantum) {
        return signed(Signers.both(classical, postQuantum));
    }

    /**
     * Does not sign: who opens it knows nothing about who sealed it. Each recipient can change the content for the others, and
     * whoever carries the envelope can put another in its place, unnoticed.
     *
     * @return what seals
     * @throws IllegalStateException if post-quantum and other keys are mixed without {@link #allowClassical}
     */
    public UnsignedSealer unsigned() {
        return new UnsignedSealer(checked());
    }

    /**
     * {@return what should be known of the recipients' keys, a sentence each, as RSA of 2048 bits; they are also logged as warnings
     * by {@code io.securechannel.hybrid} when the sealer is made}
     */
    public List<String> warnings() {
        return recipients.warnings();
    }

    private SignedSealer signed(Signers signers) {
        return new SignedSealer(checked(), signers, java.time.InstantSource.system());
    }

    private Recipients checked() {
        recipients.requireOneStrength(classicalAllowed);
        WeakKeys.log(recipients.warnings());
        return recipients;
    }

    /** {@return the recipients' fingerprints} */
    @Override
    public String toString() {
        return "Addressees" + recipients.keys();
    }
}
