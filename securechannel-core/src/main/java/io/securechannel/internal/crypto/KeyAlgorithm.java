package io.securechannel.internal.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;

/** The algorithms of keys that have one role, and how their encodings name them. */
public enum KeyAlgorithm {
    /** Diffie-Hellman on Curve25519 (RFC 7748, RFC 8410). */
    X25519("1.3.101.110", "X25519"),
    /** X25519 with ML-KEM-768 (draft-connolly-cfrg-xwing-kem). */
    X_WING("1.3.6.1.4.1.62253.25722", "X-Wing"),
    /** The NIST curve P-256 (RFC 5480). */
    P256("1.2.840.10045.2.1", "EC P-256"),
    /** RSA (RFC 8017). */
    RSA("1.2.840.113549.1.1.1", "RSA"),
    /** Ed25519 (RFC 8032, RFC 8410). */
    ED25519("1.3.101.112", "Ed25519"),
    /** ML-DSA-65 (FIPS 204, RFC 9881). */
    ML_DSA_65("2.16.840.1.101.3.4.3.18", "ML-DSA-65");

    private final String identifier;
    private final String text;

    KeyAlgorithm(String identifier, String text) {
        this.identifier = identifier;
        this.text = text;
    }

    ASN1ObjectIdentifier identifier() {
        return new ASN1ObjectIdentifier(identifier);
    }

    static Optional<KeyAlgorithm> of(ASN1ObjectIdentifier identifier) {
        return Arrays.stream(values())
                .filter(each -> each.identifier.equals(identifier.getId()))
                .findFirst();
    }

    /** {@return the name as people write it} */
    @Override
    public String toString() {
        return text;
    }
}
