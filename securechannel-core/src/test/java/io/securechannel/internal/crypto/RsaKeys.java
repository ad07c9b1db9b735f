package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;

/** Two keys of RSA 2048 for the tests here: what takes longest is to make them. */
final class RsaKeys {

    private static final EncodedKeyPair ONE = RoleKeys.generate(KeyAlgorithm.RSA, 2_048);
    private static final EncodedKeyPair OTHER = RoleKeys.generate(KeyAlgorithm.RSA, 2_048);

    private RsaKeys() {}

    /** A copy, so that a test may close it. */
    static EncodedKeyPair one() {
        return new EncodedKeyPair(SecretBytes.owning(ONE.pkcs8().copy()), ONE.publicKey());
    }

    static EncodedKeyPair other() {
        return new EncodedKeyPair(SecretBytes.owning(OTHER.pkcs8().copy()), OTHER.publicKey());
    }

    /** The first key of that kind: RSA's of 2048 bits are those above, and all others new. */
    static EncodedKeyPair of(KeyAlgorithm algorithm, int bits) {
        return bits == 2_048 ? one() : RoleKeys.generate(algorithm, bits);
    }
}
