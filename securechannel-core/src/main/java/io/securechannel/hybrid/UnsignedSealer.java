package io.securechannel.hybrid;

import io.securechannel.internal.envelope.FinishingOutput;
import io.securechannel.internal.envelope.Preheader;
import java.io.IOException;

/**
 * Seals envelopes without a signature: <b>they prove nothing about the sender</b>. Anybody who has the recipients' public keys can
 * make them, also in another's name; each recipient can change the content for the others, and whoever carries an envelope can put
 * another in its place, unnoticed. For drop boxes, and for data that its owner seals to himself alone.
 */
public final class UnsignedSealer extends Sealer {

    UnsignedSealer(Recipients recipients) {
        super(recipients);
    }

    @Override
    int signatureLength() {
        return 0;
    }

    @Override
    byte[] inner(Preheader preheader, byte[] context, byte[] plaintext) {
        return join(new byte[] {Inner.UNSIGNED}, plaintext);
    }

    @Override
    FinishingOutput begin(Preheader preheader, byte[] context, FinishingOutput segments) throws IOException {
        segments.write(Inner.UNSIGNED);
        return segments;
    }

    /** {@return the recipients' fingerprints} */
    @Override
    public String toString() {
        return "UnsignedSealer" + recipients().keys();
    }
}
