package io.securechannel.internal.primitive;

import java.util.Arrays;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.Blake2bDigest;
import org.bouncycastle.crypto.digests.Blake2sDigest;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/** The hash functions of the Noise Protocol Framework (rev 34, sections 12.5 to 12.8), and HMAC and HKDF with each. */
public enum HashFunction {
    /** SHA-256 (FIPS 180-4), by the JDK. */
    SHA256(32),
    /** SHA-512 (FIPS 180-4), by the JDK. */
    SHA512(64),
    /** BLAKE2s with 32 bytes (RFC 7693), by Bouncy Castle. */
    BLAKE2S(32),
    /** BLAKE2b with 64 bytes (RFC 7693), by Bouncy Castle. */
    BLAKE2B(64);

    private static final int MOST_BLOCKS = 255;

    private final int length;

    HashFunction(int length) {
        this.length = length;
    }

    /** {@return HASHLEN, in bytes} */
    public int length() {
        return length;
    }

    /**
     * Hashes what is put together of parts.
     *
     * @param parts in their order
     * @return {@link #length} bytes
     */
    public byte[] hash(byte[]... parts) {
        if (this == BLAKE2S || this == BLAKE2B) {
            var digest = blake2();
            for (var part : parts) {
                digest.update(part, 0, part.length);
            }
            var result = new byte[length];
            digest.doFinal(result, 0);
            return result;
        }
        var digest = Sha2.begin(this);
        for (var part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    /**
     * HMAC (RFC 2104).
     *
     * @param key any length
     * @param parts in their order
     * @return {@link #length} bytes
     */
    public byte[] hmac(byte[] key, byte[]... parts) {
        if (this == BLAKE2S || this == BLAKE2B) {
            var mac = new HMac(blake2());
            mac.init(new KeyParameter(key));
            for (var part : parts) {
                mac.update(part, 0, part.length);
            }
            var result = new byte[length];
            mac.doFinal(result, 0);
            return result;
        }
        return Sha2.hmac(this, key, parts);
    }

    /**
     * HKDF of the Noise Protocol Framework (rev 34, section 4.3): RFC 5869 with the chaining key as salt and no info.
     *
     * @param chainingKey {@link #length} bytes
     * @param input keying material; may be empty
     * @param outputs how many, 1 to 255
     * @return so many of {@link #length} bytes, which the caller wipes
     */
    public byte[][] hkdf(byte[] chainingKey, byte[] input, int outputs) {
        byte[] key = hmac(chainingKey, input);
        try {
            var results = new byte[outputs][];
            byte[] before = {};
            for (int i = 0; i < outputs; i++) {
                before = hmac(key, before, new byte[] {(byte) (i + 1)});
                results[i] = before;
            }
            return results;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * HKDF-Expand (RFC 5869, section 2.3).
     *
     * @param key a uniformly random key of {@link #length} bytes
     * @param info what the result is for
     * @param wanted bytes, 1 to 255 times {@link #length}
     * @return so many bytes, which the caller wipes
     */
    public byte[] expand(byte[] key, byte[] info, int wanted) {
        if (wanted < 1 || wanted > MOST_BLOCKS * length) {
            throw new IllegalArgumentException(
                    "HKDF with " + this + " gives 1 to " + MOST_BLOCKS * length + " bytes, not " + wanted);
        }
        var result = new byte[wanted];
        byte[] block = {};
        for (int at = 0, number = 1; at < wanted; number++) {
            byte[] before = block;
            block = hmac(key, before, info, new byte[] {(byte) number});
            Arrays.fill(before, (byte) 0);
            int count = Math.min(length, wanted - at);
            System.arraycopy(block, 0, result, at, count);
            at += count;
        }
        Arrays.fill(block, (byte) 0);
        return result;
    }

    private Digest blake2() {
        return this == BLAKE2S ? new Blake2sDigest(Byte.SIZE * length) : new Blake2bDigest(Byte.SIZE * length);
    }
}
