package io.securechannel.internal.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The data of a sequence of blocks, at any position. The last block is verified when the channel is made, so that the size and
 * the end are known to be genuine; every other one before something of it is given out. A read gives the data of one block at
 * most.
 *
 * <p>A block that does not verify makes every further read fail; where the channel beneath fails, reading may be tried again.
 * {@link #close} wipes the buffers and closes the channel beneath. Not for use by several threads at once.
 */
final class BlockChannel extends ReadOnlyChannel {

    private static final long NONE = -1;

    private final SeekableByteChannel in;
    private final BlockOpener opener;
    private final long start;
    private final long blocks;
    private final int lastLength;
    private final long size;
    private final byte[] block;
    private ByteBuffer data = ByteBuffer.allocate(0);

    /** Whose data are there. */
    private long current = NONE;

    private long position;
    private boolean open = true;

    /** What was found not to be genuine. */
    private @Nullable RefusedContentException failure;

    /** Takes the blocks from the position where the channel is to its end. */
    BlockChannel(SeekableByteChannel in, BlockOpener opener) throws IOException {
        this.in = in;
        this.opener = opener;
        this.start = in.position();
        this.block = new byte[opener.blockLength()];
        long total = Math.max(0, in.size() - start);
        this.blocks = Math.max(1, (total + block.length - 1) / block.length);
        this.lastLength = (int) (total - (blocks - 1) * block.length);
        this.size = total - opener.headLength() - blocks * opener.overhead();
        if (lastLength < opener.overhead() + (blocks == 1 ? opener.headLength() : 0)) {
            throw opener.cut();
        }
        fill(start, opener.headLength());
        opener.head(ByteBuffer.wrap(block, 0, opener.headLength()));
        load(blocks - 1);
    }

    @Override
    protected int readInto(ByteBuffer target) throws IOException {
        if (failure != null) {
            throw new RefusedContentException(failure.refusal());
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= size) {
            return -1;
        }
        // The head takes the place of data in the first block.
        int unit = opener.blockLength() - opener.overhead();
        long index = (position + opener.headLength()) / unit;
        if (index != current) {
            load(index);
        }
        int offset = (int) (index == 0 ? position : (position + opener.headLength()) % unit);
        int part = Math.min(target.remaining(), data.limit() - offset);
        target.put(data.slice(offset, part));
        position += part;
        return part;
    }

    private void load(long index) throws IOException {
        current = NONE;
        boolean last = index == blocks - 1;
        int skipped = index == 0 ? opener.headLength() : 0;
        int length = (last ? lastLength : block.length) - skipped;
        fill(start + index * block.length + skipped, length);
        try {
            data = opener.open(index, last, ByteBuffer.wrap(block, 0, length)).slice();
        } catch (IOException e) {
            throw failed(e);
        }
        current = index;
    }

    private void fill(long from, int length) throws IOException {
        var target = ByteBuffer.wrap(block, 0, length);
        in.position(from);
        while (target.hasRemaining()) {
            if (in.read(target) < 0) {
                // It has become shorter since the channel was made.
                throw failed(opener.cut());
            }
        }
    }

    private IOException failed(IOException error) {
        if (error instanceof RefusedContentException refused) {
            failure = refused;
        }
        return error;
    }

    @Override
    public long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    protected void moveTo(long newPosition) {
        position = newPosition;
    }

    /** {@return the length of the data, which is genuine} */
    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return size;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        data = ByteBuffer.allocate(0);
        Arrays.fill(block, (byte) 0);
        opener.wipe();
        in.close();
    }
}
