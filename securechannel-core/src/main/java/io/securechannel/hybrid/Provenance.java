package io.securechannel.hybrid;

import java.time.Instant;

/**
 * Where a signed envelope comes from, verified.
 *
 * @param sender who signed it, one of those that were expected
 * @param id the name of the envelope, which its sender has signed
 * @param signedAt when it was signed, by the sender's clock
 * @param addressedToMe whether its sender himself addressed it to one of the keys at hand; false only for what somebody has passed
 *     on, and if {@link SignedOpener#acceptRewrapped} takes that
 */
public record Provenance(Sender sender, EnvelopeId id, Instant signedAt, boolean addressedToMe) {}
