package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.KeyAlgorithm;
import io.securechannel.internal.crypto.RoleKeys;
import io.securechannel.secret.SecretBytes;

/**
 * A private key for Noise handshakes, and its public key: X25519 (RFC 7748). {@link #close()} wipes the private key.
 */
public final class NoiseKeyPair extends HeldKeyPair<NoisePublicKey> implements RoleKeyPair {

    private NoiseKeyPair(NoisePublicKey publicKey, SecretBytes pkcs8) {
        super(publicKey, pkcs8);
    }

    /** {@return a new key pair} */
    public static NoiseKeyPair generate() {
        return of(RoleKeys.generate(KeyAlgorithm.X25519, 0));
    }

    /**
     * Reads a private key.
     *
     * @param pkcs8 the key, PKCS#8 (RFC 5208, RFC 5958), DER; the caller still owns it
     * @return the key pair; its public key is computed, whatever the encoding says
     * @throws KeyMaterialException if it is damaged, too weak or no key for Noise handshakes
     */
    public static NoiseKeyPair fromPkcs8(SecretBytes pkcs8) throws KeyMaterialException {
        return fromPkcs8(pkcs8, "the private key");
    }

    /**
     * Takes a private key by its bytes.
     *
     * @param privateKey 32 bytes (RFC 7748, section 5); the caller still owns it
     * @return the key pair
     * @throws KeyMaterialException if they are too many or too few
     */
    public static NoiseKeyPair fromPrivateKey(SecretBytes privateKey) throws KeyMaterialException {
        return of(RoleKeys.ofSeed(KeyAlgorithm.X25519, privateKey, "the private key"));
    }

    static NoiseKeyPair fromPkcs8(SecretBytes pkcs8, String source) throws KeyMaterialException {
        var keys = RoleKeys.decode(pkcs8, source);
        NoisePublicKey.require(keys.publicKey(), source);
        return of(keys);
    }

    private static NoiseKeyPair of(EncodedKeyPair keys) {
        return new NoiseKeyPair(new NoisePublicKey(keys.publicKey()), keys.pkcs8());
    }

    /**
     * {@return the private key's 32 bytes (RFC 7748, section 5), as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes privateKey() {
        try (var pkcs8 = pkcs8()) {
            return RoleKeys.seed(new EncodedKeyPair(pkcs8, publicKey().encoded()));
        }
    }
}
