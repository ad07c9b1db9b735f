package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.primitive.HashFunction;
import io.securechannel.secret.SecretBytes;

/** HKDF with SHA-256 (RFC 5869), for keys as SecretBytes. */
public final class Hkdf {

    private static final int LONGEST = 255 * 32;

    private Hkdf() {}

    /**
     * HKDF-Expand (section 2.3), for a key that is uniformly random already (section 3.3).
     *
     * @param key 32 bytes at least
     * @param info what the result is for, ASCII
     * @param length of the result in bytes, 1 to 8,160
     * @return the output keying material
     */
    public static SecretBytes expand(SecretBytes key, String info, int length) {
        return expand(key, info.getBytes(US_ASCII), length);
    }

    /**
     * HKDF-Expand (section 2.3), for a key that is uniformly random already (section 3.3).
     *
     * @param key 32 bytes at least
     * @param info what the result is for
     * @param length of the result in bytes, 1 to 8,160
     * @return the output keying material
     */
    public static SecretBytes expand(SecretBytes key, byte[] info, int length) {
        if (length > LONGEST) {
            throw new IllegalArgumentException("HKDF-SHA256 gives at most " + LONGEST + " bytes, not " + length);
        }
        return key.use(bytes -> SecretBytes.owning(HashFunction.SHA256.expand(bytes, info, length)));
    }
}
