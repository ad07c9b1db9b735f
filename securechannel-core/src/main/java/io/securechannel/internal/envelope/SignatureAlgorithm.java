package io.securechannel.internal.envelope;

import io.securechannel.internal.crypto.EncodedPublicKey;
import java.util.Arrays;
import java.util.Optional;

/** How signed envelopes and signature files name the algorithm of a signature: one byte. */
public enum SignatureAlgorithm {
    /** Ed25519 (RFC 8032). */
    ED25519(1, "Ed25519"),
    /** ML-DSA-65 with an empty context (FIPS 204). */
    ML_DSA_65(2, "ML-DSA-65"),
    /** RSASSA-PSS with SHA-256 and a salt of 32 bytes (RFC 8017). */
    RSA_PSS(3, "RSA-PSS");

    private final int code;
    private final String text;

    SignatureAlgorithm(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** {@return the byte} */
    public int code() {
        return code;
    }

    /**
     * {@return the algorithm with which a key signs}
     *
     * @param key of Ed25519, ML-DSA-65 or RSA
     */
    public static SignatureAlgorithm of(EncodedPublicKey key) {
        return switch (key.algorithm()) {
            case ED25519 -> ED25519;
            case ML_DSA_65 -> ML_DSA_65;
            case RSA -> RSA_PSS;
            default -> throw new IllegalArgumentException(key.algorithm() + " does not sign");
        };
    }

    /**
     * {@return the algorithm of that byte; empty if there is none}
     *
     * @param code the byte
     */
    public static Optional<SignatureAlgorithm> of(int code) {
        return Arrays.stream(values()).filter(each -> each.code == code).findFirst();
    }

    /**
     * {@return whether signatures of this algorithm can have this length}
     *
     * @param length in bytes
     */
    public boolean hasLength(int length) {
        return switch (this) {
            case ED25519 -> length == 64;
            case ML_DSA_65 -> length == 3_309;
            case RSA_PSS -> length == 256 || length == 384 || length == 512;
        };
    }

    /** {@return the name as people write it} */
    @Override
    public String toString() {
        return text;
    }
}
