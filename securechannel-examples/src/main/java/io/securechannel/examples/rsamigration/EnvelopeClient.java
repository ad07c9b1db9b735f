package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.SigningKeyPair;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * Step 2: what goes to the pinned key is an envelope, signed. The message is of any reasonable size, and the server knows whose it is.
 * Still missing: an answer, and forward secrecy, for whoever gets the server's key one day opens what was recorded today.
 *
 * @param server where it is
 * @param pin whose key it has to be
 * @param signer signs
 * @param timeout for all of it
 */
record EnvelopeClient(InetSocketAddress server, Pin pin, SigningKeyPair signer, Duration timeout)
        implements MessageClient {

    /** What these envelopes are for: one that was sealed for anything else is refused, though the keys be the same. */
    private static final String CONTEXT = "rsa-migration step 2";

    @Override
    public Optional<String> send(String message) throws IOException, KeyMaterialException {
        var plaintext = StrictText.encode(message);
        EnvelopeServer.requireSize(plaintext.length);
        try (var conversation = Conversation.connect(server, timeout)) {
            var key = OldRsa.publicKey(conversation.readKey());
            pin.check(key, conversation.peer());
            conversation.write(HybridCipher.to(key).signedBy(signer).seal(plaintext, context()));
            conversation.finish();
        }
        return Optional.empty();
    }

    static byte[] context() {
        return CONTEXT.getBytes(StandardCharsets.UTF_8);
    }
}
