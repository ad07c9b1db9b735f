package io.securechannel.auth.store;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The seed of a second factor, encrypted: it is in the store and the key to it is not. */
public final class SealedSeed {

    private static final int LONGEST = 1_024;

    private final byte[] bytes;

    /**
     * A seed as it is stored.
     *
     * @param bytes the encrypted seed, at most 1,024 bytes, which are copied
     */
    public SealedSeed(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > LONGEST) {
            throw new IllegalArgumentException("a sealed seed has 1 to 1,024 bytes, not " + bytes.length);
        }
        this.bytes = bytes.clone();
    }

    /** {@return a copy of the encrypted bytes} */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SealedSeed that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return the length alone} */
    @Override
    public String toString() {
        return "SealedSeed[" + bytes.length + " bytes]";
    }
}
