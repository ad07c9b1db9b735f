package io.securechannel.auth.token;

import io.securechannel.peer.ChannelBinding;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The channel and the login that a proof is for. Both ends must state the same. Immutable. */
public final class ProofContext {

    private final byte[] nonce;
    private final String bindingType;
    private final byte[] bindingData;
    private final byte[] offerHash;

    /**
     * A context; the bytes are copied.
     *
     * @param nonce the server's, for this login alone: 16 to 64 random bytes
     * @param bindingType the name of the channel binding's type, as {@code tls-exporter}: 1 to 64 visible ASCII characters
     * @param bindingData the channel binding: 1 to 1,024 bytes
     * @param offerHash the SHA-256 of what the server has offered
     * @throws IllegalArgumentException if one of them has not the size that it should have
     */
    public ProofContext(byte[] nonce, String bindingType, byte[] bindingData, byte[] offerHash) {
        requireLength("nonce", nonce, 16, 64);
        requireLength("channel binding", bindingData, 1, 1_024);
        requireLength("hash of the offer", offerHash, 32, 32);
        if (bindingType.isEmpty()
                || bindingType.length() > 64
                || bindingType.chars().anyMatch(each -> each <= ' ' || each > '~')) {
            throw new IllegalArgumentException("a type of channel binding has 1 to 64 visible ASCII characters");
        }
        this.nonce = nonce.clone();
        this.bindingType = bindingType;
        this.bindingData = bindingData.clone();
        this.offerHash = offerHash.clone();
    }

    /**
     * {@return the context of a login on a channel}
     *
     * @param nonce the server's nonce
     * @param binding the channel's binding
     * @param offerHash the SHA-256 of what the server has offered
     */
    public static ProofContext of(byte[] nonce, ChannelBinding binding, byte[] offerHash) {
        return new ProofContext(nonce, binding.type().registeredName(), binding.bytes(), offerHash);
    }

    /** {@return the server's nonce; a copy} */
    public byte[] nonce() {
        return nonce.clone();
    }

    /** {@return the name of the channel binding's type} */
    public String bindingType() {
        return bindingType;
    }

    /** {@return the channel binding; a copy} */
    public byte[] bindingData() {
        return bindingData.clone();
    }

    /** {@return the hash of the offer; a copy} */
    public byte[] offerHash() {
        return offerHash.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProofContext that
                && bindingType.equals(that.bindingType)
                && Arrays.equals(nonce, that.nonce)
                && Arrays.equals(bindingData, that.bindingData)
                && Arrays.equals(offerHash, that.offerHash);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(nonce) + Arrays.hashCode(bindingData);
    }

    /** {@return the binding, without the nonce} */
    @Override
    public String toString() {
        return "ProofContext[" + bindingType + ":" + HexFormat.of().formatHex(bindingData) + "]";
    }

    private static void requireLength(String what, byte[] bytes, int least, int most) {
        if (bytes.length < least || bytes.length > most) {
            throw new IllegalArgumentException("the " + what + " of a proof has "
                    + (least == most ? least : least + " to " + most) + " bytes, not " + bytes.length);
        }
    }
}
