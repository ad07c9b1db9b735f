package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RolePublicKeys;
import org.jspecify.annotations.Nullable;

/** The public half of a {@link EnvelopeKeyPair}. Immutable. */
public final class EnvelopePublicKey implements RolePublicKey {

    private final EnvelopeKeyType type;
    private final EncodedPublicKey encoded;

    EnvelopePublicKey(EnvelopeKeyType type, EncodedPublicKey encoded) {
        this.type = type;
        this.encoded = encoded;
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
    public byte[] subjectPublicKeyInfo() {
        return encoded.subjectPublicKeyInfo();
    }

    @Override
    public String fingerprint() {
        return Fingerprint.of(encoded.subjectPublicKeyInfo());
    }

    EncodedPublicKey encoded() {
        return encoded;
    }

    /** Two keys are equal if their encodings are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EnvelopePublicKey that && encoded.equals(that.encoded);
    }

    @Override
    public int hashCode() {
        return encoded.hashCode();
    }

    /** {@return the kind and the fingerprint} */
    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
