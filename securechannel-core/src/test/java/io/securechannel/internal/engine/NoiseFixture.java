package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.NoiseTransport;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.fuzz.FuzzKeys;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Two ends that fit, with keys that are made once.
 *
 * @param client keys and trust of the client
 * @param server those of the server
 */
record NoiseFixture(NoiseClient client, NoiseServer server) {

    static final NoiseKeyPair CLIENT_KEYS = FuzzKeys.noise(1);
    static final NoiseKeyPair SERVER_KEYS = FuzzKeys.noise(2);
    static final SharedSecret SECRET = FuzzKeys.secret(3);
    static final String LABEL = "test/1";
    static final byte[] NOTHING = {};

    /** The patterns of the transport. */
    enum Kind {
        IK,
        XX,
        NK,
        NX,
        NN_PSK0,
        IK_PSK2
    }

    static NoiseFixture postQuantum(Kind kind) {
        return new NoiseFixture(client(kind).build(), server(kind).build());
    }

    static NoiseFixture classical(Kind kind) {
        return new NoiseFixture(
                client(kind).classical().build(), server(kind).alsoClassical().build());
    }

    static NoiseContext.ClientBuilder client(Kind kind) {
        var pinned = NoiseContext.forClient(Trust.pinned(SERVER_KEYS.publicKey()));
        var shown = NoiseContext.forClient(Trust.allow(SERVER_KEYS.publicKey()::equals));
        return switch (kind) {
            case IK -> pinned.identity(CLIENT_KEYS);
            case XX -> shown.identity(CLIENT_KEYS);
            case NK -> pinned;
            case NX -> shown;
            case NN_PSK0 -> NoiseContext.forClient(SECRET);
            case IK_PSK2 -> pinned.identity(CLIENT_KEYS).sharedSecret(SECRET);
        };
    }

    static NoiseContext.ServerBuilder server(Kind kind) {
        return switch (kind) {
            case IK, XX -> NoiseContext.forServer(SERVER_KEYS).clients(Trust.allow(CLIENT_KEYS.publicKey()::equals));
            case NK, NX -> NoiseContext.forServer(SERVER_KEYS);
            case NN_PSK0 -> NoiseContext.forServer(SECRET);
            case IK_PSK2 -> NoiseContext.forServer(SERVER_KEYS).sharedSecret(SECRET);
        };
    }

    NoiseEngine clientEngine() {
        return NoiseEngine.client(NoiseSides.of(client), "server.test:1", List.of(LABEL), true);
    }

    NoiseEngine serverEngine() {
        return NoiseEngine.server(NoiseSides.of(server), "client.test:2", List.of(LABEL), true);
    }

    NoisePreamble preamble() {
        return new NoisePreamble(client.protocolName(), LABEL, true);
    }

    /** {@return two engines after their handshake} */
    EnginePair established() throws SecureChannelException {
        var pair = new EnginePair(clientEngine(), serverEngine());
        pair.handshake(Integer.MAX_VALUE);
        return pair;
    }

    /** Two engines, and what they have said to each other, the client first. */
    record Talk(NoiseEngine client, NoiseEngine server, List<byte[]> flights) {

        /** What comes next, and which end is to hear it. */
        byte[] next() throws SecureChannelException {
            return said(flights.size() % 2 == 0 ? client : server);
        }

        NoiseEngine receiver() {
            return flights.size() % 2 == 0 ? server : client;
        }

        void go() throws SecureChannelException {
            var flight = next();
            hear(receiver(), flight);
            flights.add(flight);
        }

        boolean done() {
            return client.turn() == Turn.DONE && server.turn() == Turn.DONE;
        }
    }

    /** {@return two engines after so many flights} */
    Talk after(int flights) throws SecureChannelException {
        var talk = new Talk(clientEngine(), serverEngine(), new ArrayList<>());
        for (int i = 0; i < flights; i++) {
            talk.go();
        }
        return talk;
    }

    /** {@return a whole handshake} */
    Talk whole() throws SecureChannelException {
        var talk = after(0);
        while (!talk.done()) {
            assertThat(talk.flights()).hasSizeLessThan(4);
            talk.go();
        }
        return talk;
    }

