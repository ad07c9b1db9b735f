package io.securechannel.pki;

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
    RSA_4096("RSA", "SunRsaSign");

    private final String algorithm;
    private final String provider;

    KeyType(String algorithm, String provider) {
        this.algorithm = algorithm;
        this.provider = provider;
    }

    KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm, provider);
            switch (this) {
                case EC_P256 -> generator.initialize(new ECGenParameterSpec("secp256r1"));
                case EC_P384 -> generator.initialize(new ECGenParameterSpec("secp384r1"));
                case ED25519 -> generator.initialize(255);
                case RSA_2048 -> generator.initialize(rsa(2048));
                case RSA_3072 -> generator.initialize(rsa(3072));
                case RSA_4096 -> generator.initialize(rsa(4096));
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
