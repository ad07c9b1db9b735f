package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.RoleKeys;
import io.securechannel.secret.SecretBytes;

/**
 * A private key that opens envelopes, and its public key: X-Wing, X25519, P-256 or RSA. {@link #close()} wipes the private key.
 */
public final class EnvelopeKeyPair extends HeldKeyPair<EnvelopePublicKey> implements RoleKeyPair {

    private EnvelopeKeyPair(EnvelopePublicKey publicKey, SecretBytes pkcs8) {
        super(publicKey, pkcs8);
    }

    /**
     * Makes a new key.
     *
     * @param type the kind of key; {@link EnvelopeKeyType#X_WING} unless something speaks against it
     * @return the key pair
     */
    public static EnvelopeKeyPair generate(EnvelopeKeyType type) {
        return of(RoleKeys.generate(type.algorithm(), type.bits()), type);
    }

    /**
     * Reads a private key.
     *
     * @param pkcs8 the key, PKCS#8 (RFC 5208, RFC 5958), DER; the caller still owns it
     * @return the key pair; its public key is computed, whatever the encoding says
     * @throws KeyMaterialException if it is damaged, too weak or no key that opens envelopes
     */
    public static EnvelopeKeyPair fromPkcs8(SecretBytes pkcs8) throws KeyMaterialException {
        return fromPkcs8(pkcs8, "the private key");
    }

    static EnvelopeKeyPair fromPkcs8(SecretBytes pkcs8, String source) throws KeyMaterialException {
        var keys = RoleKeys.decode(pkcs8, source);
        return of(keys, EnvelopeKeyType.of(keys.publicKey(), source));
    }

    private static EnvelopeKeyPair of(EncodedKeyPair keys, EnvelopeKeyType type) {
        return new EnvelopeKeyPair(new EnvelopePublicKey(type, keys.publicKey()), keys.pkcs8());
    }

    /** {@return the kind of key} */
    public EnvelopeKeyType type() {
        return publicKey().type();
    }
}
