package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.SignedHeader;
import java.io.InputStream;
import java.time.Instant;

/**
 * The content of a signed envelope. Nothing comes out of the stream before its signature has been verified; whether the envelope is
 * taken at all, {@link #admit()} decides.
 */
record SignedContent(InputStream stream, Sender sender, SignedHeader header, Opening opening, SenderPolicy policy) {

    void admit() throws KeyMaterialException {
        policy.admit(sender, header, opening.unlocked().own(), opening.id());
    }

    SignedEnvelope envelope(byte[] plaintext) {
        return new SignedEnvelope(
                plaintext,
                sender,
                opening.id(),
                Instant.ofEpochMilli(header.signedAt()),
                policy.addressed(header, opening.unlocked().own()));
    }
}
