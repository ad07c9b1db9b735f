package io.securechannel.keys;

/** A public key with one role. It has been checked to be one that its algorithm can use. */
public sealed interface RolePublicKey permits NoisePublicKey, EnvelopePublicKey, SigningPublicKey {

    /** {@return the key as SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), DER; a copy} */
    byte[] subjectPublicKeyInfo();

    /**
     * {@return what people compare: {@code SHA256:} and the unpadded Base64 of the SHA-256 of the SubjectPublicKeyInfo, as
     * OpenSSH writes its own}
     */
    String fingerprint();
}
