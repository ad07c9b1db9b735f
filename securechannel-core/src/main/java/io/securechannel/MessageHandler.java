package io.securechannel;

import java.io.IOException;

/** What is done with each message. */
@FunctionalInterface
public interface MessageHandler {

    /**
     * Takes one message.
     *
     * @param message its bytes; the handler may keep them
     * @throws IOException if the wire failed
     */
    void handle(byte[] message) throws IOException;
}
