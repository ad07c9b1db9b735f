package io.securechannel;

import io.securechannel.internal.socket.MessageOutput;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A message that is written piece by piece. Only {@link #complete()} ends it; {@link #close()} before that gives it up, so
 * that an exception in the middle never leaves the peer with a part that looks whole:
 *
 * <pre>{@code
 * try (var message = channel.openMessage()) {
 *     writeReportTo(message);
 *     message.complete();
 * }
 * }</pre>
 *
 * Not for use by several threads at once.
 */
public final class MessageStream extends OutputStream {

    private final MessageOutput message;

    MessageStream(MessageOutput message) {
        this.message = message;
    }

    @Override
    public void write(int octet) throws IOException {
        message.write(octet);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        message.write(bytes, offset, length);
    }

    /**
     * Sends what has been written so far.
     *
     * @throws IOException if it cannot be sent
     */
    @Override
    public void flush() throws IOException {
        message.flush();
    }

    /**
     * Ends the message: only now does the peer know that it has all of it.
     *
     * @throws IOException if it cannot be sent
     */
    public void complete() throws IOException {
        message.complete();
    }

    /**
     * Does nothing after {@link #complete()}. Before it, gives the message up and closes the channel.
     *
     * @throws IOException CLOSED if the message had not been completed
     */
    @Override
    public void close() throws IOException {
        message.close();
    }
}
