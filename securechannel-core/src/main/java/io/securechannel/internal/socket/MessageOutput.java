package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.FrameEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A message that is written piece by piece. Not for use by several threads at once. */
public final class MessageOutput extends OutputStream {

    private static final int FRAGMENT = (1 << 16) - FrameEncoder.HEADER_LENGTH;

    private final MessageWriter writer;
    private final Runnable onGivenUp;
    private final ByteBuffer fragment = ByteBuffer.allocate(FRAGMENT);
    private boolean done;
    private @Nullable SecureChannelException failure;

    MessageOutput(MessageWriter writer, Runnable onGivenUp) {
        this.writer = writer;
        this.onGivenUp = onGivenUp;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        requireOpen();
        int at = offset;
        int end = offset + length;
        while (at < end) {
            if (!fragment.hasRemaining()) {
                sendFragment(false, false);
            }
            int count = Math.min(fragment.remaining(), end - at);
            fragment.put(bytes, at, count);
            at += count;
        }
    }

    /** Sends what has been written so far, as a fragment of its own. */
    @Override
    public void flush() throws IOException {
        requireOpen();
        if (fragment.position() > 0) {
            sendFragment(false, true);
        } else {
            writer.flush();
        }
    }

    /**
     * Ends the message: only now does the peer know that it has all of it.
     *
     * @throws IOException if it could not be sent
     */
    public void complete() throws IOException {
        requireOpen();
        sendFragment(true, true);
        done = true;
        writer.completed();
    }

    /**
     * Does nothing after {@link #complete()}. Before it, gives the message up and closes the channel, so that the peer does
     * not take a part for the whole.
     *
     * @throws IOException CLOSED if the message had not been completed
     */
    @Override
    public void close() throws IOException {
        if (giveUp()) {
            throw new SecureChannelException(
                    Reason.CLOSED,
                    "the message was closed before complete() and is given up, and the channel is closed, so that the peer"
                            + " does not take a part for the whole");
        }
    }

    /** Gives the message up unless it is done; tells whether it did. */
    boolean giveUp() {
        if (done) {
            return false;
        }
        done = true;
        onGivenUp.run();
        return true;
    }

    private void sendFragment(boolean last, boolean flush) throws SecureChannelException {
        fragment.flip();
        try {
            writer.fragment(fragment, fragment.remaining(), last, flush);
        } catch (SecureChannelException e) {
            failure = e; // the fragment is lost: the message can no longer be completed
            throw e;
        } finally {
            fragment.clear();
        }
    }

    private void requireOpen() throws SecureChannelException {
        if (failure != null) {
            throw new SecureChannelException(failure.reason(), failure.getMessage(), failure);
        }
        if (done) {
            throw new IllegalStateException("the message has been completed or closed");
        }
    }
}
