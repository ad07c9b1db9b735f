package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Verifies chunks; the data stay where they are. */
final class ChunkOpener implements BlockOpener {

    private final ChunkVerifier verifier;
    private final int signatureLength;
    private final int chunk;

    ChunkOpener(ChunkVerifier verifier, int chunk) {
        this.verifier = verifier;
        this.signatureLength = verifier.signatureLength();
        this.chunk = chunk;
        if (signatureLength < 1) {
            throw new IllegalArgumentException("a signature has an octet at least, not " + signatureLength);
        }
    }

    @Override
    public int blockLength() {
        return signatureLength + chunk;
    }

    @Override
    public int overhead() {
        return signatureLength;
    }

    @Override
    public int headLength() {
        return 0;
    }

    @Override
    public void head(ByteBuffer head) {
        // The signed header before the chunks is read by whoever makes the verifier from it.
    }

    @Override
    public ByteBuffer open(long index, boolean last, ByteBuffer block) throws IOException {
        var signature = new byte[signatureLength];
        block.get(signature);
        try {
            verifier.verify(
                    index, last, signature, block.array(), block.arrayOffset() + block.position(), block.remaining());
        } catch (KeyMaterialException e) {
            throw new RefusedContentException(e);
        }
        if (index > 0 && !block.hasRemaining()) {
            throw error(
                    Reason.MALFORMED,
                    "the content ends with an empty chunk after others, which no sender that follows the format writes;"
                            + " ask the sender which program made the envelope");
        }
        return block.slice();
    }

    @Override
    public IOException cut() {
        return error(
                Reason.BAD_SIGNATURE,
                "the content ends before the signature of its last chunk does: somebody other than the named sender made"
                        + " or cut it; have the sender send it again");
    }

    @Override
    public void wipe() {
        // The data are in the caller's block, and nowhere else.
    }

    private static IOException error(Reason reason, String message) {
        return new RefusedContentException(new KeyMaterialException(reason, message));
    }
}
