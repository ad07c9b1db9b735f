package io.securechannel.internal.envelope;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import com.google.crypto.tink.subtle.StreamSegmentEncrypter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Cuts data into segments and writes each, encrypted, in one piece: the head goes out with the first one. A segment is written
 * when data for the next one have come, so that the last one is empty only where there are no data at all.
 */
final class SegmentOutput extends FinishingOutput {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final OutputStream out;
    private final StreamSegmentEncrypter encrypter;
    private final byte[] plain;
    private final byte[] sealed;
    private final ByteBuffer collected;
    private final ByteBuffer segment;
    private OutputState state = OutputState.OPEN;

    SegmentOutput(AesGcmHkdfStreaming aead, byte[] associated, OutputStream out) throws GeneralSecurityException {
        this.out = out;
        this.encrypter = aead.newStreamSegmentEncrypter(associated);
        this.plain = new byte[aead.getPlaintextSegmentSize()];
        this.sealed = new byte[aead.getCiphertextSegmentSize()];
        this.collected = ByteBuffer.wrap(plain, 0, plain.length - aead.getHeaderLength());
        this.segment = ByteBuffer.wrap(sealed).put(encrypter.getHeader());
    }

    @Override
    public void write(byte[] data, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, data.length);
        state.requireOpen();
        int from = offset;
        int end = offset + length;
        while (end - from > collected.remaining()) {
            int part = collected.remaining();
            writeSegment(ByteBuffer.wrap(data, from, part), false);
            from += part;
        }
        collected.put(data, from, end - from);
    }

    /** What is collected and, without a copy, what completes it. */
    private void writeSegment(ByteBuffer rest, boolean last) throws IOException {
        state = OutputState.WRITING;
        try {
            encrypter.encryptSegment(collected.flip(), rest, last, segment);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt a segment", e);
        }
        out.write(sealed, 0, segment.position());
        segment.clear();
        collected.clear();
        state = OutputState.OPEN;
    }

    /** Hands on what is complete; an unfinished segment waits. */
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
        writeSegment(NOTHING, true);
        state = OutputState.WRITING;
        out.flush();
        state = OutputState.FINISHED;
        Arrays.fill(plain, (byte) 0);
    }

    @Override
    public void close() {
        Arrays.fill(plain, (byte) 0);
        if (state != OutputState.FINISHED) {
            state = OutputState.CLOSED;
        }
    }
}
