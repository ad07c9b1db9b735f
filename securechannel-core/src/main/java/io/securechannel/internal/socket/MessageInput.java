package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * A message that is read piece by piece. Its end is the message's end, which the peer has proved; a cut throws. Not for
 * use by several threads at once.
 */
final class MessageInput extends InputStream {

    /** What a close reads and throws away at most, to reach the next message. */
    private static final long MOST_SKIPPED = 16 << 20;

    private static final Duration LONGEST_SKIP = Duration.ofSeconds(2);

    private final MessageReader reader;
    private final ByteBuffer begun;
    private boolean ended;
    private boolean closed;

    /**
     * @param reader has the message at hand
     * @param begun what an earlier call has received of it
     * @param ended whether that is all
     */
    MessageInput(MessageReader reader, byte[] begun, boolean ended) {
        this.reader = reader;
        this.begun = ByteBuffer.wrap(begun);
        this.ended = ended;
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (closed) {
            throw new IOException("the stream of this message has been closed");
        }
        // Nothing in front of the slice is ours.
        return length == 0 ? 0 : readOn(ByteBuffer.wrap(bytes, offset, length).slice(), 0, Deadline.NEVER);
    }

    /**
     * Skips what is left of the message, so that the next one can be received. Where that is much, or slow to come, the
     * channel is closed instead.
     */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        var deadline = Deadline.in(LONGEST_SKIP);
        var waste = ByteBuffer.allocate(1 << 14);
        long skipped = 0;
        for (int count = 0; count >= 0; count = readOn(waste.clear(), 0, deadline)) {
            skipped += count;
            if (skipped > MOST_SKIPPED) {
                throw reader.abandonStream();
            }
        }
    }

    private int readOn(ByteBuffer destination, int start, Deadline deadline) throws SecureChannelException {
        if (begun.hasRemaining()) {
            int count = Math.min(begun.remaining(), destination.remaining());
            destination.put(destination.position(), begun, begun.position(), count);
            begun.position(begun.position() + count);
            return count;
        }
        if (ended) {
            return -1;
        }
        boolean some;
        try {
            some = reader.readStreamed(destination, deadline);
        } catch (SecureChannelException e) {
            throw e.reason() == Reason.RECEIVE_TIMEOUT ? reader.abandonStream() : e;
        }
        if (!some) {
            ended = true;
            return -1;
        }
        return destination.position() - start;
    }
}
