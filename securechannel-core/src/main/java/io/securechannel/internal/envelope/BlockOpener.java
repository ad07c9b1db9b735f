package io.securechannel.internal.envelope;

import java.io.IOException;
import java.nio.ByteBuffer;

/** What tells the data of a block, and whether they are genuine: a segment of ciphertext, or a chunk with its signatures. */
interface BlockOpener {

    /** {@return the octets of every block but the last one; the head counts as part of the first} */
    int blockLength();

    /** {@return the octets of every block that are not data} */
    int overhead();

    /** {@return the octets before the first block's own} */
    int headLength();

    /**
     * Takes what stands before the first block; called once, before any block is opened.
     *
     * @param head as many octets as {@link #headLength()} says
     */
    void head(ByteBuffer head) throws IOException;

    /**
     * Opens a block.
     *
     * @param index of the block, from 0
     * @param last whether nothing follows it
     * @param block an array's octets, at least the overhead; for the first one without the head
     * @return the data, verified; good until the next call
     * @throws IOException with a KeyMaterialException as its cause, if they are not genuine
     */
    ByteBuffer open(long index, boolean last, ByteBuffer block) throws IOException;

    /** {@return the error for a stream that ends where no block can end} */
    IOException cut();

    /** Wipes what data it holds. */
    void wipe();
}
