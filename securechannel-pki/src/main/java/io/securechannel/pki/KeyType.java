package io.securechannel.pki;

import io.securechannel.internal.crypto.MlDsa;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;

/**
 * The kind of key that a certificate is made for. {@link #EC_P256} is the default and right for most: small, fast, and
 * understood by every TLS peer.
 */
public enum KeyType {
    /** ECDSA on the curve P-256 (FIPS 186-5, RFC 5480). */
    EC_P256("EC", "SunEC"),
    /** ECDSA on the curve P-384 (FIPS 186-5, RFC 5480), for authorities that live long. */
    EC_P384("EC", "SunEC"),
    /**
     * Ed25519 (RFC 8032, RFC 8410). Browsers do not take it, and a certificate that is signed with it has no
     * {@code tls-server-end-point} channel binding (RFC 5929, section 4.1).
     */
    ED25519("Ed25519", "SunEC"),
    /** RSA with 2048 bits, for old peers. */
    RSA_2048("RSA", "SunRsaSign"),
    /** RSA with 3072 bits, about as strong as P-256. Takes in the order of a second to make. */
    RSA_3072("RSA", "SunRsaSign"),
    /** RSA with 4096 bits. Takes seconds to make. */
    RSA_4096("RSA", "SunRsaSign"),
    /**
     * ML-DSA-65 (FIPS 204, RFC 9881): signatures that no quantum computer forges, of 3,309 bytes, by keys of 1,952. Any
     * Java issues with it; Java verifies what it has signed from 24 on. As the key of a TLS peer only
     * {@code TlsProvider.BOUNCY_CASTLE} takes it, at both ends; an authority with it may issue for EC keys, which all take.
     */
    ML_DSA_65("ML-DSA-65", "Bouncy Castle");

    private final String algorithm;
    private final String provider;

    KeyType(String algorithm, String provider) {
        this.algorithm = algorithm;
        this.provider = provider;
    }

    KeyPair generate() {
        if (this == ML_DSA_65) {
            return MlDsa.generate();
        }
        try {
            var generator = KeyPairGenerator.getInstance(algorithm, provider);
            switch (this) {
                case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case EC_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                case ED25519 -> generator.initialize(255);
                case RSA_2048 -> generator.initialize(rsa(2048));
                case RSA_3072 -> generator.initialize(rsa(3072));
                case RSA_4096 -> generator.initialize(rsa(4096));
                case ML_DSA_65 -> throw new AssertionError("made above");
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the JDK's provider " + provider + " made no key of type " + this + ": is it switched off?", e);
        }
    }

    private static RSAKeyGenParameterSpec rsa(int bits) {
        return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
    }
}
