package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.KeyAlgorithm;
import io.securechannel.internal.crypto.RolePublicKeys;

/** The public half of a {@link NoiseKeyPair}. Immutable. */
public final class NoisePublicKey extends HeldPublicKey implements RolePublicKey {

    NoisePublicKey(EncodedPublicKey encoded) {
        super(encoded);
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo the key (RFC 5280, section 4.1.2.7), DER
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or no key for Noise handshakes
     */
    public static NoisePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo) throws KeyMaterialException {
        return fromSubjectPublicKeyInfo(subjectPublicKeyInfo, "the public key");
    }

    static NoisePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo, String source)
            throws KeyMaterialException {
        var key = RolePublicKeys.decode(subjectPublicKeyInfo, source);
        require(key, source);
        return new NoisePublicKey(key);
    }

    /**
     * Takes a public key by its bytes.
     *
     * @param bytes 32 bytes (RFC 7748, section 5)
     * @return the key
     * @throws KeyMaterialException if they are too many, too few, or all zero
     */
    public static NoisePublicKey of(byte[] bytes) throws KeyMaterialException {
        return new NoisePublicKey(RolePublicKeys.ofRaw(KeyAlgorithm.X25519, bytes, "the public key"));
    }

    static void require(EncodedPublicKey key, String source) throws KeyMaterialException {
        if (key.algorithm() != KeyAlgorithm.X25519) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    source + " holds a key of the kind " + key.algorithm() + "; Noise here takes X25519 alone");
        }
    }

    /** {@return the key's 32 bytes (RFC 7748, section 5); a copy} */
    public byte[] bytes() {
        return RolePublicKeys.raw(encoded());
    }

    @Override
    String kind() {
        return "X25519";
    }
}
