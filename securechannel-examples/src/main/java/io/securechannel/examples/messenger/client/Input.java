package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.protocol.ServerMessage;

/** What the connection gives to the worker. */
sealed interface Input {

    /**
     * The server has let this device in.
     *
     * @param connection on which it speaks from now on
     */
    record Entered(Connection connection) implements Input {}

    /**
     * The server said something.
     *
     * @param connection on which; what is left of an earlier one does not count
     * @param message what
     */
    record Said(Connection connection, ServerMessage message) implements Input {}

    /**
     * The connection has changed in another way.
     *
     * @param state as it is now
     * @param text why, for the user
     */
    record Changed(ConnectionState state, String text) implements Input {}

    /** Somebody has put something into the effects. */
    record Wake() implements Input {}
}
