package io.securechannel.examples.messenger.client;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import java.util.List;

/** A connection on which this device was let in. */
final class Connection {

    private final SecureChannel channel;

    Connection(SecureChannel channel) {
        this.channel = channel;
    }

    /** Sends; if that fails, the reader sees the end of the connection too, and the messages are still in the book. */
    void send(List<ClientMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        try {
            for (var message : messages) {
                channel.queue(message.encode());
            }
            channel.flush();
        } catch (SecureChannelException e) {
            cut();
        }
    }

    void cut() {
        try {
            channel.close();
        } catch (SecureChannelException e) {
            // it is over all the same
        }
    }
}
