package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.envelope.RefusedContentException;
import java.io.Closeable;
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
        } catch (RefusedContentException e) {
            // What went wrong in closing goes with it.
            for (var each : e.getSuppressed()) {
                e.refusal().addSuppressed(each);
            }
            throw e.refusal();
        }
    }

    /** Work that hands a stream or channel on, which is closed, and wiped so, if it fails. */
    static <R> R orClosed(Closeable opened, Work<R> work) throws IOException, KeyMaterialException {
        try {
            return work.run();
        } catch (IOException | KeyMaterialException | RuntimeException e) {
            try (opened) {
                throw e;
            }
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
