package io.securechannel.internal.envelope;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/** Cuts data into chunks and signs each. A full chunk waits for more data or for the end, which decides whether it is the last one. */
final class ChunkOutput extends FinishingOutput {

    private final ChunkSigner signer;
    private final int signatureLength;
    private final FinishingOutput out;
    private final byte[] chunk;
    private int filled;
    private long index;
    private OutputState state = OutputState.OPEN;

    ChunkOutput(ChunkSigner signer, FinishingOutput out, int chunk) {
        this.signer = signer;
        this.signatureLength = signer.signatureLength();
        this.out = out;
        this.chunk = new byte[chunk];
        if (signatureLength < 1) {
            throw new IllegalArgumentException("a signature has an octet at least, not " + signatureLength);
        }
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        state.requireOpen();
        int from = offset;
        int end = offset + length;
        while (from < end) {
            if (filled == chunk.length) {
                writeChunk(false);
            }
            int part = Math.min(end - from, chunk.length - filled);
            System.arraycopy(data, from, chunk, filled, part);
            filled += part;
            from += part;
        }
    }

    private void writeChunk(boolean last) throws IOException {
        state = OutputState.WRITING;
        byte[] signature = signer.sign(index, last, chunk, 0, filled);
        if (signature.length != signatureLength) {
            throw new IllegalStateException(
                    "a signature of " + signature.length + " octets where " + signatureLength + " were announced");
        }
        out.write(signature, 0, signature.length);
        out.write(chunk, 0, filled);
        index++;
        filled = 0;
        state = OutputState.OPEN;
    }

    /** Hands on what is complete; an unfinished chunk waits. */
    @Override
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void finish() throws IOException {
        if (state == OutputState.FINISHED) {
            return;
        }
        state.requireOpen();
        writeChunk(true);
        state = OutputState.WRITING;
        out.finish();
        state = OutputState.FINISHED;
        Arrays.fill(chunk, (byte) 0);
    }

    @Override
    public void close() {
        Arrays.fill(chunk, (byte) 0);
        if (state != OutputState.FINISHED) {
            state = OutputState.CLOSED;
        }
        out.close();
    }
}
