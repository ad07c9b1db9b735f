package io.securechannel.hybrid;

import io.securechannel.internal.envelope.ReadOnlyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** What stands in a channel from its position now on, to be read at any position, beginning with 0. */
final class TailChannel extends ReadOnlyChannel {

    private final SeekableByteChannel all;
    private final long start;

    TailChannel(SeekableByteChannel all) throws IOException {
        this.all = all;
        this.start = all.position();
    }

    @Override
    protected int readInto(ByteBuffer target) throws IOException {
        return all.read(target);
    }

    @Override
    public long position() throws IOException {
        return all.position() - start;
    }

    @Override
    protected void moveTo(long position) throws IOException {
        all.position(position > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + position); // both behind any end
    }

    @Override
    public long size() throws IOException {
        return all.size() - start;
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
