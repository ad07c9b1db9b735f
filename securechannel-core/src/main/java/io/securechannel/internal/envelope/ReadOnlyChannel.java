package io.securechannel.internal.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** What the channels over the content of envelopes have in common: they refuse what a channel of a file opened for reading refuses. */
public abstract class ReadOnlyChannel implements SeekableByteChannel {

    /**
     * Reads into what can be written.
     *
     * @param target is not read-only
     * @return how many bytes, or -1 at the end
     * @throws IOException if they cannot be read
     */
    protected abstract int readInto(ByteBuffer target) throws IOException;

    /**
     * Moves to where it may be behind the end.
     *
     * @param position is not negative
     * @throws IOException if it cannot be moved
     */
    protected abstract void moveTo(long position) throws IOException;

    @Override
    public final int read(ByteBuffer target) throws IOException {
        requireOpen();
        if (target.isReadOnly()) {
            throw new IllegalArgumentException("the buffer to read into is read-only: give one that can be written");
        }
        return readInto(target);
    }

    @Override
    public final SeekableByteChannel position(long position) throws IOException {
        requireOpen();
        if (position < 0) {
            throw new IllegalArgumentException("a position is not negative, as " + position + " is");
        }
        moveTo(position);
        return this;
    }

    @Override
    public final int write(ByteBuffer source) throws ClosedChannelException {
        throw notWritable();
    }

    @Override
    public final SeekableByteChannel truncate(long size) throws ClosedChannelException {
        throw notWritable();
    }

    private NonWritableChannelException notWritable() throws ClosedChannelException {
        requireOpen();
        return new NonWritableChannelException();
    }

    /**
     * Refuses what is done after closing.
     *
     * @throws ClosedChannelException if it is closed
     */
    protected final void requireOpen() throws ClosedChannelException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }
}
