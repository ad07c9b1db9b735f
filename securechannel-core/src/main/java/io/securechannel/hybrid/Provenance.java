package io.securechannel.hybrid;

import java.time.Instant;
import java.util.List;

/**
 * Where a signed envelope comes from, verified.
 *
 * @param sender who signed it, one of those that were expected
 * @param id the name of the envelope, which its sender has signed
 * @param signedAt when it was signed, by the sender's clock
 * @param audience to whom its sender addressed it: the fingerprints of all their keys
 *     ({@link io.securechannel.keys.EnvelopePublicKey#fingerprint()}), whoever has a slot now
 * @param addressedToMe whether its sender himself addressed it to one of the keys at hand, or to one that was named as an earlier one;
 *     false only for what somebody has passed on, and if {@link SignedOpener#acceptRewrapped} takes that
 */
public record Provenance(Sender sender, EnvelopeId id, Instant signedAt, List<String> audience, boolean addressedToMe) {

    /**
     * Copies.
     *
     * @param sender who signed it, one of those that were expected
     * @param id the name of the envelope, which its sender has signed
     * @param signedAt when it was signed, by the sender's clock
     * @param audience to whom its sender addressed it: the fingerprints of all their keys
     * @param addressedToMe whether its sender himself addressed it to one of the keys at hand
     */
    public Provenance {
        audience = List.copyOf(audience);
    }
}
