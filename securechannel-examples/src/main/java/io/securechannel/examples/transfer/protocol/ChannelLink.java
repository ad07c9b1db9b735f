package io.securechannel.examples.transfer.protocol;

import io.securechannel.SecureChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A link over a channel, TLS or Noise. */
public final class ChannelLink implements Link {

    private final SecureChannel channel;

    /**
     * Takes a channel.
     *
     * @param channel with messages, whose peer is known; it is closed with the link
     */
    public ChannelLink(SecureChannel channel) {
        this.channel = channel;
    }

    @Override
    public void queue(byte[] message) throws IOException {
        channel.queue(message);
    }

    @Override
    public void stream(Writing writing) throws IOException {
        try (var message = channel.openMessage()) {
            writing.to(message);
            message.complete();
        }
    }

    @Override
    public void flush() throws IOException {
        channel.flush();
    }

    @Override
    public Optional<InputStream> receive() throws IOException {
        return channel.receiveStream();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
