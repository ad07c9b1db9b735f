package io.securechannel.internal.engine;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.internal.ClientSide;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The initiator's end of the transport. */
final class NoiseClientEngine extends NoiseEngine {

    private static final int ACCEPTED = 0;
    private static final byte[] NOTHING = {};

    private final ClientSide context;
    private final String address;
    private final NoisePreamble preamble;

    /** Let go of when it has brought the records: a channel may live long. */
    private @Nullable NoiseHandshake handshake;

    private boolean accepted;

    NoiseClientEngine(ClientSide context, String address, NoisePreamble preamble) {
        super(Turn.SEND);
        this.context = context;
        this.address = address;
        this.preamble = preamble;
        this.handshake = context.begin(preamble.encode());
    }

    @Override
    void speak() throws SecureChannelException {
        if (codeProof() != null) {
            turn(Turn.RECEIVE); // the answer has been said
            return;
        }
        if (!accepted) {
            CodeProof.requireUnused(context.code());
            outbox().say(preamble.encode());
            outbox().sayMessage(handshake().writeMessage(NOTHING));
            turn(Turn.RECEIVE);
            return;
        }
        if (handshake().turn() == NoiseHandshake.Turn.WRITE) {
            outbox().sayMessage(handshake().writeMessage(NOTHING));
        }
        beginRecords(handshake(), preamble, new NoiseSession.Proofs(context.checksKeys(), context.sharesSecret()));
        handshake = null;
        sayRecord(RecordType.CONFIRM, NOTHING);
        var code = context.code();
        if (code.isEmpty()) {
            turn(Turn.DONE);
            records().transport().provedPeer().ifPresent(proved -> context.met(address, proved));
            return;
        }
        beginCode(code.get(), true);
        turn(Turn.RECEIVE);
    }

    @Override
    boolean receive(ByteBuffer network) throws SecureChannelException {
        var proof = codeProof();
        if (proof != null) {
            return proof.receive(network);
        }
        if (!accepted && !receiveAnswer(network)) {
            return false;
        }
        var message = NoiseInput.message(network, handshake().overhead());
        if (message == null) {
            return false;
        }
        handshake().readMessage(message);
        var shown = handshake().peersStaticKey();
        if (shown.isPresent()) {
            check(() -> context.check(address, shown.get())); // before this side says who it is
        }
        turn(Turn.SEND);
        return true;
    }

    private boolean receiveAnswer(ByteBuffer network) throws SecureChannelException {
        if (!network.hasRemaining()) {
            return false;
        }
        int first = network.get(network.position());
        if (first == NoiseRefusal.BEGINS) {
            var in = network.duplicate();
            in.get();
            var refusal = NoiseRefusal.read(in);
            if (refusal.isPresent()) {
                throw refusal.get().error(preamble);
            }
            return false;
        }
        if (first != ACCEPTED) {
            var other = FirstBytes.describe(network);
            if (other.isEmpty()) {
                return false;
            }
            throw new SecureChannelException(
                    Reason.NOT_SECURE_CHANNEL,
                    "the server does not speak this library's Noise transport: its first bytes look like " + other.get()
                            + ". Both ends have to use Noise, or both TLS");
        }
        network.get();
        accepted = true;
        return true;
    }

    @Override
    void nextKey(byte[] key) throws SecureChannelException {
        try {
            var next = NoisePublicKey.of(key);
            records().transport().provedPeer().ifPresent(proved -> context.announced(address, proved, next));
        } catch (KeyMaterialException e) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the server announces a key that is none: " + e.getMessage(), e);
        }
    }

    @Override
    SecureChannelException cutInHandshake() {
        var proof = codeProof();
        if (proof != null) {
            return NoiseCuts.inCode(proof.used());
        }
        return accepted ? NoiseCuts.inHandshake() : NoiseCuts.beforeAnswer(preamble.protocolName());
    }

    @Override
    SecureChannelException cutBeforeRecords() {
        return NoiseCuts.beforeRecords(preamble.protocolName());
    }

    @Override
    void wipeHandshake() {
        if (handshake != null) {
            handshake.close();
        }
    }

    private NoiseHandshake handshake() {
        if (handshake == null) {
            throw new IllegalStateException("the handshake is over");
        }
        return handshake;
    }
}
