package io.securechannel.hybrid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Bytes in memory, to be read at any position, that came from a channel which is closed with them. */
final class BytesChannel implements SeekableByteChannel {

    private final byte[] bytes;
    private final SeekableByteChannel source;
    private long position;
    private boolean closed;

    BytesChannel(byte[] bytes, SeekableByteChannel source) {
        this.bytes = bytes;
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requireOpen();
        if (position >= bytes.length) {
            return -1;
        }
        int part = (int) Math.min(target.remaining(), bytes.length - position);
        target.put(bytes, (int) position, part);
        position += part;
        return part;
    }

    @Override
    public long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long chosen) throws ClosedChannelException {
        requireOpen();
        if (chosen < 0) {
            throw new IllegalArgumentException("a position is not negative, as " + chosen + " is");
        }
        position = chosen;
        return this;
    }

    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return bytes.length;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Arrays.fill(bytes, (byte) 0);
        source.close();
    }

    private void requireOpen() throws ClosedChannelException {
        if (closed) {
            throw new ClosedChannelException();
        }
    }
}
