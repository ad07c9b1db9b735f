package io.securechannel.hybrid;

import io.securechannel.internal.envelope.Preheader;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The name of one envelope: 16 random bytes, the same before and after re-wrapping. Immutable. */
public final class EnvelopeId {

    private final byte[] bytes;

    private EnvelopeId(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return the id}
     *
     * @param bytes 16
     * @throws IllegalArgumentException if there are more or fewer
     */
    public static EnvelopeId of(byte[] bytes) {
        if (bytes.length != Preheader.ID_LENGTH) {
            throw new IllegalArgumentException("the id of an envelope has 16 bytes, not " + bytes.length);
        }
        return new EnvelopeId(bytes.clone());
    }

    /** {@return the 16 bytes; a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnvelopeId that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return 32 hexadecimal digits} */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
