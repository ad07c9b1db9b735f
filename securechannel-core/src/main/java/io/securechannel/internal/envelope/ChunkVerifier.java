package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;

/** Verifies what {@link ChunkSigner} makes. */
public interface ChunkVerifier {

    /** {@return the octets of all signatures of a chunk, always the same and at least one} */
    int signatureLength();

    /**
     * Verifies a chunk. May be called again for a chunk that was verified before, where the content is read at any position.
     *
     * @param index of the chunk, from 0
     * @param last whether nothing follows
     * @param signature what stands before the data
     * @param data an array with the data in it, not to be changed or kept
     * @param offset where they begin
     * @param length how many they are
     * @throws KeyMaterialException if the signature does not belong to all that
     */
    void verify(long index, boolean last, byte[] signature, byte[] data, int offset, int length)
            throws KeyMaterialException;
}
