package io.securechannel.auth.scram;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a server keeps of a password (RFC 5802, section 3): salt, iteration count, StoredKey and ServerKey. Whoever has it
 * cannot log in with it, but can guess the password offline, and can pose as the server.
 */
public final class ScramCredential implements AutoCloseable {

    /** The iterations of new credentials by default. */
    public static final int DEFAULT_ITERATIONS = 600_000;

    /** The length of StoredKey and of ServerKey: that of SHA-256. */
    public static final int KEY_LENGTH = 32;

    /** The length of the salt of new credentials. */
    public static final int SALT_LENGTH = 16;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SHORTEST_SALT = 8;
    private static final int LONGEST_SALT = 64;

    private final byte[] salt;
    private final int iterations;
    private final SecretBytes storedKey;
    private final SecretBytes serverKey;

    private ScramCredential(byte[] salt, int iterations, SecretBytes storedKey, SecretBytes serverKey) {
        this.salt = salt;
        this.iterations = iterations;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * A credential of its parts.
     *
     * @param salt 8 to 64 bytes, which are copied
     * @param iterations at least 1
     * @param storedKey H(ClientKey), 32 bytes, which are copied
     * @param serverKey 32 bytes, which are copied
     * @return the credential
     * @throws IllegalArgumentException if a length or the count is out of range
     */
    public static ScramCredential of(byte[] salt, int iterations, SecretBytes storedKey, SecretBytes serverKey) {
        check(salt, iterations);
        if (storedKey.length() != KEY_LENGTH || serverKey.length() != KEY_LENGTH) {
            throw new IllegalArgumentException(
                    "StoredKey and ServerKey have 32 bytes, not " + storedKey.length() + " and " + serverKey.length());
        }
        return new ScramCredential(
                salt.clone(), iterations, storedKey.use(SecretBytes::copyOf), serverKey.use(SecretBytes::copyOf));
    }

    /**
     * Derives what is kept of a password, with a salt of 16 random bytes. It takes as long as a login.
     *
     * @param password as it was typed; it is prepared by SASLprep as a stored string
     * @param iterations at least 1; {@link #DEFAULT_ITERATIONS} unless there is a reason
     * @return the credential
     * @throws KeyMaterialException MALFORMED if SASLprep refuses the password
     * @throws IllegalArgumentException if the count is out of range
     */
    public static ScramCredential derive(Password password, int iterations) throws KeyMaterialException {
        var salt = new byte[SALT_LENGTH];
        RANDOM.nextBytes(salt);
        return derive(password, salt, iterations);
    }

    /**
     * Derives what is kept of a password, with a given salt (RFC 5802, section 3).
     *
     * @param password as it was typed; it is prepared by SASLprep as a stored string
     * @param salt 8 to 64 bytes, random, of this user alone, which are copied
     * @param iterations at least 1
     * @return the credential
     * @throws KeyMaterialException MALFORMED if SASLprep refuses the password
     * @throws IllegalArgumentException if a length or the count is out of range
     */
    public static ScramCredential derive(Password password, byte[] salt, int iterations) throws KeyMaterialException {
        check(salt, iterations);
        try (var prepared = SaslPrep.password(password);
                var salted = ScramKeys.saltedPassword(prepared, salt, iterations);
                var clientKey = ScramKeys.clientKey(salted);
                var storedKey = ScramKeys.storedKey(clientKey);
                var serverKey = ScramKeys.serverKey(salted)) {
            return of(salt, iterations, storedKey, serverKey);
        }
    }

    /**
     * Reads a credential in the form that {@link #text()} writes and PostgreSQL keeps in {@code pg_authid}.
     *
     * @param text in ASCII; it stays the caller's
     * @return the credential
     * @throws KeyMaterialException MALFORMED if it is of another form, or a part is out of range
     */
    public static ScramCredential parse(SecretBytes text) throws KeyMaterialException {
        return CredentialText.parse(text);
    }

    /**
     * {@return the credential in one line, {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey}, which the caller has to
     * close} The form that PostgreSQL has; in ASCII, salt and keys in base64.
     */
    public SecretBytes text() {
        return CredentialText.of(this);
    }

    /** {@return a copy of the salt} */
    public byte[] salt() {
        return salt.clone();
    }

    /** {@return how often the password is hashed} */
    public int iterations() {
        return iterations;
    }

    /** {@return StoredKey, which this credential owns} */
    public SecretBytes storedKey() {
        return storedKey;
    }

    /** {@return ServerKey, which this credential owns} */
    public SecretBytes serverKey() {
        return serverKey;
    }

    private static void check(byte[] salt, int iterations) {
        if (salt.length < SHORTEST_SALT || salt.length > LONGEST_SALT) {
            throw new IllegalArgumentException("a salt has 8 to 64 bytes, not " + salt.length);
        }
        if (iterations < 1) {
            throw new IllegalArgumentException("there is at least 1 iteration, not " + iterations);
        }
    }

    /** {@return whether the other holds the same; the keys are compared in constant time} */
    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof ScramCredential that)
                || iterations != that.iterations
                || !Arrays.equals(salt, that.salt)) {
            return false;
        }
        boolean sameStoredKey = storedKey.equals(that.storedKey);
        boolean sameServerKey = serverKey.equals(that.serverKey);
        return sameStoredKey & sameServerKey;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(salt) + iterations;
    }

    /** {@return the iteration count and never the keys} */
    @Override
    public String toString() {
        return "ScramCredential[" + iterations + " iterations, redacted]";
    }

    /** Wipes the keys. */
    @Override
    public void close() {
        storedKey.close();
        serverKey.close();
    }
}
