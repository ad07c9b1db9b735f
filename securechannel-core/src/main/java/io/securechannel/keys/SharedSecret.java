package io.securechannel.keys;

import io.securechannel.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/** A secret that both sides hold: a pre-shared key of 32 bytes, or a token. {@link #close()} wipes it. */
public final class SharedSecret implements KeyMaterial, AutoCloseable {

    private static final int SHORTEST = 16;
    private static final int LONGEST = 4_096;

    private final SecretBytes bytes;

    private SharedSecret(SecretBytes bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a secret that is there already.
     *
     * @param secret 16 to 4,096 bytes, as random as a key has to be: never a password; the caller still owns it
     * @return the secret
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public static SharedSecret of(SecretBytes secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST) {
            throw new IllegalArgumentException("a shared secret has " + SHORTEST + " to " + LONGEST + " bytes, not "
                    + secret.length() + "; a password is no shared secret");
        }
        return new SharedSecret(secret.use(SecretBytes::copyOf));
    }

    /** {@return a new secret of 32 random bytes} */
    public static SharedSecret random() {
        return new SharedSecret(SecretBytes.random(32));
    }

    /**
     * {@return the bytes, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes bytes() {
        return bytes.use(SecretBytes::copyOf);
    }

    /** {@return how many bytes there are} */
    public int length() {
        return bytes.length();
    }

    /** Wipes the secret. Further calls do nothing. */
    @Override
    public void close() {
        bytes.close();
    }

    /** Compares in time that depends on the lengths alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof SharedSecret that && bytes.equals(that.bytes));
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** {@return the length and never the bytes} */
    @Override
    public String toString() {
        return "SharedSecret[" + bytes.length() + " bytes, redacted]";
    }
}
