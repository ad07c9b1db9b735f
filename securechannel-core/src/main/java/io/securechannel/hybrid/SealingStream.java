package io.securechannel.hybrid;

import io.securechannel.internal.envelope.FinishingOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Seals what is written to it. Only {@link #finish()} makes an envelope of it: so a source that fails half-way, in a
 * try-with-resources statement, leaves something that nobody can take for the whole.
 *
 * <pre>{@code
 * try (var sealing = HybridCipher.to(bob).signedBy(ada).sealTo(out, context)) {
 *     source.transferTo(sealing);
 *     sealing.finish();
 * }
 * }</pre>
 *
 * Not for use by several threads at once.
 */
public final class SealingStream extends OutputStream {

    private final FinishingOutput content;
    private final OutputStream out;
    private boolean finished;

    SealingStream(FinishingOutput content, OutputStream out) {
        this.content = content;
        this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
        content.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        content.write(bytes, offset, length);
    }

    /** Flushes the stream beneath; what does not fill a segment yet stays here until {@link #finish()}. */
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /**
     * Completes the envelope, and leaves the stream beneath open. Further calls do nothing.
     *
     * @throws IOException if the stream beneath fails, or something failed before
     */
    public void finish() throws IOException {
        content.finish();
        finished = true;
    }

    /** Wipes the buffers, and leaves the stream beneath open. */
    void wipe() {
        content.close();
    }

    /**
     * Closes the stream beneath.
     *
     * @throws IOException if {@link #finish()} has not been called: then nobody can open what was written; or if the stream beneath
     *     fails
     */
    @Override
    public void close() throws IOException {
        try (out) {
            content.close();
        }
        if (!finished) {
            finished = true;
            throw new IOException(
                    "the envelope is not complete, and nobody can open it: call finish() when all of it is written");
        }
    }
}
