package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.crypto.Signatures;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * What a sender signs (spec, section 6): who he is, the envelope, for whom and for what it is, and one chunk of the content and its
 * place. The recipients' names stand in what is signed since otherwise one of them could pass the content on as if it had been sent
 * to another (Davis, Defective Sign &amp; Encrypt, USENIX 2001).
 *
 * <pre>{@code
 * label           36   "SecureChannel envelope signature v1", 0x00
 * preheader       88
 * context         32   SHA-256
 * signed header   32   SHA-256
 * chunk's index    8
 * last             1   0x01 for the last chunk, 0x00 for others
 * chunk           32   SHA-256
 * }</pre>
 */
public final class ContentSignature {

    /** With what everything begins that a sender of envelopes signs, and nothing else. */
    public static final String LABEL = "SecureChannel envelope signature v1";

    private static final byte[] LABEL_BYTES = (LABEL + "\0").getBytes(US_ASCII);

    private final byte[] begin;

    /**
     * What is the same for all chunks of one envelope.
     *
     * @param preheader of the envelope
     * @param context what it is for
     * @param header what the sender says
     */
    public ContentSignature(Preheader preheader, byte[] context, SignedHeader header) {
        this.begin = ByteBuffer.allocate(LABEL_BYTES.length + Preheader.LENGTH + 2 * KeyHash.LENGTH)
                .put(LABEL_BYTES)
                .put(preheader.bytes())
                .put(Sha256.of(context))
                .put(Sha256.of(header.bytes()))
                .array();
    }

    /**
     * Checks the signatures of one chunk.
     *
     * @param signers in the order of the header
     * @param signatures one after the other
     * @param input what was signed
     * @throws KeyMaterialException BAD_SIGNATURE unless all of them hold
     */
    public static void verify(List<EncodedPublicKey> signers, byte[] signatures, byte[] input)
            throws KeyMaterialException {
        int offset = 0;
        boolean holds = signatures.length == length(signers);
        for (var signer : signers) {
            int length = Signatures.length(signer);
            holds = holds && Signatures.verify(signer, Arrays.copyOfRange(signatures, offset, offset + length), input);
            offset += length;
        }
        if (!holds) {
            throw new KeyMaterialException(
                    Reason.BAD_SIGNATURE,
                    "the envelope names " + KeyHash.of(signers.get(0))
                            + " as its sender, whose signature does not belong to it:"
                            + " somebody other than the named sender made or changed it; have the sender send it again");
        }
    }

    /**
     * {@return the length of all signatures of a chunk, in bytes}
     *
     * @param signers the keys
     */
    public static int length(List<EncodedPublicKey> signers) {
        return signers.stream().mapToInt(Signatures::length).sum();
    }

    /**
     * {@return what is signed for one chunk}
     *
     * @param index its place, from 0
     * @param last whether none follows
     * @param chunk the SHA-256 of what is in it
     */
    public byte[] input(long index, boolean last, byte[] chunk) {
        return ByteBuffer.wrap(Arrays.copyOf(begin, begin.length + Long.BYTES + 1 + KeyHash.LENGTH))
                .position(begin.length)
                .putLong(index)
                .put((byte) (last ? 1 : 0))
                .put(chunk)
                .array();
    }
}
