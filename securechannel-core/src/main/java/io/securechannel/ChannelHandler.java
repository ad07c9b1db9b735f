package io.securechannel;

import java.io.IOException;

/** What a server does with each channel. */
@FunctionalInterface
public interface ChannelHandler {

    /**
     * Serves one channel, in a thread of its own. The channel is closed when this returns or throws.
     *
     * @param channel established, every check passed
     * @throws IOException if the wire failed; this channel is closed then, and the server goes on
     */
    void handle(SecureChannel channel) throws IOException;
}
