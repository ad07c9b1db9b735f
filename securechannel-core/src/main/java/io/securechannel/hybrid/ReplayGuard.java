package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import java.time.Instant;

/**
 * Lets every signed envelope in once: it remembers the ids of those that it has seen within a window of time, and refuses what is
 * older, and what is dated in the future. It is asked after the signature has been verified, so that nobody fills it, or uses an id
 * up, in another's name. Safe for use by several threads.
 */
public interface ReplayGuard {

    /**
     * Admits an envelope, and remembers it, in one step.
     *
     * @param sender who signed it, verified
     * @param id of the envelope
     * @param signedAt when, by the sender's clock
     * @throws KeyMaterialException REPLAYED if it was admitted before, EXPIRED if it is older than the window or dated in the
     *     future, UNAVAILABLE if there is no room to remember it
     */
    void admit(Sender sender, EnvelopeId id, Instant signedAt) throws KeyMaterialException;
}
