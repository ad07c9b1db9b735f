package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Speaks the old protocol: reads a key, encrypts to it, closes. Without a pin it encrypts to whoever answers (step 0); with one to
 * nobody but its owner (step 1), and the server does not notice the difference.
 *
 * @param server where it is
 * @param pin whose key it is to be; empty to take any
 * @param timeout for all of it
 */
record OldClient(InetSocketAddress server, Optional<Pin> pin, Duration timeout) implements MessageClient {

    @Override
    public Optional<String> send(String message) throws IOException, KeyMaterialException {
        try (var conversation = Conversation.connect(server, timeout)) {
            var key = OldRsa.publicKey(conversation.readKey());
            if (pin.isPresent()) {
                pin.get().check(key, conversation.peer());
            }
            conversation.write(OldRsa.encrypt(key, message));
            conversation.finish();
        }
        return Optional.empty();
    }
}
