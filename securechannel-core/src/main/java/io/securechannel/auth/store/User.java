package io.securechannel.auth.store;

import io.securechannel.auth.scram.ScramCredential;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * What a server keeps of a user.
 *
 * @param name prepared by SASLprep (RFC 4013); 1 to 255 characters, no control characters
 * @param password what proves the password; empty for a user who logs in by token or certificate alone
 * @param secondStep the seed of the second factor, encrypted; empty where there is none
 * @param attributes what the server's program learns of the user: roles, a display name; no secrets. At most 64, names of at
 *     most 100 characters, 8,192 characters in all
 * @param enabled whether the user may log in
 * @param credentialsSince when the password was last changed, in whole milliseconds: tokens made before it are worth nothing
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

    private static final int MOST_ATTRIBUTES = 64;
    private static final int LONGEST_ATTRIBUTE_NAME = 100;
    private static final int LARGEST_ATTRIBUTES = 8_192;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    /**
     * Checks what every store must be able to hold.
     *
     * @param name 1 to 255 characters, no control characters
     * @param password what proves the password
     * @param secondStep the seed of the second factor
     * @param attributes what the server's program learns of the user
     * @param enabled whether the user may log in
     * @param credentialsSince when the password was last changed, from 1970 to 9999; cut to whole milliseconds
     * @param revision counts the changes
     */
    public User {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a user's name has 1 to 255 characters, not " + name.length());
        }
        requireText(name, "a user's name");
        attributes = Map.copyOf(attributes);
        requireAttributes(attributes);
        if (credentialsSince.isBefore(Instant.EPOCH) || credentialsSince.isAfter(LATEST)) {
            throw new IllegalArgumentException("a password is changed between 1970 and 9999, not " + credentialsSince);
        }
        credentialsSince = credentialsSince.truncatedTo(ChronoUnit.MILLIS);
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is at least 0, not " + revision);
        }
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

    /** {@return whether there may be a user of that name} */
    static boolean isName(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_NAME && isText(name);
    }

    private static void requireAttributes(Map<String, String> attributes) {
        if (attributes.size() > MOST_ATTRIBUTES) {
            throw new IllegalArgumentException("a user has at most 64 attributes, not " + attributes.size());
        }
        int characters = 0;
        for (var attribute : attributes.entrySet()) {
            int length = attribute.getKey().length();
            if (length == 0 || length > LONGEST_ATTRIBUTE_NAME) {
                throw new IllegalArgumentException("an attribute's name has 1 to 100 characters, not " + length);
            }
            requireText(attribute.getKey(), "an attribute's name");
            requireText(attribute.getValue(), "the attribute " + attribute.getKey());
            characters += length + attribute.getValue().length();
        }
        if (characters > LARGEST_ATTRIBUTES) {
            throw new IllegalArgumentException(
                    "the attributes of a user have at most 8,192 characters in all, not " + characters);
        }
    }

    private static void requireText(String text, String what) {
        if (!isText(text)) {
            throw new IllegalArgumentException(what + " holds a control character, or half a surrogate pair");
        }
    }

    /** Whether files and databases give it back as it was. */
    private static boolean isText(String text) {
        return text.codePoints()
                .noneMatch(each -> Character.isISOControl(each) || Character.getType(each) == Character.SURROGATE);
    }
}
