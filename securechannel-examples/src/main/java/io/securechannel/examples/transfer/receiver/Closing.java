package io.securechannel.examples.transfer.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes many things: one that fails leaves none of the others open. */
final class Closing {

    private Closing() {}

    /** Closes all; throws the first failure, with the others. */
    static void all(Collection<? extends Closeable> open) throws IOException {
        @Nullable Exception first = null;
        for (var each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first instanceof IOException trouble) {
            throw trouble;
        }
        if (first instanceof RuntimeException trouble) {
            throw trouble;
        }
    }
}
