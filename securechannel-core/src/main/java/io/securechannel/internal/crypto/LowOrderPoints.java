package io.securechannel.internal.crypto;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/**
 * The public keys of X25519 that give zeros with every private key (RFC 7748, section 6.1), known by their bytes: an agreement to find that
 * out takes as long as the one that the key is for. They are the u-coordinates of the points whose order divides 8, on the curve and its
 * twist, in each of their encodings (D. J. Bernstein, "Curve25519: high-speed elliptic-curve cryptography", "How do I validate Curve25519
 * public keys?"); the highest bit does not count (RFC 7748, section 5).
 */
final class LowOrderPoints {

    private static final int LAST = 31;
    private static final int HIGHEST_BIT = 0x80;

    private static final Set<String> ALL = Set.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
            "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    private LowOrderPoints() {}

    /** {@return whether a key of 32 bytes is one} */
    static boolean has(byte[] key) {
        var masked = Arrays.copyOf(key, key.length);
        masked[LAST] &= (byte) ~HIGHEST_BIT;
        return ALL.contains(HexFormat.of().formatHex(masked));
    }
}
