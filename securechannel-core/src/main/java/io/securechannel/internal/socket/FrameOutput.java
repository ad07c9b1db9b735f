package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.FrameEncoder;
import io.securechannel.framing.FrameType;
import io.securechannel.framing.Padding;
import java.nio.ByteBuffer;

/**
 * Where frames go, between {@link MessageWriter} and the writing side of the channel. Whatever is flushed together is
 * padded together, by PAD frames at its end, so that the records on the wire tell the padded length alone. Whoever calls it
 * holds the writer's lock.
 */
final class FrameOutput {

    /** A PAD frame and its header fill a TLS record, at most. */
    private static final int LONGEST_PAD = 1 << 14;

    private final PlaintextWriter out;
    private final FrameEncoder encoder;
    private final Padding padding;

    /** Bytes since the last flush. */
    private long unpadded;

    FrameOutput(PlaintextWriter out, FrameEncoder encoder, Padding padding) {
        this.out = out;
        this.encoder = encoder;
        this.padding = padding;
        if (padding != Padding.NONE) {
            out.fillRecords();
        }
    }

    void write(ByteBuffer frames) throws SecureChannelException {
        unpadded += frames.remaining();
        out.write(frames);
    }

    /** A message in one frame. */
    void message(byte[] payload) throws SecureChannelException {
        int length = payload.length;
        unpadded += FrameEncoder.HEADER_LENGTH + length;
        out.write(encoder.dataHeader(length), payload);
    }

    void flush() throws SecureChannelException {
        pad(0);
        out.flush();
    }

    /** Pads for the last frame, which nothing may follow; it is written next. */
    void padBefore(int closeFrame) throws SecureChannelException {
        pad(closeFrame);
    }

    private void pad(int following) throws SecureChannelException {
        long length = unpadded + following;
        unpadded = 0;
        if (padding == Padding.NONE || length == 0) {
            return;
        }
        // A PAD frame has at least its header; one is always there, so that none is no sign either.
        long left = padding.padded(length + FrameEncoder.HEADER_LENGTH) - length;
        while (left > 0) {
            int frame = (int) Math.min(left, LONGEST_PAD);
            if (left > frame && left - frame < FrameEncoder.HEADER_LENGTH) {
                frame -= FrameEncoder.HEADER_LENGTH; // the rest must be a frame, too
            }
            var bytes = ByteBuffer.allocate(frame);
            encoder.control(FrameType.PAD, new byte[frame - FrameEncoder.HEADER_LENGTH], bytes);
            out.write(bytes.flip());
            left -= frame;
        }
    }
}
