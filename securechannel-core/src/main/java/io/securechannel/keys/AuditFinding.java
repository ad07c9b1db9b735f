package io.securechannel.keys;

/**
 * Something in a key store that somebody should look at.
 *
 * @param problem what it is
 * @param name of the entry; empty if it is about the file
 * @param message what was found, and what to do
 */
public record AuditFinding(Problem problem, String name, String message) {

    /** What was found. New constants may be added in later versions. */
    public enum Problem {
        /** A certificate is out of date: peers refuse it. */
        EXPIRED,
        /** A certificate is not valid yet: peers refuse it. */
        NOT_YET_VALID,
        /** A certificate has less than 30 days, or less than a third of its life, left. */
        EXPIRING,
        /** A key or a signature is weaker than what is made today. */
        WEAK,
        /** The password can be guessed faster than it should. */
        CHEAP_PASSWORD,
        /** Versions that were replaced more than 30 days ago are still there. */
        OLD_VERSIONS
    }
}
