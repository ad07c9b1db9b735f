package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;

/**
 * The one error for everything that fails before an envelope is known to be whole and for the keys at hand: whoever sends
 * envelopes that he has changed learns from it what he knew before.
 */
public final class Unopened {

    private Unopened() {}

    /** {@return the error} */
    public static KeyMaterialException error() {
        return new KeyMaterialException(
                Reason.NOT_OPENED,
                "the envelope cannot be opened with these keys: it is sealed to others, or was changed or cut on its way;"
                        + " have it sent again, and compare the fingerprint of the key that it was sealed to");
    }
}
