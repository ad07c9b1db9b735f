package io.securechannel.internal.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The data of a sequence of blocks. Data of a block are given out when the block has been verified, and the end of the stream
 * when the last block has. Which block is the last one is seen by reading one octet more.
 *
 * <p>After a failure every further read fails. {@link #close} wipes the buffers. Not for use
 * by several threads at once.
 */
final class BlockInput extends InputStream {

    private final InputStream in;
    private final boolean closesIn;
    private final BlockOpener opener;

    /** A block and the first octet of the next one. */
    private final byte[] block;

    /** Octets of the next block that are there already: 0 or 1. */
    private int carried;

    private long index;
    private boolean last;
    private boolean closed;
    /** Set before a block is read and cleared when it is verified, so that no way out leaves the stream usable by mistake. */
    private boolean failed;

    private @Nullable IOException failure;
    private ByteBuffer data = ByteBuffer.allocate(0);

    BlockInput(InputStream in, boolean closesIn, BlockOpener opener) {
        this.in = in;
        this.closesIn = closesIn;
        this.opener = opener;
        this.block = new byte[opener.blockLength() + 1];
    }

    @Override
    public int read() throws IOException {
        return more(1) ? data.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (!more(length)) {
            return -1;
        }
        int part = Math.min(length, data.remaining());
        data.get(target, offset, part);
        return part;
    }

    /** Without the copy that reading makes. */
    @Override
    public long transferTo(OutputStream target) throws IOException {
        long moved = 0;
        while (more(1)) {
            int part = data.remaining();
            target.write(data.array(), data.arrayOffset() + data.position(), part);
            data.position(data.limit());
            moved += part;
        }
        return moved;
    }

    /** Says no at the end, and only then. Where nothing is wanted nothing is read. */
    private boolean more(int wanted) throws IOException {
        requireUsable();
        while (wanted > 0 && !data.hasRemaining()) {
            if (last) {
                return false;
            }
            next();
        }
        return true;
    }

    private void requireUsable() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
        if (failed) {
            if (failure instanceof RefusedContentException refused) {
                throw new RefusedContentException(refused.refusal());
            }
            throw new IOException(
                    "an earlier read failed, and what follows is unknown; read anew from the start", failure);
        }
    }

    private void next() throws IOException {
        failed = true;
        try {
            readBlock();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        failed = false;
    }

    private void readBlock() throws IOException {
        // Not earlier: the data that have just been read may lie in the block itself.
        block[0] = carried == 1 ? block[block.length - 1] : 0;
        int filled = carried + in.readNBytes(block, carried, block.length - carried);
        int end = Math.min(filled, block.length - 1);
        int start = index == 0 ? opener.headLength() : 0;
        if (end < start + opener.overhead()) {
            throw opener.cut();
        }
        if (index == 0) {
            opener.head(ByteBuffer.wrap(block, 0, start));
        }
        boolean nothingFollows = filled < block.length;
        data = opener.open(index, nothingFollows, ByteBuffer.wrap(block, start, end - start));
        last = nothingFollows;
        index++;
        carried = last ? 0 : 1;
    }

    @Override
    public int available() {
        return closed || failed ? 0 : data.remaining();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        data = ByteBuffer.allocate(0);
        Arrays.fill(block, (byte) 0);
        opener.wipe();
        if (closesIn) {
            in.close();
        }
    }
}
