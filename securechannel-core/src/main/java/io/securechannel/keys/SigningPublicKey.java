package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RolePublicKeys;
import org.jspecify.annotations.Nullable;

/** The public half of a {@link SigningKeyPair}. Immutable. */
public final class SigningPublicKey implements RolePublicKey {

    private final SigningKeyType type;
    private final EncodedPublicKey encoded;

    SigningPublicKey(SigningKeyType type, EncodedPublicKey encoded) {
        this.type = type;
        this.encoded = encoded;
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo the key (RFC 5280, section 4.1.2.7), DER
     * @return the key
     * @throws KeyMaterialException if it is damaged, too weak or no key that signs
     */
    public static SigningPublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo) throws KeyMaterialException {
        return fromSubjectPublicKeyInfo(subjectPublicKeyInfo, "the public key");
    }

    static SigningPublicKey fromSubjectPublicKeyInfo(byte[] subjectPublicKeyInfo, String source)
            throws KeyMaterialException {
        var key = RolePublicKeys.decode(subjectPublicKeyInfo, source);
        return new SigningPublicKey(SigningKeyType.of(key, source), key);
    }

    /** {@return the kind of key} */
    public SigningKeyType type() {
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
        return other instanceof SigningPublicKey that && encoded.equals(that.encoded);
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
