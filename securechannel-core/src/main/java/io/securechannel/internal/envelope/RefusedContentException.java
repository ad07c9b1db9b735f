package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;

/**
 * What is wrong with an envelope, from a stream or a channel, which throws nothing but IOExceptions. A class of its own, so that it
 * is not mistaken for the trouble that a stream of the application's may have with keys of its own.
 */
public final class RefusedContentException extends IOException {

    private static final long serialVersionUID = 1;

    /**
     * Wraps a refusal, whose message it takes and whose cause it has.
     *
     * @param refusal why the envelope is not opened
     */
    public RefusedContentException(KeyMaterialException refusal) {
        super(refusal.getMessage(), refusal);
    }

    /** {@return why the envelope is not opened} */
    public KeyMaterialException refusal() {
        if (getCause() instanceof KeyMaterialException refusal) {
            return refusal;
        }
        throw new IllegalStateException("the cause is what was given in the beginning", this);
    }
}
