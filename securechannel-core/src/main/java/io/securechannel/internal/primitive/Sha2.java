package io.securechannel.internal.primitive;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/** SHA-2 of the JDK's provider SUN. A copy of a digest that was never used takes a tenth of what looking it up among the providers does. */
final class Sha2 {

    private static final int INNER = 0x36;
    private static final int OUTER = 0x5C;

    private static final MessageDigest SHA_256 = named("SHA-256");
    private static final MessageDigest SHA_512 = named("SHA-512");

    private Sha2() {}

    /** {@return a digest of nothing yet} */
    static MessageDigest begin(HashFunction function) {
        boolean shorter = function == HashFunction.SHA256;
        try {
            return (MessageDigest) (shorter ? SHA_256 : SHA_512).clone();
        } catch (CloneNotSupportedException e) {
            return named(shorter ? "SHA-256" : "SHA-512");
        }
    }

    /** HMAC (RFC 2104, section 2). */
    static byte[] hmac(HashFunction function, byte[] key, byte[]... parts) {
        int block = 2 * function.length(); // FIPS 180-4, section 1: 64 bytes with SHA-256, 128 with SHA-512
        var pad = Arrays.copyOf(key.length > block ? function.hash(key) : key, block);
        for (int i = 0; i < block; i++) {
            pad[i] ^= INNER;
        }
        var digest = begin(function);
        digest.update(pad);
        for (var part : parts) {
            digest.update(part);
        }
        var inner = digest.digest();
        for (int i = 0; i < block; i++) {
            pad[i] ^= INNER ^ OUTER;
        }
        digest.update(pad);
        Arrays.fill(pad, (byte) 0);
        digest.update(inner);
        return digest.digest();
    }

    private static MessageDigest named(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm, Primitives.installed("SUN"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the provider SUN of this runtime has no " + algorithm, e);
        }
    }
}
