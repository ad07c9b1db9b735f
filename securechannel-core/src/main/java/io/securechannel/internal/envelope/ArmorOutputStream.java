package io.securechannel.internal.envelope;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.Objects;

/**
 * Writes {@link Armor}. {@link #finish()} completes it; without, {@link #close()} leaves armor without its end, which nobody takes for
 * whole: what failed half-way must not look complete. After a stream below has failed nothing more is written, nor the end.
 */
public final class ArmorOutputStream extends OutputStream {

    private static final int LINES = 128;

    private final OutputStream out;
    private final byte[] end;
    private final Base64.Encoder encoder = Base64.getEncoder();
    private final byte[] content = new byte[LINES * Armor.LINE_BYTES];
    private final byte[] text = new byte[LINES * (Armor.LINE + 1)];
    private byte[] begin;
    private int filled;
    private OutputState state = OutputState.OPEN;

    ArmorOutputStream(String label, OutputStream out) {
        this.out = out;
        this.begin = Armor.begin(label);
        this.end = Armor.end(label);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        state.requireOpen();
        int from = offset;
        int left = length;
        while (left > 0) {
            if (filled == content.length) {
                writeLines();
            }
            int count = Math.min(left, content.length - filled);
            System.arraycopy(bytes, from, content, filled, count);
            filled += count;
            from += count;
            left -= count;
        }
    }

    /** Passes on what was passed down; lines that are not full wait. */
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    /**
     * Completes the armor; the stream below stays open. Further calls do nothing.
     *
     * @throws IOException if the stream below fails, or has failed before
     * @throws IllegalStateException if nothing was written: armor has a content
     */
    public void finish() throws IOException {
        if (state == OutputState.FINISHED) {
            return;
        }
        state.requireOpen();
        if (filled == 0) {
            throw new IllegalStateException("armor around nothing has no strict form (RFC 7468, section 3)");
        }
        writeLines();
        state = OutputState.WRITING;
        out.write(end);
        out.write('\n');
        out.flush();
        state = OutputState.FINISHED;
    }

    @Override
    public void close() throws IOException {
        if (state != OutputState.FINISHED) {
            state = OutputState.CLOSED;
        }
        out.close();
    }

    private void writeLines() throws IOException {
        state = OutputState.WRITING;
        if (begin.length > 0) {
            out.write(begin);
            out.write('\n');
            begin = new byte[0];
        }
        int length = 0;
        for (int from = 0; from < filled; from += Armor.LINE_BYTES) {
            int count = Math.min(Armor.LINE_BYTES, filled - from);
            var line = new byte[count];
            System.arraycopy(content, from, line, 0, count);
            byte[] encoded = encoder.encode(line);
            System.arraycopy(encoded, 0, text, length, encoded.length);
            length += encoded.length;
            text[length++] = '\n';
        }
        out.write(text, 0, length);
        filled = 0;
        state = OutputState.OPEN;
    }
}
