package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.util.List;

/**
 * What a hostile server does to what passes: each message may be taken away, held back (and {@linkplain RelayConnection#say said} later),
 * repeated, or changed. Called under the relay's lock, in the order in which the messages pass.
 */
interface Tampering {

    /** Does nothing. */
    Tampering HONEST = new Tampering() {};

    /**
     * What the server acts upon instead of a client's message.
     *
     * @param from whose it is; its user and device are known
     * @param message as it came
     * @return none, one, or many
     * @throws Cut to end the connection before the server has acted
     */
    default List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
        return List.of(message);
    }

    /**
     * What the client is told instead of a server's message.
     *
     * @param to whose it is; before Welcome its device is not known
     * @param message as an honest server says it
     * @return none, one, or many
     * @throws Cut to end the connection after the server has acted
     */
    default List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
        return List.of(message);
    }

    /** Ends the connection at once, without a goodbye. */
    final class Cut extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Cut() {
            super("cut here", null, false, false);
        }
    }
}
