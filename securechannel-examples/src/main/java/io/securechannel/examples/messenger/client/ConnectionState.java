package io.securechannel.examples.messenger.client;

/** Whether there is a connection to the server. */
public enum ConnectionState {
    /** Not started, or waiting for the next try. */
    OFFLINE,
    /** A try is under way. */
    CONNECTING,
    /** Logged in and let in. */
    ONLINE,
    /** Given up until the user does something: the password is wrong, or the server has another key of this user. */
    REFUSED,
    /** Closed by the user. */
    CLOSED
}
