package io.securechannel.hybrid;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** What stands in a channel from its position now on, to be read at any position, beginning with 0. */
final class TailChannel implements SeekableByteChannel {

    private final SeekableByteChannel all;
    private final long start;

    TailChannel(SeekableByteChannel all) throws IOException {
        this.all = all;
        this.start = all.position();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return all.read(target);
    }

    @Override
    public long position() throws IOException {
        return all.position() - start;
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
        if (position < 0) {
            throw new IllegalArgumentException("a position is not negative, as " + position + " is");
        }
        all.position(position > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + position); // both behind any end
        return this;
    }

    @Override
    public long size() throws IOException {
        return all.size() - start;
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
        return all.isOpen();
    }

    @Override
    public void close() throws IOException {
        all.close();
    }
}
