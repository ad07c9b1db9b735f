package io.securechannel.internal.envelope;

import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.Sha256;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What an envelope knows a key by: the SHA-256 of its SubjectPublicKeyInfo, 32 bytes. Ordered as unsigned bytes are. */
public final class KeyHash implements Comparable<KeyHash> {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private final byte[] bytes;

    private KeyHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * {@return the hash of a key}
     *
     * @param key of any role
     */
    public static KeyHash of(EncodedPublicKey key) {
        return new KeyHash(Sha256.of(key.subjectPublicKeyInfo()));
    }

    /**
     * {@return a hash that was read}
     *
     * @param bytes 32
     */
    public static KeyHash of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a key's hash has 32 bytes, not " + bytes.length);
        }
        return new KeyHash(bytes.clone());
    }

    /** {@return the bytes; a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(KeyHash that) {
        return Arrays.compareUnsigned(bytes, that.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@return the fingerprint as people compare it} */
    @Override
    public String toString() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
