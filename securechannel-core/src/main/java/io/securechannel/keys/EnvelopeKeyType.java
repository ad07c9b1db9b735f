package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.KeyAlgorithm;
import java.util.Arrays;

/** The kinds of key that open envelopes. {@link #X_WING} is right for most: what is sealed today stays closed to a quantum computer. */
public enum EnvelopeKeyType {
    /** X25519 with ML-KEM-768: post-quantum, and no weaker than X25519 if ML-KEM falls (draft-connolly-cfrg-xwing-kem). */
    X_WING(KeyAlgorithm.X_WING, 0, "X-Wing"),
    /** X25519 (RFC 7748, RFC 8410). */
    X25519(KeyAlgorithm.X25519, 0, "X25519"),
    /** The NIST curve P-256 (RFC 5480). */
    P256(KeyAlgorithm.P256, 0, "EC P-256"),
    /** RSA of 2048 bits, for keys that are there already: under 3072 bits is weaker than all the others here. */
    RSA_2048(KeyAlgorithm.RSA, 2_048, "RSA 2048"),
    /** RSA of 3072 bits. */
    RSA_3072(KeyAlgorithm.RSA, 3_072, "RSA 3072"),
    /** RSA of 4096 bits. */
    RSA_4096(KeyAlgorithm.RSA, 4_096, "RSA 4096");

    private final KeyAlgorithm algorithm;
    private final int bits;
    private final String text;

    EnvelopeKeyType(KeyAlgorithm algorithm, int bits, String text) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.text = text;
    }

    /** {@return whether a quantum computer, if there is one, leaves it standing} */
    public boolean postQuantum() {
        return this == X_WING;
    }

    KeyAlgorithm algorithm() {
        return algorithm;
    }

    int bits() {
        return bits;
    }

    static EnvelopeKeyType of(EncodedPublicKey key, String source) throws KeyMaterialException {
        return Arrays.stream(values())
                .filter(each -> each.algorithm == key.algorithm() && each.bits == key.bits())
                .findFirst()
                .orElseThrow(
                        () -> new KeyMaterialException(
                                key.algorithm() == KeyAlgorithm.RSA ? Reason.UNSUPPORTED : Reason.WRONG_KIND,
                                source + " holds a key of the kind " + key.algorithm()
                                        + (key.bits() == 0 ? "" : " of " + key.bits() + " bits")
                                        + "; envelopes are opened by X-Wing, X25519, P-256 and RSA of 2048, 3072 or 4096 bits"));
    }

    /** {@return the name as people write it} */
    @Override
    public String toString() {
        return text;
    }
}
