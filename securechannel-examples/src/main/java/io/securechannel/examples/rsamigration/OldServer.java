package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Speaks the old protocol: sends its key at once, and decrypts what comes. It is the same in step 0 and in step 1.
 *
 * @param keys an RSA key
 * @param journal is told what came
 */
record OldServer(EnvelopeKeyPair keys, Journal journal) implements SocketServer.Handler {

    /** More than a ciphertext to the largest key, so that one that is too long is called that. */
    static final int LONGEST = 4_096;

    @Override
    public void handle(Conversation client) throws IOException, KeyMaterialException {
        sendKey(keys, client);
        journal.message(client.peer(), OldRsa.decrypt(keys, client.readMessage(LONGEST)));
    }

    static void sendKey(EnvelopeKeyPair keys, Conversation client) throws IOException {
        client.write(KeyFiles.toPem(keys.publicKey()).getBytes(StandardCharsets.US_ASCII));
    }
}
