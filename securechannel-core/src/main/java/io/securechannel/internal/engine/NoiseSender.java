package io.securechannel.internal.engine;

import java.nio.ByteBuffer;

/**
 * Makes the records of data, and of the end, once the channel is open (docs/spec/noise.md, section 5). One thread sends; others may close, and
 * ask whether the end waits.
 */
final class NoiseSender {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private volatile boolean endPending;
    private volatile boolean ended;

    /** The end follows what has been sent. Further calls do nothing. */
    void end() {
        endPending = !ended;
    }

    boolean endPending() {
        return endPending;
    }

    /** Refuses plaintext behind the end. */
    void requireOpen(ByteBuffer plaintext) {
        if ((endPending || ended) && plaintext.hasRemaining()) {
            throw new IllegalStateException("no plaintext may follow the end of this direction");
        }
    }

    /** Makes records as long as there is room for them. */
    void drain(NoiseRecords records, ByteBuffer plaintext, ByteBuffer network) {
        while (plaintext.hasRemaining()) {
            int length = Math.min(plaintext.remaining(), WarmUp.mostContent());
            if (network.remaining() < length + NoiseRecords.OVERHEAD) {
                return;
            }
            records.seal(RecordType.DATA, plaintext, length, network);
            WarmUp.sealed(length);
        }
        if (endPending && network.remaining() >= NoiseRecords.OVERHEAD) {
            endPending = false;
            ended = true;
            records.seal(RecordType.END, NOTHING.duplicate(), 0, network);
        }
    }
}
