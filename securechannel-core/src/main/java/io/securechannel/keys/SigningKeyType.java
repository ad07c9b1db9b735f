package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.KeyAlgorithm;
import java.util.Arrays;

/** The kinds of key that sign messages and envelopes. {@link #ED25519} is right for most. */
public enum SigningKeyType {
    /** Ed25519 (RFC 8032). */
    ED25519(KeyAlgorithm.ED25519, 0, "Ed25519"),
    /** ML-DSA-65: post-quantum; a signature has 3,309 bytes (FIPS 204, RFC 9881). */
    ML_DSA_65(KeyAlgorithm.ML_DSA_65, 0, "ML-DSA-65"),
    /** RSASSA-PSS with 2048 bits (RFC 8017), for keys that are there already. */
    RSA_PSS_2048(KeyAlgorithm.RSA, 2_048, "RSA-PSS 2048"),
    /** RSASSA-PSS with 3072 bits. */
    RSA_PSS_3072(KeyAlgorithm.RSA, 3_072, "RSA-PSS 3072"),
    /** RSASSA-PSS with 4096 bits. */
    RSA_PSS_4096(KeyAlgorithm.RSA, 4_096, "RSA-PSS 4096");

    private final KeyAlgorithm algorithm;
    private final int bits;
    private final String text;

    SigningKeyType(KeyAlgorithm algorithm, int bits, String text) {
        this.algorithm = algorithm;
        this.bits = bits;
        this.text = text;
    }

    KeyAlgorithm algorithm() {
        return algorithm;
    }

    int bits() {
        return bits;
    }

    static SigningKeyType of(EncodedPublicKey key, String source) throws KeyMaterialException {
        return Arrays.stream(values())
                .filter(each -> each.algorithm == key.algorithm() && each.bits == key.bits())
                .findFirst()
                .orElseThrow(() -> new KeyMaterialException(
                        key.algorithm() == KeyAlgorithm.RSA ? Reason.UNSUPPORTED : Reason.WRONG_KIND,
                        source + " holds a key of the kind " + key.algorithm()
                                + (key.bits() == 0 ? "" : " of " + key.bits() + " bits")
                                + "; signatures are made by Ed25519, ML-DSA-65 and RSA of 2048, 3072 or 4096 bits"));
    }

    /** {@return the name as people write it} */
    @Override
    public String toString() {
        return text;
    }
}
