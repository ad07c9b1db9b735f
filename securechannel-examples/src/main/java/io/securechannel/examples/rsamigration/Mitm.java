package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The man in the middle of the old protocol. He breaks no cryptography: he sends a key of his own where the client expects the
 * server's, or he makes use of it that everybody may encrypt to a public key.
 *
 * @param server whom he connects to
 * @param attack what he does
 * @param journal is told what he got
 * @param timeout for each of his two conversations
 */
record Mitm(InetSocketAddress server, Attack attack, Journal journal, Duration timeout)
        implements SocketServer.Handler {

    /** What he does. */
    sealed interface Attack permits Read, Forge, Replay {}

    /**
     * Replaces the key, reads the message, and passes it on, so that nobody notices.
     *
     * @param keys his own
     */
    record Read(EnvelopeKeyPair keys) implements Attack {}

    /**
     * Leaves the key as it is, and sends a message of his own in place of the client's.
     *
     * @param message his own
     */
    record Forge(String message) implements Attack {}

    /** Leaves the key as it is, and sends what the client sent twice. */
    record Replay() implements Attack {}

    private static final int LONGEST = 1 << 20;
    private static final byte[] ENVELOPE = "SCEV".getBytes(StandardCharsets.US_ASCII);

    static Read reading() {
        return new Read(EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048));
    }

    @Override
    public void handle(Conversation client) throws IOException, KeyMaterialException {
        try (var upstream = Conversation.connect(server, timeout)) {
            var pem = upstream.readKey();
            var key = OldRsa.publicKey(pem);
            if (attack instanceof Read mine) {
                OldServer.sendKey(mine.keys(), client);
                var text = OldRsa.decrypt(mine.keys(), client.readMessage(LONGEST));
                journal.message(client.peer(), text);
                pass(upstream, OldRsa.encrypt(key, text));
                return;
            }
            client.write(pem.getBytes(StandardCharsets.ISO_8859_1));
            var sent = client.readMessage(LONGEST);
            if (attack instanceof Forge forge) {
                pass(upstream, forged(forge.message(), key, sent));
                journal.note(client.peer(), "cannot read it, and has sent in its place: " + forge.message());
            } else {
                pass(upstream, sent);
                again(sent);
                journal.note(client.peer(), "cannot read it, and has sent it on twice: " + sent.length + " bytes");
            }
        }
    }

    /** The key is public, and so anybody can write to its owner; only a signature would say who it was. */
    private static byte[] forged(String message, EnvelopePublicKey key, byte[] sent)
            throws SecureChannelException, KeyMaterialException {
        if (!Arrays.equals(sent, 0, Math.min(sent.length, ENVELOPE.length), ENVELOPE, 0, ENVELOPE.length)) {
            return OldRsa.encrypt(key, message);
        }
        try (var own = SigningKeyPair.generate(SigningKeyType.ED25519)) { // the best he can do: the client's he has not
            return HybridCipher.to(key).signedBy(own).seal(StrictText.encode(message), EnvelopeClient.context());
        }
    }

    private void again(byte[] sent) throws SecureChannelException {
        try (var second = Conversation.connect(server, timeout)) {
            second.readKey();
            pass(second, sent);
        }
    }

    private static void pass(Conversation upstream, byte[] bytes) throws SecureChannelException {
        upstream.write(bytes);
        upstream.finish();
    }

    /** {@return what is said of the attack when it begins} */
    Optional<String> fingerprint() {
        return attack instanceof Read mine ? Optional.of(mine.keys().publicKey().fingerprint()) : Optional.empty();
    }
}
