package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;

/**
 * A private key, in the one encoding that its algorithm has, and its public key.
 *
 * @param pkcs8 the private key: PKCS#8 version 1 (RFC 5208), without the public key
 * @param publicKey the public key
 */
public record EncodedKeyPair(SecretBytes pkcs8, EncodedPublicKey publicKey) {}
