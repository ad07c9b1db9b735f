package io.securechannel.auth.store;

import io.securechannel.auth.scram.ScramCredential;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a server keeps of a user.
 *
 * @param name prepared by SASLprep (RFC 4013); 1 to 255 characters
 * @param password what proves the password; empty for a user who logs in by token or certificate alone
 * @param secondStep the seed of the second factor, encrypted; empty where there is none
 * @param attributes what the server's program learns of the user: roles, a display name; no secrets
 * @param enabled whether the user may log in
 * @param credentialsSince when the password was last changed: tokens made before it are worth nothing
 * @param revision counts the changes; 0 before the first is stored
 */
public record User(
        String name,
        Optional<ScramCredential> password,
        Optional<SealedSeed> secondStep,
        Map<String, String> attributes,
        boolean enabled,
        Instant credentialsSince,
        long revision) {

    /** The longest name, in characters. */
    public static final int LONGEST_NAME = 255;

    /**
     * Checks the name.
     *
     * @param name 1 to 255 characters
     * @param password what proves the password
     * @param secondStep the seed of the second factor
     * @param attributes what the server's program learns of the user
     * @param enabled whether the user may log in
     * @param credentialsSince when the password was last changed
     * @param revision counts the changes
     */
    public User {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a user's name has 1 to 255 characters, not " + name.length());
        }
        attributes = Map.copyOf(attributes);
    }

    /**
     * A user who has not been stored yet.
     *
     * @param name prepared by SASLprep
     * @param password what proves the password
     * @param now the time
     * @return the user
     */
    public static User of(String name, ScramCredential password, Instant now) {
        return new User(name, Optional.of(password), Optional.empty(), Map.of(), true, now, 0);
    }

    /**
     * Replaces the password.
     *
     * @param fresh what proves the new one
     * @param now when; tokens made before are worth nothing then
     * @return the changed user
     */
    public User withPassword(ScramCredential fresh, Instant now) {
        return new User(name, Optional.of(fresh), secondStep, attributes, enabled, now, revision);
    }

    /**
     * Replaces the seed of the second factor.
     *
     * @param seed the new one, encrypted; empty for none
     * @return the changed user
     */
    public User withSecondStep(Optional<SealedSeed> seed) {
        return new User(name, password, seed, attributes, enabled, credentialsSince, revision);
    }

    /**
     * Replaces the attributes.
     *
     * @param fresh the new ones
     * @return the changed user
     */
    public User withAttributes(Map<String, String> fresh) {
        return new User(name, password, secondStep, fresh, enabled, credentialsSince, revision);
    }

    /**
     * Lets the user in, or not.
     *
     * @param allowed whether
     * @return the changed user
     */
    public User withEnabled(boolean allowed) {
        return new User(name, password, secondStep, attributes, allowed, credentialsSince, revision);
    }

    /** {@return the name and what the user has, without any of it} */
    @Override
    public String toString() {
        return "User[" + name + (password.isPresent() ? ", password" : "")
                + (secondStep.isPresent() ? ", second step" : "") + (enabled ? "" : ", disabled") + "]";
    }
}
