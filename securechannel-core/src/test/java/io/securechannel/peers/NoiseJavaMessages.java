package io.securechannel.peers;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Messages in frames (docs/spec/framing.md) on a {@link NoiseJavaChannel}. */
final class NoiseJavaMessages {

    private static final int DATA = 0;
    private static final int DATA_MORE = 1;
    private static final int PING = 3;
    private static final int PONG = 4;
    private static final int CLOSE = 5;
    private static final int PAD = 6;
    private static final int LENGTH_BITS = 24;

    private final NoiseJavaChannel channel;
    private final DataInputStream in;

    NoiseJavaMessages(NoiseJavaChannel channel) {
        this.channel = channel;
        in = new DataInputStream(channel.inputStream());
    }

    void send(byte[] message) throws IOException {
        frame(DATA, message);
    }

    /** Ends this direction: CLOSE, then END. */
    void end() throws IOException {
        frame(CLOSE, new byte[2]);
        channel.end();
    }

    /** {@return the next message; empty where CLOSE and END have proved the end} */
    Optional<byte[]> receive() throws IOException {
        var message = new ByteArrayOutputStream();
        while (true) {
            int header = in.readInt();
            int type = header >>> LENGTH_BITS;
            var payload = in.readNBytes(header & ((1 << LENGTH_BITS) - 1));
            switch (type) {
                case DATA, DATA_MORE -> message.writeBytes(payload);
                case PING -> frame(PONG, payload);
                case PONG, PAD -> {}
                case CLOSE -> {
                    if (channel.read().isPresent()) {
                        throw new IOException("bytes follow CLOSE");
                    }
                    return Optional.empty();
                }
                default -> throw new IOException("a frame of the type " + type);
            }
            if (type == DATA) {
                return Optional.of(message.toByteArray());
            }
        }
    }

    /** Sends every message back, until the peer has proved its end; then ends as well. */
    void echo() throws IOException {
        for (var message = receive(); message.isPresent(); message = receive()) {
            send(message.get());
        }
        end();
    }

    private void frame(int type, byte[] payload) throws IOException {
        channel.write(ByteBuffer.allocate(Integer.BYTES + payload.length)
                .putInt((type << LENGTH_BITS) + payload.length)
                .put(payload)
                .array());
    }
}
