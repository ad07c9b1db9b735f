package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * The engine contract without cryptography: it shows that the driver knows nothing of TLS. A checksum over direction,
 * number, type and payload stands for authentication; it keeps out accidents and nobody else.
 *
 * <pre>
 *   each direction: "PLN1" | record*
 *   record:         length (2, big-endian, of what follows) | type (1) | payload | CRC-32 (4)
 *   handshake:      initiator HELLO(nonce 8) | responder HELLO(nonce 8, echo 8) | initiator HELLO(echo 8)
 *   types:          0 data, 1 end, 2 hello
 * </pre>
 */
public final class PlainEngine implements ChannelEngine {

    /** The first bytes of each direction. */
    public static final byte[] MAGIC = "PLN1".getBytes(StandardCharsets.US_ASCII);

    /** What a record adds to its payload, in bytes. */
    public static final int OVERHEAD = 2 + 1 + 4;

    private static final int LARGEST_PAYLOAD = 0xFFFF - 5;
    private static final int NONCE = 8;
    private static final byte DATA = 0;
    private static final byte END = 1;
    private static final byte HELLO = 2;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final boolean initiator;
    private final byte[] nonce = new byte[NONCE];
    private byte[] echo = {};

    private volatile Turn turn;
    private volatile boolean broken;
    private volatile boolean endWaits;
    private volatile boolean outputClosed;
    private boolean magicSent;
    private boolean magicSeen;
    private boolean ended;
    private long sent;
    private long received;

    private PlainEngine(boolean initiator) {
        this.initiator = initiator;
        this.turn = initiator ? Turn.SEND : Turn.RECEIVE;
        RANDOM.nextBytes(nonce);
    }

    /** {@return the end that speaks first} */
    public static PlainEngine initiator() {
        return new PlainEngine(true);
    }

    /** {@return the end that waits} */
    public static PlainEngine responder() {
        return new PlainEngine(false);
    }

    @Override
    public Turn turn() {
        return turn;
    }

    @Override
    public Inbound feed(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        if (broken) {
            throw error(Reason.CLOSED, "the channel has been closed, by this side or by an earlier error");
        }
        try {
            return readRecords(network, plaintext);
        } catch (SecureChannelException e) {
            broken = true;
            throw e;
        }
    }

    private Inbound readRecords(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        while (true) {
            if (ended) {
                return Inbound.END;
            }
            if (turn == Turn.SEND) {
                return Inbound.TURN;
            }
            if (!magicSeen && !readMagic(network)) {
                return Inbound.NEED_BYTES;
            }
            if (network.remaining() < 2) {
                return Inbound.NEED_BYTES;
            }
            int length = network.getShort(network.position()) & 0xFFFF;
            if (length < OVERHEAD - 2) {
                throw error(Reason.PROTOCOL_VIOLATION, "a record of " + length + " bytes is too short to be one");
            }
            if (network.remaining() < 2 + length) {
                return Inbound.NEED_BYTES;
            }
            if (turn == Turn.DONE && length - 5 > plaintext.remaining()) {
                return Inbound.NEED_ROOM;
            }
            boolean handshaking = turn == Turn.RECEIVE;
            open(network, length, plaintext);
            if (handshaking) {
                return Inbound.TURN;
            }
        }
    }

    private boolean readMagic(ByteBuffer network) throws SecureChannelException {
        var head = network.duplicate().limit(network.position() + Math.min(MAGIC.length, network.remaining()));
        if (!head.equals(ByteBuffer.wrap(MAGIC, 0, head.remaining()))) {
            var guess = FirstBytes.guess(network);
            if (guess instanceof FirstBytes.Guess.Unknown) {
                return false;
            }
            throw error(
                    Reason.NOT_SECURE_CHANNEL,
                    "the peer does not speak the plain protocol: its first bytes look like "
                            + (guess instanceof FirstBytes.Guess.Other other ? other.looksLike() : "TLS"));
        }
        if (head.remaining() < MAGIC.length) {
            return false;
        }
        network.position(network.position() + MAGIC.length);
        magicSeen = true;
        return true;
    }

    private void open(ByteBuffer network, int length, ByteBuffer plaintext) throws SecureChannelException {
        var record = network.slice(network.position() + 2, length);
        network.position(network.position() + 2 + length);
        byte type = record.get();
        var payload = record.slice(1, length - 5);
        if (record.getInt(length - 4) != checksum(!initiator, received++, type, payload.duplicate())) {
            throw error(
                    Reason.CORRUPT_RECORD,
                    "a record failed its check: bytes were changed, lost, repeated or reordered on the way");
        }
        if (turn != Turn.DONE) {
            shakeHands(type, payload);
        } else if (type == DATA) {
            plaintext.put(payload);
        } else if (type == END && !payload.hasRemaining()) {
            ended = true;
        } else {
            throw error(Reason.PROTOCOL_VIOLATION, "a record of type " + type + " has no place here");
        }
    }

