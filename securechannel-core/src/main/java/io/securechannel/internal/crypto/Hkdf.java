package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.secret.SecretBytes;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;

/** HKDF with SHA-256 (RFC 5869), by Bouncy Castle. */
public final class Hkdf {

    private static final int LONGEST = 255 * 32;

    private Hkdf() {}

    /**
     * HKDF-Expand (section 2.3), for a key that is uniformly random already (section 3.3).
     *
     * @param key 32 bytes at least
     * @param info what the result is for, ASCII
     * @param length of the result in bytes, at most 8,160
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
     * @param length of the result in bytes, at most 8,160
     * @return the output keying material
     */
    public static SecretBytes expand(SecretBytes key, byte[] info, int length) {
        if (length > LONGEST) {
            throw new IllegalArgumentException("HKDF-SHA256 gives at most " + LONGEST + " bytes, not " + length);
        }
        return key.use(bytes -> {
            var output = new byte[length];
            var generator = new HKDFBytesGenerator(new SHA256Digest());
            generator.init(HKDFParameters.skipExtractParameters(bytes, info));
            generator.generateBytes(output, 0, length);
            return SecretBytes.owning(output);
        });
    }
}
