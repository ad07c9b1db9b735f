package io.securechannel.keys;

import io.securechannel.internal.crypto.EncodedPublicKey;
import org.jspecify.annotations.Nullable;

/** What public keys of all roles have in common: their encoding, which has been checked. */
abstract class HeldPublicKey {

    private final EncodedPublicKey encoded;

    HeldPublicKey(EncodedPublicKey encoded) {
        this.encoded = encoded;
    }

    /** {@return the key as SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), DER; a copy} */
    public byte[] subjectPublicKeyInfo() {
        return encoded.subjectPublicKeyInfo();
    }

    /**
     * {@return what people compare: {@code SHA256:} and the unpadded Base64 of the SHA-256 of the SubjectPublicKeyInfo, as
     * OpenSSH writes its own}
     */
    public String fingerprint() {
        return Fingerprint.of(encoded.subjectPublicKeyInfo());
    }

    EncodedPublicKey encoded() {
        return encoded;
    }

    /** {@return the kind of key in words} */
    abstract String kind();

    /** Two keys of one role are equal if their encodings are. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof HeldPublicKey that
                && getClass().equals(that.getClass())
                && encoded.equals(that.encoded);
    }

    @Override
    public final int hashCode() {
        return encoded.hashCode();
    }

    /** {@return the kind and the fingerprint} */
    @Override
    public final String toString() {
        return kind() + " " + fingerprint();
    }
}
