package io.securechannel.internal.crypto;

import io.securechannel.internal.primitive.HashFunction;
import java.io.NotSerializableException;
import java.io.Serial;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;

/** HMAC with SHA-256 (RFC 2104) and PBKDF2 on top of it (RFC 8018, section 5.2), by the JDK. */
public final class HmacSha256 {

    /** The length of what comes out, in bytes. */
    public static final int LENGTH = 32;

    private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};
    private static final byte[] NO_KEY = new byte[LENGTH];

    private HmacSha256() {}

    /**
     * {@return the code of the parts, one after the other, 32 bytes}
     *
     * @param key a byte at least
     * @param parts what it is taken of
     */
    public static byte[] of(byte[] key, byte[]... parts) {
        requireKey(key);
        return HashFunction.SHA256.hmac(key, parts);
    }

    /**
     * PBKDF2 for one block of output: {@code Hi} of RFC 5802, section 2.2.
     *
     * <p>A loop over {@link Mac} and not the JDK's SecretKeyFactory, which is as fast once it is compiled but takes
     * characters and keeps copies of them; Bouncy Castle's takes 2.6 times as long.
     *
     * @param password a byte at least
     * @param salt of any length
     * @param iterations at least 1
     * @return 32 bytes, which the caller has to wipe
     */
    public static byte[] pbkdf2(byte[] password, byte[] salt, int iterations) {
        if (iterations < 1) {
            throw new IllegalArgumentException("there is at least 1 iteration, not " + iterations);
        }
        var mac = keyed(password);
        var block = new byte[LENGTH];
        try {
            mac.update(salt);
            mac.update(FIRST_BLOCK);
            mac.doFinal(block, 0);
            var result = block.clone();
            for (int i = 1; i < iterations; i++) {
                mac.update(block);
                mac.doFinal(block, 0);
                for (int j = 0; j < LENGTH; j++) {
                    result[j] ^= block[j];
                }
            }
            return result;
        } catch (ShortBufferException e) {
            throw new IllegalStateException("SHA-256 gives 32 bytes", e);
        } finally {
            Arrays.fill(block, (byte) 0);
            forgetKey(mac);
        }
    }

    private static void requireKey(byte[] key) {
        if (key.length == 0) {
            throw new IllegalArgumentException("a key has a byte at least");
        }
    }

    private static Mac keyed(byte[] key) {
        requireKey(key);
        try {
            var mac = JdkProvider.hmacSha256();
            mac.init(new Key(key));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    /** The JDK's Mac holds the padded key until it gets another one. */
    private static void forgetKey(Mac mac) {
        try {
            mac.init(new Key(NO_KEY));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("HMAC takes keys of any length", e);
        }
    }

    /** Hands out copies, which the JDK's Mac wipes; a SecretKeySpec would keep one that nobody can wipe. */
    private static final class Key implements SecretKey {

        @Serial
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Key(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return "HmacSHA256";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Serial
        private Object writeReplace() throws NotSerializableException {
            throw new NotSerializableException("a key that lasts for one call");
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }
}
