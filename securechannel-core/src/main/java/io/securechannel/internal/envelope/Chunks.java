package io.securechannel.internal.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * The signed form of a content in segments (spec, section 6): what a recipient, who has the key of the segments, cannot change
 * either.
 *
 * <pre>
 * chunk     signature(s), of one length in all chunks | data
 * data      1 MiB in every chunk but the last; in the last one 1 octet to 1 MiB, or none if it is the only one
 * </pre>
 *
 * So there is one way to cut given data: n MiB end with a full chunk, and an empty content is one empty chunk.
 */
public final class Chunks {

    /** Octets of data in a chunk. */
    static final int CHUNK = 1 << 20;

    private Chunks() {}

    /**
     * Signs what is written.
     *
     * @param signer signs each chunk
     * @param out takes the chunks; the result finishes and closes it
     * @return the stream
     */
    public static FinishingOutput sign(ChunkSigner signer, FinishingOutput out) {
        return sign(signer, out, CHUNK);
    }

    /**
     * Verifies. What is read has been verified, and so has the end. A chunk that the verifier refuses makes an IOException whose
     * cause is the verifier's exception; a content that ends within a signature one with the reason BAD_SIGNATURE; an empty chunk
     * after others, though signed, one with the reason MALFORMED.
     *
     * @param verifier verifies each chunk
     * @param in gives the chunks, to its end; closed by the result
     * @return the data; closing it wipes its buffers
     */
    public static InputStream verify(ChunkVerifier verifier, InputStream in) {
        return verify(verifier, in, CHUNK);
    }

    /**
     * Verifies at any position. The last chunk is verified here and now, so that the size is what was signed.
     *
     * @param verifier verifies each chunk, and one again when it is read again after another
     * @param in gives the chunks, from its position now to its end; it belongs to the result, which closes it
     * @return the data, to be read only
     * @throws IOException if the channel cannot be read, or as with the stream; the channel is still open then
     */
    public static SeekableByteChannel verify(ChunkVerifier verifier, SeekableByteChannel in) throws IOException {
        return verify(verifier, in, CHUNK);
    }

    static FinishingOutput sign(ChunkSigner signer, FinishingOutput out, int chunk) {
        return new ChunkOutput(signer, out, chunk);
    }

    static InputStream verify(ChunkVerifier verifier, InputStream in, int chunk) {
        return new BlockInput(in, true, new ChunkOpener(verifier, chunk));
    }

    static SeekableByteChannel verify(ChunkVerifier verifier, SeekableByteChannel in, int chunk) throws IOException {
        return new BlockChannel(in, new ChunkOpener(verifier, chunk));
    }
}