    /** {@return all that an engine has to say} */
    static byte[] said(ChannelEngine engine) throws SecureChannelException {
        var room = ByteBuffer.allocate(2 * engine.recordSize());
        do {
            engine.drain(ByteBuffer.wrap(NOTHING), room);
        } while (engine.turn() == Turn.SEND || engine.hasOutput());
        return Arrays.copyOf(room.array(), room.position());
    }

    /** Gives an engine bytes, as often as it takes some; {@return what it gave out} */
    static byte[] hear(ChannelEngine engine, byte[] bytes) throws SecureChannelException {
        var in = ByteBuffer.wrap(bytes);
        var out = new ByteArrayOutputStream();
        var room = ByteBuffer.allocate(engine.plaintextRoom());
        Inbound result;
        do {
            result = engine.feed(in, room);
            out.write(room.array(), 0, room.position());
            room.clear();
        } while (result == Inbound.NEED_ROOM || (result == Inbound.TURN && engine.turn() == Turn.DONE));
        return out.toByteArray();
    }

    /**
     * An engine, and opposite it a peer that is made by hand and may say whatever it likes.
     *
     * @param victim the engine
     * @param peer the other end's transport
     */
    record HandMade(NoiseEngine victim, NoiseTransport peer) {

        /** {@return a record of that type, as it goes over the wire} */
        byte[] record(int type, byte[] content) {
            var plaintext = new byte[1 + content.length];
            plaintext[0] = (byte) type;
            System.arraycopy(content, 0, plaintext, 1, content.length);
            return framed(peer.seal(plaintext));
        }

        byte[] record(RecordType type, byte[] content) {
            return record(type.code(), content);
        }
    }

    /** {@return a server after the handshake messages; the confirmation has not come} */
    HandMade serverBeforeConfirmation() throws SecureChannelException {
        var victim = serverEngine();
        var prologue = preamble().encode();
        var handshake = NoiseSides.of(client).begin(prologue);
        hear(victim, joined(prologue, framed(handshake.writeMessage(NOTHING))));
        handshake.readMessage(unframed(said(victim), 1));
        if (handshake.turn() == NoiseHandshake.Turn.WRITE) {
            hear(victim, framed(handshake.writeMessage(NOTHING)));
        }
        return new HandMade(victim, handshake.finish());
    }

    /** {@return a server with its channel open} */
    HandMade openServer() throws SecureChannelException {
        var ends = serverBeforeConfirmation();
        hear(ends.victim(), ends.record(RecordType.CONFIRM, NOTHING));
        assertThat(ends.victim().turn()).isEqualTo(Turn.DONE);
        return ends;
    }

    /** {@return a client with its channel open} */
    HandMade openClient() throws SecureChannelException {
        var victim = clientEngine();
        var prologue = preamble().encode();
        var handshake =
                NoiseSides.of(server).begin(client.protocolName(), prologue).get(0);
        handshake.readMessage(unframed(said(victim), prologue.length));
        hear(victim, joined(new byte[1], framed(handshake.writeMessage(NOTHING))));
        var rest = said(victim);
        int confirmation = 0;
        if (handshake.turn() == NoiseHandshake.Turn.READ) {
            var third = unframed(rest, 0);
            handshake.readMessage(third);
            confirmation = 2 + third.length;
        }
        var ends = new HandMade(victim, handshake.finish());
        assertThat(ends.peer().open(unframed(rest, confirmation))).containsExactly(RecordType.CONFIRM.code());
        assertThat(victim.turn()).isEqualTo(Turn.DONE);
        return ends;
    }

    /** {@return bytes behind their length} */
    static byte[] framed(byte[] bytes) {
        return ByteBuffer.allocate(2 + bytes.length)
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    /** {@return what stands behind its length at that place} */
    static byte[] unframed(byte[] bytes, int at) {
        int length = ByteBuffer.wrap(bytes).getShort(at) & 0xFFFF;
        return Arrays.copyOfRange(bytes, at + 2, at + 2 + length);
    }

    static byte[] joined(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
