package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.envelope.Chunks;
import io.securechannel.internal.envelope.ContentSignature;
import io.securechannel.internal.envelope.FinishingOutput;
import io.securechannel.internal.envelope.Preheader;
import io.securechannel.internal.envelope.SignedHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;

/** Seals envelopes that prove who sent them, when by his clock, and to whom. */
@CheckReturnValue
public final class SignedSealer extends Sealer {

    private final Signers signers;
    private final InstantSource clock;

    SignedSealer(Recipients recipients, Signers signers, InstantSource clock) {
        super(recipients);
        this.signers = signers;
        this.clock = clock;
    }

    /**
     * Takes the time of signing from another clock.
     *
     * @param source says what time it is; where it shows one before 1970 or after the year 9999,
     *     sealing throws an {@link IllegalStateException}
     * @return a sealer with this clock
     */
    public SignedSealer clock(InstantSource source) {
        return new SignedSealer(recipients(), signers, source);
    }

    /** {@return whom the envelopes name as their sender} */
    public Sender sender() {
        return signers.sender();
    }

    /** What nobody would open, since its date is none, is not made. */
    SignedHeader header() {
        var now = clock.instant();
        if (now.isBefore(Instant.EPOCH) || now.isAfter(SignedHeader.LATEST)) {
            throw new IllegalStateException("the clock shows a time "
                    + (now.isBefore(Instant.EPOCH) ? "before 1970" : "after the year 9999") + ": " + now
                    + "; set it, then seal");
        }
        var names = signers.publicKeys().stream().map(SignedHeader.Signer::of).toList();
        return SignedHeader.of(names, now.toEpochMilli(), recipients().hashes());
    }

    @Override
    int signatureLength() {
        return ContentSignature.length(signers.publicKeys());
    }

    @Override
    byte[] inner(Preheader preheader, byte[] context, byte[] plaintext) {
        var header = header();
        byte[] input = new ContentSignature(preheader, context, header).input(0, true, Sha256.of(plaintext));
        var inner = new ByteArrayOutputStream();
        inner.write(Inner.SIGNED);
        inner.writeBytes(header.bytes());
        signers.sign(input).forEach(inner::writeBytes);
        return join(inner.toByteArray(), plaintext);
    }

    @Override
    FinishingOutput begin(Preheader preheader, byte[] context, FinishingOutput segments) throws IOException {
        var header = header();
        segments.write(Inner.SIGNED);
        segments.write(header.bytes());
        return Chunks.sign(SignedChunks.signer(new ContentSignature(preheader, context, header), signers), segments);
    }

    /** {@return the sender's and the recipients' fingerprints} */
    @Override
    public String toString() {
        return "SignedSealer[" + sender() + " to " + recipients().keys() + "]";
    }
}
