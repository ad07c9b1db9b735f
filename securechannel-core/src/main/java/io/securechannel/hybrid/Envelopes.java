package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;

/** Where trouble with an envelope comes wrapped in an IOException, since streams throw nothing else, and has to come out as it is. */
final class Envelopes {

    /**
     * Work on an envelope.
     *
     * @param <R> what it gives
     */
    @FunctionalInterface
    interface Work<R> {
        R run() throws IOException, KeyMaterialException;
    }

    private Envelopes() {}

    static <R> R unwrapped(Work<R> work) throws IOException, KeyMaterialException {
        try {
            return work.run();
        } catch (IOException e) {
            if (e.getCause() instanceof KeyMaterialException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** For envelopes in memory: nothing can go wrong with reading but the envelope. */
    static <R> R inMemory(Work<R> work) throws KeyMaterialException {
        try {
            return unwrapped(work);
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory can be read", e);
        }
    }
}