    private void shakeHands(byte type, ByteBuffer payload) throws SecureChannelException {
        if (type == END) {
            throw error(Reason.HANDSHAKE_FAILED, "the peer closed the connection in the middle of the handshake");
        }
        boolean first = !initiator && echo.length == 0;
        int expected = initiator ? 2 * NONCE : NONCE;
        if (type != HELLO || payload.remaining() != expected) {
            throw error(Reason.PROTOCOL_VIOLATION, "not a step of the handshake");
        }
        if (initiator || first) {
            echo = new byte[NONCE];
            payload.get(echo);
        }
        if (!first && !payload.equals(ByteBuffer.wrap(nonce))) {
            throw error(Reason.HANDSHAKE_FAILED, "the peer does not give back the nonce");
        }
        turn = initiator || first ? Turn.SEND : Turn.DONE;
    }

    @Override
    public void drain(ByteBuffer plaintext, ByteBuffer network) throws SecureChannelException {
        if (broken && plaintext.hasRemaining()) {
            throw error(Reason.CLOSED, "nothing can be sent any more: the channel has failed, or has been closed");
        }
        if (plaintext.hasRemaining() && (turn != Turn.DONE || outputClosed)) {
            throw new IllegalStateException("no plaintext may be sent before the handshake or after the end");
        }
        while (!broken && network.remaining() >= recordSize() && (plaintext.hasRemaining() || hasOutput())) {
            if (!magicSent) {
                network.put(MAGIC);
                magicSent = true;
            }
            if (plaintext.hasRemaining()) {
                int length = Math.min(plaintext.remaining(), LARGEST_PAYLOAD);
                seal(DATA, plaintext.slice(plaintext.position(), length), network);
                plaintext.position(plaintext.position() + length);
            } else if (endWaits) {
                endWaits = false;
                seal(END, ByteBuffer.allocate(0), network);
            } else {
                sayHello(network);
            }
        }
    }

    private void sayHello(ByteBuffer network) {
        boolean last = initiator && echo.length > 0;
        var hello = ByteBuffer.allocate(2 * NONCE);
        if (!last) {
            hello.put(nonce);
        }
        seal(HELLO, hello.put(echo).flip(), network);
        turn = last ? Turn.DONE : Turn.RECEIVE;
    }

    private void seal(byte type, ByteBuffer payload, ByteBuffer network) {
        network.putShort((short) (payload.remaining() + 5)).put(type);
        int sum = checksum(initiator, sent++, type, payload.duplicate());
        network.put(payload).putInt(sum);
    }

    private static int checksum(boolean fromInitiator, long number, byte type, ByteBuffer payload) {
        var sum = new CRC32();
        sum.update(ByteBuffer.allocate(10)
                .put((byte) (fromInitiator ? 1 : 2))
                .putLong(number)
                .put(type)
                .flip());
        sum.update(payload);
        return (int) sum.getValue();
    }

    @Override
    public boolean hasOutput() {
        return !broken && (endWaits || (turn == Turn.SEND && !outputClosed));
    }

    @Override
    public void closeOutput() {
        if (!outputClosed) {
            outputClosed = true;
            endWaits = !broken;
        }
    }

    @Override
    public SecureChannelException endOfInput() {
        return error(
                Reason.CONNECTION_CUT,
                turn == Turn.DONE
                        ? "the connection ended without the record that ends it"
                        : "the connection ended in the middle of the handshake");
    }

    @Override
    public int recordSize() {
        return MAGIC.length + OVERHEAD + LARGEST_PAYLOAD;
    }

    @Override
    public int fullRecord() {
        return LARGEST_PAYLOAD;
    }

    @Override
    public int plaintextRoom() {
        return LARGEST_PAYLOAD;
    }

    @Override
    public EngineSession session() {
        if (turn != Turn.DONE) {
            throw new IllegalStateException("the handshake is not over");
        }
        return new PlainSession();
    }

    @Override
    public void destroy() {
        broken = true;
        Arrays.fill(nonce, (byte) 0);
    }

    private static SecureChannelException error(Reason reason, String message) {
        return new SecureChannelException(reason, message);
    }

    private static final class PlainSession implements EngineSession {
        @Override
        public NegotiatedProtocol protocol() {
            throw new UnsupportedOperationException("there is nothing to negotiate");
        }

        @Override
        public List<X509Certificate> peerCertificates() {
            return List.of();
        }

        @Override
        public Optional<String> peerName() {
            return Optional.empty();
        }

        @Override
        public Optional<ChannelBinding> channelBinding(ChannelBinding.Type type) {
            return Optional.empty();
        }

        @Override
        public byte[] exportKeyingMaterial(String label, byte @Nullable [] context, int length) {
            throw new UnsupportedOperationException("there is no secret to export from");
        }
    }
}
