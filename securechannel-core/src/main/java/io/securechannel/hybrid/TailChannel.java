package io.securechannel.hybrid;

import io.securechannel.internal.envelope.ReadOnlyChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;

/** What stands in a channel from its position now on, to be read at any position, beginning with 0. */
final class TailChannel extends ReadOnlyChannel {

    private final SeekableByteChannel all;
    private final long start;

    /** Kept here, since far behind the end {@code all} may not get there. */
    private long position;

    TailChannel(SeekableByteChannel all) throws IOException {
        this.all = all;
        this.start = all.position();
    }

    @Override
    protected int readInto(ByteBuffer target) throws IOException {
        int read = all.read(target);
        position += Math.max(read, 0);
        return read;
    }

    @Override
    public long position() throws IOException {
        if (!all.isOpen()) {
            throw new ClosedChannelException();
        }
        return position;
    }

    @Override
    protected void moveTo(long chosen) throws IOException {
        all.position(chosen > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + chosen); // both behind any end
        position = chosen;
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
