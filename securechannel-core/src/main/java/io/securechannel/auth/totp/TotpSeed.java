package io.securechannel.auth.totp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/** The secret that a user's authenticator app and the server share. {@link #close()} wipes it. */
public final class TotpSeed implements AutoCloseable {

    /** RFC 4226, section 4, R6: 128 bits at least, and 160 recommended. */
    private static final int SHORTEST = 16;

    private static final int USUAL = 20;
    private static final int LONGEST = 128;
    private static final int LONGEST_TEXT = LONGEST * 2;

    private final SecretBytes bytes;

    private TotpSeed(SecretBytes bytes) {
        this.bytes = bytes;
    }

    /** {@return a new seed of 20 random bytes} */
    public static TotpSeed random() {
        return new TotpSeed(SecretBytes.random(USUAL));
    }

    /**
     * Takes a seed that is there already.
     *
     * @param seed 16 to 128 random bytes; the caller still owns it
     * @return the seed
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public static TotpSeed of(SecretBytes seed) {
        requireLength(seed.length());
        return new TotpSeed(seed.use(SecretBytes::copyOf));
    }

    /**
     * Reads a seed as apps show it.
     *
     * @param base32 16 to 128 bytes in Base32 (RFC 4648, section 6): upper case, with all of its padding or none, without spaces
     * @return the seed
     * @throws KeyMaterialException MALFORMED if it is not that
     */
    public static TotpSeed fromBase32(CharSequence base32) throws KeyMaterialException {
        var decoded =
                base32.length() > LONGEST_TEXT ? null : Base32.decode(base32).orElse(null);
        if (decoded == null || decoded.length < SHORTEST || decoded.length > LONGEST) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the TOTP seed is not 16 to 128 bytes in Base32 (RFC 4648, section 6): upper case letters and the digits 2"
                            + " to 7, without spaces");
        }
        return new TotpSeed(SecretBytes.owning(decoded));
    }

    /**
     * {@return the seed in Base32 without padding} <b>A secret in a string, which cannot be wiped</b>: for the user to type into an
     * app, once.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public String base32() {
        return bytes.use(Base32::encode);
    }

    /**
     * {@return the bytes, as a secret of its own that the caller has to close}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public SecretBytes bytes() {
        return bytes.use(SecretBytes::copyOf);
    }

    <R extends @Nullable Object> R use(SecretBytes.Use<R, RuntimeException> use) {
        return bytes.use(use);
    }

    private static void requireLength(int length) {
        if (length < SHORTEST || length > LONGEST) {
            throw new IllegalArgumentException(
                    "a TOTP seed has 16 to 128 bytes (RFC 4226, section 4, R6), not " + length);
        }
    }

    /** Wipes the seed. Further calls do nothing. */
    @Override
    public void close() {
        bytes.close();
    }

    /** Compares in time that depends on the lengths alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof TotpSeed that && bytes.equals(that.bytes));
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    /** {@return the length and never the bytes} */
    @Override
    public String toString() {
        return "TotpSeed[" + bytes.length() + " bytes, redacted]";
    }
}
