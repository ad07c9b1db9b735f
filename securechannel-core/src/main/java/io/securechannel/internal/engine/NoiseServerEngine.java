package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.internal.ServerSide;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The responder's end of the transport. */
final class NoiseServerEngine extends NoiseEngine {

    private static final byte[] ACCEPTED = {0};
    private static final byte[] NOTHING = {};

    private final ServerSide context;
    private final String address;
    private final List<String> labels;
    private final boolean framed;
    private @Nullable NoisePreamble preamble;
    private boolean answered;

    /** One for each key that the client may mean; then the one that could read its first message. */
    private List<NoiseHandshake> handshakes = List.of();

    NoiseServerEngine(ServerSide context, String address, List<String> labels, boolean framed) {
        super(Turn.RECEIVE);
        this.context = context;
        this.address = address;
        this.labels = labels;
        this.framed = framed;
    }

    @Override
    boolean receive(ByteBuffer network) throws SecureChannelException {
        var proof = codeProof();
        if (proof != null) {
            return proof.receive(network);
        }
        if (preamble == null) {
            return receivePreamble(network);
        }
        if (!handshakes.isEmpty() && handshakes.get(0).turn() == NoiseHandshake.Turn.READ) {
            return receiveMessage(network, preamble);
        }
        return receiveConfirmation(network);
    }

    private boolean receivePreamble(ByteBuffer network) throws SecureChannelException {
        Optional<NoisePreamble> read;
        try {
            read = NoisePreamble.read(network);
        } catch (SecureChannelException e) {
            if (FirstBytes.guess(network) instanceof FirstBytes.Guess.Tls) {
                outbox().say(NoisePreamble.MAGIC); // so that the client can name what it has met
            }
            throw e;
        }
        if (read.isEmpty()) {
            return false;
        }
        var said = read.get();
        if (!context.protocolNames().contains(said.protocolName())) {
            throw refused(
                    NoiseRefusal.What.PROTOCOL,
                    context.protocolNames(),
                    new SecureChannelException(
                            Reason.NO_COMMON_SUITE,
                            "the client proposes " + NoiseRefusal.words(said.protocolName()) + ", which is not among "
                                    + context.protocolNames()));
        }
        if (said.framed() != framed) { // before the label, which follows from it where none is set
            throw refused(
                    NoiseRefusal.What.MODE,
                    List.of(),
                    new SecureChannelException(
                            Reason.ALPN_MISMATCH,
                            framed
                                    ? "the client has Framing.none() and this side messages: set both alike"
                                    : "the client has messages and this side Framing.none(): set both alike"));
        }
        if (!labels.contains(said.label())) {
            throw refused(
                    NoiseRefusal.What.LABEL,
                    labels,
                    new SecureChannelException(
                            Reason.ALPN_MISMATCH,
                            "the client wants the application protocol " + NoiseRefusal.words(said.label())
                                    + ", and this side speaks " + NoiseRefusal.words(labels)));
        }
        try {
            CodeProof.requireUnused(context.code());
        } catch (SecureChannelException e) {
            throw refused(NoiseRefusal.What.CODE, List.of(), e);
        }
        preamble = said;
        handshakes = context.begin(said.protocolName(), said.encode());
        return true;
    }

    private SecureChannelException refused(
            NoiseRefusal.What what, List<String> accepted, SecureChannelException error) {
        outbox().say(new NoiseRefusal(what, accepted).encode());
        return error;
    }

    private boolean receiveMessage(ByteBuffer network, NoisePreamble said) throws SecureChannelException {
        var message = NoiseInput.message(network, handshakes.get(0).overhead());
        if (message == null) {
            return false;
        }
        var handshake = readBy(handshakes, message);
        handshakes = List.of(handshake);
        var shown = handshake.peersStaticKey();
        if (shown.isPresent()) {
            check(() -> context.check(address, shown.get(), handshake.turn() != NoiseHandshake.Turn.WRITE));
        }
        if (handshake.turn() == NoiseHandshake.Turn.WRITE) {
            turn(Turn.SEND);
        } else {
            beginRecords(handshake, said);
        }
        return true;
    }

    private void beginRecords(NoiseHandshake handshake, NoisePreamble said) {
        beginRecords(handshake, said, new NoiseSession.Proofs(context.checksKeys(), context.sharesSecret()));
        handshakes = List.of(); // a channel may live long
    }

    /** {@return the handshake of the key that the client means} The others are over, and have wiped their secrets. */
    static NoiseHandshake readBy(List<NoiseHandshake> handshakes, byte[] message) throws SecureChannelException {
        SecureChannelException failure = null;
        for (var handshake : handshakes) {
            try {
                handshake.readMessage(message);
                for (var other : handshakes) {
                    if (other != handshake) {
                        other.close();
                    }
                }
                return handshake;
            } catch (SecureChannelException e) {
                failure = e;
            }
        }
        if (failure == null) {
            throw new IllegalStateException("there is a handshake at least");
        }
        throw failure;
    }

    private boolean receiveConfirmation(ByteBuffer network) throws SecureChannelException {
        var content = NoiseInput.record(records(), network, RecordType.CONFIRM);
        if (content == null) {
            return false;
        }
        if (content.length > 0) {
            throw NoiseInput.violation("sends a record with content that has none");
        }
        var code = context.code();
        if (code.isPresent()) {
            beginCode(code.get(), false);
            return true;
        }
        turn(Turn.DONE);
        context.nextKey().ifPresent(key -> sayRecord(RecordType.NEXT_KEY, key.bytes()));
        return true;
    }

    @Override
    void speak() throws SecureChannelException {
        if (codeProof() != null) {
            turn(Turn.RECEIVE); // the answer has been said
            return;
        }
        var handshake = handshakes.get(0);
        outbox().say(ACCEPTED);
        outbox().sayMessage(handshake.writeMessage(NOTHING));
        answered = true;
        if (handshake.turn() == NoiseHandshake.Turn.FINISHED && preamble != null) {
            beginRecords(handshake, preamble);
        }
        turn(Turn.RECEIVE);
    }

    @Override
    void nextKey(byte[] key) throws SecureChannelException {
        throw NoiseInput.violation("is a client, and announces a server's key");
    }

    @Override
    SecureChannelException cutInHandshake() {
        var proof = codeProof();
        if (proof != null) {
            return NoiseCuts.inCode(proof.used());
        }
        return preamble != null && answered ? NoiseCuts.afterAnswer(preamble.protocolName()) : NoiseCuts.inHandshake();
    }

    @Override
    void wipeHandshake() {
        handshakes.forEach(NoiseHandshake::close);
    }
}
