package io.securechannel.internal.envelope;

/** Makes what stands before the data of a chunk: the signature, or the signatures one after the other. */
public interface ChunkSigner {

    /** {@return the octets of what {@link #sign} gives, always the same and at least one} */
    int signatureLength();

    /**
     * Signs a chunk.
     *
     * @param index of the chunk, from 0
     * @param last whether no chunk follows
     * @param data an array with the data in it, not to be changed or kept
     * @param offset where they begin
     * @param length how many they are; 0 only for the only chunk of an empty content
     * @return as many octets as {@link #signatureLength} says
     */
    byte[] sign(long index, boolean last, byte[] data, int offset, int length);
}
