package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.RoleKeys;
import io.securechannel.secret.SecretBytes;

/**
 * A private key that signs, and its public key: Ed25519, ML-DSA-65 or RSA with PSS. {@link #close()} wipes the private key.
 */
public final class SigningKeyPair extends HeldKeyPair<SigningPublicKey> implements RoleKeyPair {

    private SigningKeyPair(SigningPublicKey publicKey, SecretBytes pkcs8) {
        super(publicKey, pkcs8);
    }

    /**
     * Makes a new key.
     *
     * @param type the kind of key; {@link SigningKeyType#ED25519} unless something speaks against it
     * @return the key pair
     */
    public static SigningKeyPair generate(SigningKeyType type) {
        return of(RoleKeys.generate(type.algorithm(), type.bits()), type);
    }

    /**
     * Reads a private key.
     *
     * @param pkcs8 the key, PKCS#8 (RFC 5208, RFC 5958), DER; the caller still owns it
     * @return the key pair; its public key is computed, whatever the encoding says
     * @throws KeyMaterialException if it is damaged, too weak or no key that signs
     */
    public static SigningKeyPair fromPkcs8(SecretBytes pkcs8) throws KeyMaterialException {
        return fromPkcs8(pkcs8, "the private key");
    }

    static SigningKeyPair fromPkcs8(SecretBytes pkcs8, String source) throws KeyMaterialException {
        var keys = RoleKeys.decode(pkcs8, source);
        return of(keys, SigningKeyType.of(keys.publicKey(), source));
    }

    private static SigningKeyPair of(EncodedKeyPair keys, SigningKeyType type) {
        return new SigningKeyPair(new SigningPublicKey(type, keys.publicKey()), keys.pkcs8());
    }

    /** {@return the kind of key} */
    public SigningKeyType type() {
        return publicKey().type();
    }
}
