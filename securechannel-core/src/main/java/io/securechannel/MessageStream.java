package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.socket.MessageOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

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
    private final UnaryOperator<SecureChannelException> failed;

    MessageStream(MessageOutput message, UnaryOperator<SecureChannelException> failed) {
        this.message = message;
        this.failed = failed;
    }

    @Override
    public void write(int octet) throws IOException {
        try {
            message.write(octet);
        } catch (SecureChannelException e) {
            throw failed.apply(e);
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            message.write(bytes, offset, length);
        } catch (SecureChannelException e) {
            throw failed.apply(e);
        }
    }

    /**
     * Sends what has been written so far.
     *
     * @throws IOException if it cannot be sent
     */
    @Override
    public void flush() throws IOException {
        try {
            message.flush();
        } catch (SecureChannelException e) {
            throw failed.apply(e);
        }
    }

    /**
     * Ends the message: only now does the peer know that it has all of it.
     *
     * @throws IOException if it cannot be sent
     */
    public void complete() throws IOException {
        try {
            message.complete();
        } catch (SecureChannelException e) {
            throw failed.apply(e);
        }
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
