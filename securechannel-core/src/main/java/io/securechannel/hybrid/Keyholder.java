package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.keys.SigningPublicKey;
import java.util.Arrays;
import java.util.stream.Stream;

/** One who has keys to open envelopes with. Begun by {@link HybridCipher#opener}. Immutable. */
@CheckReturnValue
public final class Keyholder {

    private final EnvelopeKeys keys;
    private final boolean postQuantum;

    Keyholder(EnvelopeKeys keys, boolean postQuantum) {
        this.keys = keys;
        this.postQuantum = postQuantum;
    }

    /**
     * Refuses envelopes that have a slot without post-quantum cryptography, whoever it is for. It sees the slots that are there: one
     * that a {@link Rewrapper} has taken away is still in the copies that somebody recorded before, and opens the content to who
     * breaks it. Who needs to be sure has senders seal to X-Wing keys alone from the start.
     *
     * @return the same keys, with that demand
     */
    public Keyholder requirePostQuantum() {
        return new Keyholder(keys, true);
    }

    /**
     * Opens envelopes that are signed by the holder of one of these keys, alone: of several keys one signs, whichever it is. What is
     * {@code signedBy} two keys together is not opened so: expect {@link Sender#both} then.
     *
     * @param sender who may have sent it
     * @param more others who may have
     * @return what opens
     */
    public SignedOpener from(SigningPublicKey sender, SigningPublicKey... more) {
        var senders = Stream.concat(Stream.of(sender), Arrays.stream(more))
                .map(Sender::of)
                .toList();
        return new SignedOpener(keys, postQuantum, SenderPolicy.of(senders));
    }

    /**
     * Opens envelopes that are signed by one of these senders: by all keys of that one. {@link Sender#both} is for those who
     * sign with two.
     *
     * @param sender who may have sent it
     * @param more others who may have
     * @return what opens
     */
    public SignedOpener from(Sender sender, Sender... more) {
        var senders = Stream.concat(Stream.of(sender), Arrays.stream(more)).toList();
        return new SignedOpener(keys, postQuantum, SenderPolicy.of(senders));
    }

    /**
     * Opens envelopes without a signature, and those alone: nothing is known about who sealed them. Any of the recipients can have
     * changed the content, and anybody can have put the whole envelope in the place of another.
     *
     * @return what opens
     */
    public UnsignedOpener unsigned() {
        return new UnsignedOpener(keys, postQuantum);
    }
}
