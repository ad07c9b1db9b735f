package io.securechannel.auth;

/** Who may become a user by the channel itself. */
public enum SignUpPolicy {
    /** Nobody: users are added to the store. The default. */
    CLOSED,
    /** Whoever has an invitation, which serves once. */
    BY_INVITATION,
    /** Everybody. Whoever tries a name then learns whether it is taken. */
    OPEN
}
