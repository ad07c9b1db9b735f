package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RolePublicKeys;

/** The public half of a {@link EnvelopeKeyPair}. Immutable. */
public final class EnvelopePublicKey extends HeldPublicKey implements RolePublicKey {

    private final EnvelopeKeyType type;

    EnvelopePublicKey(EnvelopeKeyType type, EncodedPublicKey encoded) {
        super(encoded);
        this.type = type;
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo the key (RFC 5280, section 4.1.2.7), DER
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or no key that opens envelopes
     */
    public static EnvelopePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo) throws KeyMaterialException {
        return fromSubjectPublicKeyInfo(subjectPublicKeyInfo, "the public key");
    }

    static EnvelopePublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo, String source)
            throws KeyMaterialException {
        var key = RolePublicKeys.decode(subjectPublicKeyInfo, source);
        return new EnvelopePublicKey(EnvelopeKeyType.of(key, source), key);
    }

    /** {@return the kind of key} */
    public EnvelopeKeyType type() {
        return type;
    }

    @Override
    String kind() {
        return type().toString();
    }
}
