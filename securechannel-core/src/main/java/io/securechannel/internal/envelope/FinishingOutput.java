package io.securechannel.internal.envelope;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A stream whose end is said, not inferred: only {@link #finish} writes what makes it complete. So data whose source failed
 * half-way, and which a try-with-resources statement then closes, do not pass for all of it.
 *
 * <p>After an exception of any method nothing more can be written: a part may have been written, and no reader will take what
 * is there. Not for use by several threads at once.
 */
public abstract class FinishingOutput extends OutputStream {

    /** Called by the parts of this package. */
    FinishingOutput() {}

    /**
     * Writes the end, of the layers beneath as well, flushes, and wipes the buffers. The stream that the caller gave to the
     * lowest layer is not closed. Once it has succeeded, doing it again does nothing.
     *
     * @throws IOException if the stream beneath fails, or something failed or was closed before
     */
    public abstract void finish() throws IOException;

    /**
     * Wipes the buffers, of the layers beneath as well. Without {@link #finish} before, what was written is incomplete for good:
     * every reader refuses it. The stream that the caller gave to the lowest layer is not closed: who opened it closes it.
     */
    @Override
    public abstract void close();

    @Override
    public final void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }
}
