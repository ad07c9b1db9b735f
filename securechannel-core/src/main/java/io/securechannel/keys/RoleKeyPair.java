package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;

/**
 * A private key with one role, and its public key. Made by {@code generate}, or read by {@code fromPkcs8}; the private key is
 * wiped by {@link #close()}, and what was made of it before, such as a signature, stays good.
 */
public sealed interface RoleKeyPair extends KeyMaterial, AutoCloseable
        permits NoiseKeyPair, EnvelopeKeyPair, SigningKeyPair {

    /** {@return the public key, which is for everybody} */
    RolePublicKey publicKey();

    /**
     * {@return the private key in PKCS#8 version 1 (RFC 5208), DER, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    SecretBytes pkcs8();

    /** Wipes the private key. Further calls do nothing. */
    @Override
    void close();
}
