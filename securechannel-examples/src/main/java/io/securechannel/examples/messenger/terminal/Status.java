package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ConnectionState;
import java.util.List;

/**
 * What prompt and status bar say.
 *
 * @param user who this is
 * @param connection to the server
 * @param place where plain text goes
 * @param waiting how many messages the server has not taken
 * @param changed whose keys have changed, and wait for a decision
 */
record Status(String user, ConnectionState connection, Place place, int waiting, List<String> changed) {

    Status {
        changed = List.copyOf(changed);
    }
}
