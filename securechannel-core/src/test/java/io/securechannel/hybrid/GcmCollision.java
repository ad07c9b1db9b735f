package io.securechannel.hybrid;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * A ciphertext of two blocks that AES-GCM takes under two keys: its tag is linear in the ciphertext, so one block can be chosen
 * freely and the other one makes the tags equal (Dodis and others, Fast Message Franking: From Invisible Salamanders to Encryptment,
 * CRYPTO 2018, section 3; NIST SP 800-38D, section 6).
 */
public final class GcmCollision {

    private static final int BLOCK = 16;

    /** x^128 + x^7 + x^2 + x + 1, where the lowest power is the leftmost bit of a block. */
    private static final BigInteger REDUCTION = BigInteger.ONE.shiftLeft(128).or(BigInteger.valueOf(0x87));

    private GcmCollision() {}

    /** {@return the first block of the keystream under the nonce of zeros} */
    public static byte[] keystream(byte[] key) {
        return aes(key, counter(2));
    }

    /**
     * {@return two blocks and a tag that hold under both keys}
     *
     * @param first the first block of the ciphertext
     */
    public static byte[] of(byte[] one, byte[] two, byte[] associated, byte[] first) {
        var blank = Arrays.copyOf(first, 2 * BLOCK);
        var difference = field(tag(one, associated, blank)).xor(field(tag(two, associated, blank)));
        var factor = square(hashKey(one)).xor(square(hashKey(two)));
        var second = times(difference, inverse(factor));
        System.arraycopy(block(second), 0, blank, BLOCK, BLOCK);
        return EnvelopeSpec.join(blank, tag(one, associated, blank));
    }

    private static byte[] tag(byte[] key, byte[] associated, byte[] ciphertext) {
        var hash = BigInteger.ZERO;
        var h = hashKey(key);
        byte[] lengths = EnvelopeSpec.join(
                EnvelopeSpec.number(8L * associated.length, 8), EnvelopeSpec.number(8L * ciphertext.length, 8));
        byte[] all = EnvelopeSpec.join(padded(associated), padded(ciphertext), lengths);
        for (int i = 0; i < all.length; i += BLOCK) {
            hash = times(hash.xor(field(Arrays.copyOfRange(all, i, i + BLOCK))), h);
        }
        return block(hash.xor(field(aes(key, counter(1)))));
    }

    private static BigInteger hashKey(byte[] key) {
        return field(aes(key, new byte[BLOCK]));
    }

    private static byte[] padded(byte[] bytes) {
        return Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK);
    }

    private static byte[] counter(int value) {
        var block = new byte[BLOCK];
        block[BLOCK - 1] = (byte) value;
        return block;
    }

    private static byte[] aes(byte[] key, byte[] block) {
        try {
            var cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"));
            return cipher.doFinal(block);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A block as a polynomial: bit i of the number is the coefficient of x^i. */
    private static BigInteger field(byte[] block) {
        var polynomial = BigInteger.ZERO;
        for (int i = 0; i < 128; i++) {
            if ((block[i / 8] >> (7 - i % 8) & 1) == 1) {
                polynomial = polynomial.setBit(i);
            }
        }
        return polynomial;
    }

    private static byte[] block(BigInteger polynomial) {
        var block = new byte[BLOCK];
        for (int i = 0; i < 128; i++) {
            if (polynomial.testBit(i)) {
                block[i / 8] |= (byte) (1 << (7 - i % 8));
            }
        }
        return block;
    }

    private static BigInteger times(BigInteger a, BigInteger b) {
        var product = BigInteger.ZERO;
        for (int i = 0; i < 128; i++) {
            if (a.testBit(i)) {
                product = product.xor(b.shiftLeft(i));
            }
        }
        for (int i = product.bitLength() - 1; i >= 128; i--) {
            if (product.testBit(i)) {
                product = product.xor(REDUCTION.shiftLeft(i - 128));
            }
        }
        return product;
    }

    private static BigInteger square(BigInteger a) {
        return times(a, a);
    }

    /** To the power of 2^128 - 2. */
    private static BigInteger inverse(BigInteger a) {
        var inverse = BigInteger.ONE;
        var power = a;
        for (int i = 1; i < 128; i++) {
            power = square(power);
            inverse = times(inverse, power);
        }
        return inverse;
    }
}
