package io.securechannel.hybrid;

import io.securechannel.internal.envelope.ReadOnlyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Bytes in memory, to be read at any position, that came from a channel which is closed with them. */
final class BytesChannel extends ReadOnlyChannel {

    private final byte[] bytes;
    private final SeekableByteChannel source;
    private long position;
    private boolean closed;

    BytesChannel(byte[] bytes, SeekableByteChannel source) {
        this.bytes = bytes;
        this.source = source;
    }

    @Override
    protected int readInto(ByteBuffer target) throws IOException {
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
    protected void moveTo(long chosen) {
        position = chosen;
    }

    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return bytes.length;
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
}
