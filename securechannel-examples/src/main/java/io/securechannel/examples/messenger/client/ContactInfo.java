package io.securechannel.examples.messenger.client;

/**
 * A user whom this one has met.
 *
 * @param user the name
 * @param fingerprint of the identity key to which messages are sealed; of the new one, if it has changed
 * @param confidence how far it is believed
 */
public record ContactInfo(String user, String fingerprint, Confidence confidence) {

    /** How far a key is believed. */
    public enum Confidence {
        /** Taken from the server on the first meeting. */
        FIRST_SEEN,
        /** The safety numbers were compared. */
        VERIFIED,
        /** The server names another key than the one that is known: nothing is sent until the user accepts it. */
        CHANGED
    }
}
