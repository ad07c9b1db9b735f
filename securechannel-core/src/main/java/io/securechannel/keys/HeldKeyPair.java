package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/**
 * What key pairs of all roles have in common: an encoded private key that can be wiped.
 *
 * @param <P> the public half
 */
abstract class HeldKeyPair<P extends RolePublicKey> {

    private final P publicKey;
    private final SecretBytes pkcs8;

    HeldKeyPair(P publicKey, SecretBytes pkcs8) {
        this.publicKey = publicKey;
        this.pkcs8 = pkcs8;
    }

    /** {@return the public key, which is for everybody} */
    public P publicKey() {
        return publicKey;
    }

    /**
     * {@return the private key in PKCS#8 version 1 (RFC 5208), DER, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes pkcs8() {
        return pkcs8.use(SecretBytes::copyOf);
    }

    /** Wipes the private key. Further calls do nothing. */
    public void close() {
        pkcs8.close();
    }

    /** Two key pairs of one role are equal if their private keys are; compared in time that depends on the lengths alone. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof HeldKeyPair<?> that
                        && getClass().equals(that.getClass())
                        && pkcs8.equals(that.pkcs8));
    }

    @Override
    public final int hashCode() {
        return publicKey.hashCode();
    }

    /** {@return the public key's kind and fingerprint, never the private key} */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + publicKey + "]";
    }
}
