package io.securechannel.internal.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file in memory that gives a few octets a read, and can be made to fail and to become shorter. */
final class MemoryChannel implements SeekableByteChannel {

    private final byte[] octets;
    private final int atOnce;
    private int size;
    private int position;
    private boolean open = true;
    private IOException failure;

    MemoryChannel(byte[] octets, int atOnce) {
        this.octets = octets;
        this.atOnce = atOnce;
        this.size = octets.length;
    }

    void failWith(IOException error) {
        failure = error;
    }

    void shorten(int newSize) {
        size = newSize;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (position >= size) {
            return -1;
        }
        int part = Math.min(Math.min(target.remaining(), atOnce), size - position);
        target.put(octets, position, part);
        position += part;
        return part;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) {
        position = (int) newPosition;
        return this;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int write(ByteBuffer source) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }
}
