package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import java.io.ByteArrayInputStream;

/**
 * Opens envelopes without a signature: <b>what comes out proves nothing about its sender</b>. Anybody who has the recipient's
 * public key can have sealed it. Signed envelopes are refused here, so that no signature is overlooked. Immutable, and safe for use
 * by several threads.
 */
@CheckReturnValue
public final class UnsignedOpener {

    private final EnvelopeKeys keys;
    private final boolean postQuantum;

    UnsignedOpener(EnvelopeKeys keys, boolean postQuantum) {
        this.keys = keys;
        this.postQuantum = postQuantum;
    }

    /**
     * Opens an envelope.
     *
     * @param envelope as it came
     * @param context what it is for
     * @return the content
     * @throws KeyMaterialException NOT_OPENED if it is for other keys or was changed or cut, WRONG_CONTEXT, WRONG_KIND if it is
     *     signed, TOO_WEAK if it is not post-quantum and has to be, MALFORMED or TOO_NEW if it is no envelope of this version
     */
    public byte[] open(byte[] envelope, byte[] context) throws KeyMaterialException {
        return Opening.inMemory(() -> {
            try (var opening = Opening.begin(new ByteArrayInputStream(envelope), keys, postQuantum, context)) {
                return opening.unsigned().readAllBytes();
            }
        });
    }
}
