package io.securechannel.examples.bench;

import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.FrameDecoder;
import io.securechannel.framing.FrameEncoder;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A message into its frame, and out of it. */
@State(Scope.Thread)
public class FrameBenchmark {

    private final FrameEncoder encoder = new FrameEncoder();
    private final FrameDecoder decoder = new FrameDecoder(1 << 24);

    /** Bytes of a message. */
    @Param({"64", "1024", "16384", "65536"})
    public int size;

    private byte[] message = {};
    private ByteBuffer frame = ByteBuffer.allocate(0);

    /** For JMH. */
    public FrameBenchmark() {}

    /** Makes a frame to decode. */
    @Setup
    public void fill() {
        message = RawSlot.random(size);
        frame = ByteBuffer.allocate(FrameEncoder.HEADER_LENGTH + size);
        encode();
    }

    /** {@return the frame} */
    @Benchmark
    public ByteBuffer encode() {
        return frame.clear().putInt(encoder.dataHeader(size)).put(message).flip();
    }

    /** {@return the message in a new array} */
    @Benchmark
    public byte[] decode() throws SecureChannelException {
        var whole = decoder.wholeMessage(frame.rewind());
        if (whole == null) {
            throw new IllegalStateException("not whole");
        }
        return whole;
    }
}
