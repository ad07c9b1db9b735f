package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.context;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.SigningKeyPair;
import java.util.Arrays;

/** A recipient who has the content key of an envelope, and seals something else under it. */
final class Insider {

    final EnvelopeSurgery envelope;
    final byte[] cek;

    Insider(byte[] envelope, EnvelopeKeyPair keys) {
        this.envelope = EnvelopeSurgery.of(envelope);
        this.cek = this.envelope.cek(keys);
    }

    /** {@return what is inside now} */
    SignedInner inner() {
        return SignedInner.of(EnvelopeSpec.inner(cek, envelope.preheader, envelope.content));
    }

    /** {@return the envelope with something else in it; nobody could tell but by the signature} */
    byte[] forged(SignedInner inner) {
        return forged(inner.bytes());
    }

    byte[] forged(byte[] inner) {
        envelope.content = EnvelopeSpec.content(cek, envelope.preheader, inner);
        return envelope.bytes();
    }

    /** Moves all to another id or context: a new preheader, new slots for these. */
    byte[] moved(byte[] id, byte[] context, EnvelopeKeyPair... to) {
        byte[] inner = EnvelopeSpec.inner(cek, envelope.preheader, envelope.content);
        var recipients = Arrays.stream(to).map(EnvelopeKeyPair::publicKey).toArray(EnvelopePublicKey[]::new);
        return EnvelopeSurgery.make(cek, id, context, inner, recipients).bytes();
    }

    byte[] signatures(SignedInner inner, SigningKeyPair... keys) {
        return inner.signatures(envelope.preheader, context(), keys);
    }
}
