package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.ReplayGuard;
import io.securechannel.hybrid.ReplayWindow;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Step 2: sends its key as ever, and opens envelopes of the senders that it knows, each once. */
final class EnvelopeServer implements SocketServer.Handler {

    static final int LONGEST_MESSAGE = 1 << 16;

    /** An envelope's header, slot and signatures are well below this. */
    private static final int LONGEST_ENVELOPE = LONGEST_MESSAGE + (1 << 14);

    /** How old an envelope may be. They are sealed for a connection that is open, so that only clocks need time. */
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final EnvelopeKeyPair keys;
    private final SignedOpener opener;
    private final Journal journal;

    /**
     * Opens with a guard that lives as long as this. A server that stops and starts should keep its guard in a key store
     * ({@link ReplayGuard#in}): with one in memory, the envelopes of a sender whose clock is ahead are let in once more after a start.
     *
     * @param keys an RSA key
     * @param senders who may send
     * @param earliest what was signed before is refused: where a server was running before it may have been let in then
     * @param journal is told what came
     */
    EnvelopeServer(EnvelopeKeyPair keys, List<SigningPublicKey> senders, Instant earliest, Journal journal) {
        this.keys = keys;
        this.journal = journal;
        this.opener = HybridCipher.opener(keys)
                .from(senders.get(0), senders.subList(1, senders.size()).toArray(SigningPublicKey[]::new))
                .replayGuard(ReplayGuard.inMemory(ReplayWindow.of(WINDOW).since(earliest), 100_000));
    }

    @Override
    public void handle(Conversation client) throws IOException, KeyMaterialException {
        OldServer.sendKey(keys, client);
        var opened = opener.read(client.readMessage(LONGEST_ENVELOPE), EnvelopeClient.context());
        requireSize(opened.plaintext().length);
        journal.message(client.peer() + ", signed by " + opened.sender(), StrictText.decode(opened.plaintext()));
    }

    static void requireSize(int length) throws SecureChannelException {
        if (length > LONGEST_MESSAGE) {
            throw new SecureChannelException(
                    Reason.MESSAGE_TOO_LARGE,
                    "the message has " + length + " bytes, and step 2 takes " + LONGEST_MESSAGE
                            + ": send less, or go to --step 3");
        }
    }
}
