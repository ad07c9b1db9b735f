package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The secure byte stream itself, without frames, as two streams. */
public final class RawStreams {

    private final ChannelDriver driver;
    private final UnaryOperator<SecureChannelException> told;
    private volatile boolean outputClosed;
    private volatile boolean endedByPeer;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    /**
     * @param driver after its handshake
     * @param told is given what a stream is about to throw, and gives the error that is thrown
     */
    public RawStreams(ChannelDriver driver, UnaryOperator<SecureChannelException> told) {
        this.driver = driver;
        this.told = told;
    }

    /** {@return what comes from the peer} Its end is the peer's proved end; a cut throws. */
    public InputStream input() {
        return input;
    }

    /** {@return what goes to the peer} Each write is sent at once; closing it ends this direction alone. */
    public OutputStream output() {
        return output;
    }

    /** {@return whether a read has met the peer's end before this side had ended its own direction} */
    public boolean endedByPeer() {
        return endedByPeer;
    }

    private SecureChannelException reactedTo(SecureChannelException error) {
        switch (error.reason()) {
            case CLOSED, RECEIVE_TIMEOUT -> {
                // closed in order, or as good as before
            }
            // The engine is well and would end the stream in order: the peer would take what it has for all there is.
            case IDLE_TIMEOUT, CONNECTION_CUT, IO_FAILURE, INTERRUPTED, WRITE_TIMEOUT -> driver.abandon();
            default -> driver.fail();
        }
        return told.apply(error);
    }

    private final class Input extends InputStream {

        private volatile boolean closed;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (closed) {
                throw new SecureChannelException(
                        Reason.CLOSED, "the input of the channel has been closed on this side");
            }
            if (length == 0) {
                return 0;
            }
            try {
                int count = read(ByteBuffer.wrap(bytes, offset, length).slice()); // nothing in front of it is ours
                if (count < 0 && !outputClosed) {
                    endedByPeer = true;
                }
                return count;
            } catch (SecureChannelException e) {
                throw reactedTo(e);
            }
        }

        private int read(ByteBuffer destination) throws SecureChannelException {
            var reader = driver.reader();
            ChannelDriver.lockWithin(reader.lock(), Deadline.NEVER);
            try {
                return reader.read(destination, Deadline.NEVER) ? destination.position() : -1;
            } finally {
                reader.lock().unlock();
            }
        }

        @Override
        public int available() {
            var reader = driver.reader();
            if (!reader.lock().tryLock()) {
                return 0;
            }
            try {
                return reader.buffered().remaining();
            } finally {
                reader.lock().unlock();
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final class Output extends OutputStream {

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            var writer = driver.writer();
            ChannelDriver.lockWithin(writer.lock(), Deadline.NEVER);
            try {
                writer.write(ByteBuffer.wrap(bytes, offset, length));
                writer.flush();
            } catch (SecureChannelException e) {
                throw told.apply(driver.explained(e));
            } catch (RuntimeException
                    | Error e) { // without memory, say: the peer must not take what follows for all there is
                driver.abandon();
                throw e;
            } finally {
                writer.lock().unlock();
            }
        }

        @Override
        public void close() throws IOException {
            outputClosed = true;
            driver.closeOutput(driver.closeDeadline());
        }
    }
}
