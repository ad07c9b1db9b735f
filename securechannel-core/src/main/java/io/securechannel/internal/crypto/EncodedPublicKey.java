package io.securechannel.internal.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** A public key that has been checked, in the one encoding that its algorithm has. */
public final class EncodedPublicKey {

    private final KeyAlgorithm algorithm;
    private final int bits;
    private final byte[] subjectPublicKeyInfo;

    EncodedPublicKey(KeyAlgorithm algorithm, int bits, byte[] subjectPublicKeyInfo) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.subjectPublicKeyInfo = subjectPublicKeyInfo;
    }

    /** {@return the algorithm} */
    public KeyAlgorithm algorithm() {
        return algorithm;
    }

    /** {@return the size of an RSA modulus in bits; 0 for other keys, whose algorithm says all} */
    public int bits() {
        return bits;
    }

    /** {@return SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), DER; a copy} */
    public byte[] subjectPublicKeyInfo() {
        return subjectPublicKeyInfo.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncodedPublicKey that && Arrays.equals(subjectPublicKeyInfo, that.subjectPublicKeyInfo);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(subjectPublicKeyInfo);
    }

    /** {@return the algorithm and the beginning of the key's hash} */
    @Override
    public String toString() {
        return algorithm + " " + HexFormat.of().formatHex(Sha256.of(subjectPublicKeyInfo), 0, 8);
    }
}
