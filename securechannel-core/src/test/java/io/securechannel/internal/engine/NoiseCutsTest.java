package io.securechannel.internal.engine;

import static io.securechannel.error.SecureChannelException.Reason.CONNECTION_CUT;
import static io.securechannel.error.SecureChannelException.Reason.HANDSHAKE_NOT_AUTHENTIC;
import static io.securechannel.error.SecureChannelException.Reason.NOT_SECURE_CHANNEL;
import static io.securechannel.error.SecureChannelException.Reason.PEER_KEY_CHANGED;
import static io.securechannel.error.SecureChannelException.Reason.PEER_NOT_ALLOWED;
import static io.securechannel.error.SecureChannelException.Reason.PIN_MISMATCH;
import static io.securechannel.error.SecureChannelException.Reason.UNKNOWN_PEER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a cut may mean depends on how far the handshake was, and on the pattern; what it cannot be is not said. */
@Tag("verify")
@Timeout(20)
class NoiseCutsTest {

    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final SharedSecret SECRET = SharedSecret.random();
    private static final KeyTrust PINNED = Trust.pinned(SERVER.publicKey());
    private static final KeyTrust ANY = Trust.allow(key -> true);
    private static final List<String> LABEL = List.of("securechannel/1");

    private static final NoiseClient IK =
            NoiseContext.forClient(PINNED).identity(CLIENT).build();
    private static final NoiseClient NK = NoiseContext.forClient(PINNED).build();
    private static final NoiseClient XX =
            NoiseContext.forClient(ANY).identity(CLIENT).build();
    private static final NoiseClient NX = NoiseContext.forClient(ANY).build();
    private static final NoiseClient NN_PSK0 = NoiseContext.forClient(SECRET).build();

    /** Both ends, fed by hand. */
    private static final class Ends {

        private final NoiseEngine client;
        private final NoiseEngine server;

        Ends(NoiseClient client, NoiseServer server) {
            this.client = NoiseEngine.client(NoiseSides.of(client), "server.test:1", LABEL, true);
            this.server = NoiseEngine.server(NoiseSides.of(server), "client.test:2", LABEL, true);
        }

        /** Everything that one end has to say arrives at the other. */
        Ends pass(boolean fromClient) throws SecureChannelException {
            var bytes = said(fromClient ? client : server);
            feed(fromClient ? server : client, bytes);
            return this;
        }

        static byte[] said(NoiseEngine from) throws SecureChannelException {
            var network = ByteBuffer.allocate(1 << 17);
            do {
                from.drain(ByteBuffer.allocate(0), network);
            } while (from.turn() == Turn.SEND || from.hasOutput());
            var bytes = new byte[network.flip().remaining()];
            network.get(bytes);
            return bytes;
        }

        static void feed(NoiseEngine to, byte[] bytes) throws SecureChannelException {
            to.feed(ByteBuffer.wrap(bytes), ByteBuffer.allocate(1 << 17));
        }
    }

    private static NoiseServer server() {
        return NoiseContext.forServer(SERVER).build();
    }

    @Test
    void aClientThatHasNoAnswer() throws Exception {
        for (var way : List.of(
                new Way(IK, HANDSHAKE_NOT_AUTHENTIC, PEER_NOT_ALLOWED, NOT_SECURE_CHANNEL),
                new Way(NK, HANDSHAKE_NOT_AUTHENTIC, NOT_SECURE_CHANNEL),
                new Way(XX, NOT_SECURE_CHANNEL),
                new Way(NX, NOT_SECURE_CHANNEL),
                new Way(NN_PSK0, HANDSHAKE_NOT_AUTHENTIC, NOT_SECURE_CHANNEL))) {
            var ends = new Ends(way.client(), server());
            assertThat(Ends.said(ends.client)).isNotEmpty();
            assertCut(ends.client.endOfInput(), way.client().protocolName() + " without an answer", way.reasons());
        }
    }

    /** A server that has begun to answer has accepted the first message. */
    @Test
    void aClientWithHalfAnAnswer() throws Exception {
        for (var each : List.of(IK, NK, XX, NX)) {
            var ends = new Ends(each, server()).pass(true);
            var answer = Ends.said(ends.server);
            Ends.feed(ends.client, java.util.Arrays.copyOf(answer, answer.length - 1));
            assertCut(ends.client.endOfInput(), "in the middle of the handshake");
        }
    }

    @Test
    void aClientThatHasSaidItsLastMessage() throws Exception {
        var xx = new Ends(XX, server()).pass(true).pass(false);
        assertThat(Ends.said(xx.client)).isNotEmpty();
        assertCut(xx.client.endOfInput(), "before it sent anything", PEER_NOT_ALLOWED);
        var ik = new Ends(IK, server()).pass(true).pass(false);
        assertThat(Ends.said(ik.client)).isNotEmpty();
        assertCut(ik.client.endOfInput(), "before it sent anything");
    }

    /** From the server's first record on, its word counts: it has let the client in. */
    @Test
    void aClientThatHasHeardTheServerSinceThen() throws Exception {
        var next = NoiseContext.forServer(SERVER).next(CLIENT).build(); // is announced in the first record
        var ends = new Ends(XX, next).pass(true).pass(false).pass(true).pass(false);
        assertCut(ends.client.endOfInput(), "without the record that proves its end");
    }

    @Test
    void aServerThatHasHeardNothingOrHalf() throws Exception {
        var ends = new Ends(XX, server());
        assertCut(ends.server.endOfInput(), "in the middle of the handshake");
        var first = Ends.said(ends.client);
        Ends.feed(ends.server, java.util.Arrays.copyOf(first, first.length - 1));
        assertCut(ends.server.endOfInput(), "in the middle of the handshake");
    }

    @Test
    void aServerThatHasAnswered() throws Exception {
        var withSecret = NoiseContext.forServer(SERVER).sharedSecret(SECRET).build();
        var xxPsk2 = NoiseContext.forClient(ANY)
                .identity(CLIENT)
                .sharedSecret(SECRET)
                .build();
        var ikPsk2 = NoiseContext.forClient(PINNED)
                .identity(CLIENT)
                .sharedSecret(SECRET)
                .build();
        assertAnswered(IK, server());
        assertAnswered(NK, server());
        assertAnswered(NX, server(), UNKNOWN_PEER, PEER_KEY_CHANGED, PIN_MISMATCH, PEER_NOT_ALLOWED);
        assertAnswered(XX, server(), UNKNOWN_PEER, PEER_KEY_CHANGED, PIN_MISMATCH, PEER_NOT_ALLOWED);
        assertAnswered(ikPsk2, withSecret, HANDSHAKE_NOT_AUTHENTIC);
        assertAnswered(
                xxPsk2,
                withSecret,
                HANDSHAKE_NOT_AUTHENTIC,
                UNKNOWN_PEER,
                PEER_KEY_CHANGED,
                PIN_MISMATCH,
                PEER_NOT_ALLOWED);
        assertAnswered(NN_PSK0, NoiseContext.forServer(SECRET).build());
    }

    /** Whether the exchange of a code was refused or cut: what to do with the code is said alike. */
    @Test
    void whatBecomesOfACodeIsSaidAlike() throws Exception {
        for (boolean used : new boolean[] {true, false}) {
            var code = OneTimeCode.of("k7mq2p".toCharArray());
            try (var exchange = NoiseSides.of(code).begin(new byte[32], false)) {
                if (used) {
                    code.close();
                }
                var refused = catchThrowableOfType(SecureChannelException.class, () -> exchange.receive(new byte[0]));
                assertThat(afterwards(refused)).isEqualTo(afterwards(NoiseCuts.inCode(used)));
                assertThat(refused).hasMessageContaining(used ? "used up at this end" : "connect again with it");
            }
        }
    }

    private static String afterwards(SecureChannelException error) {
        return error.getMessage().substring(error.getMessage().indexOf("The code"));
    }

    private static void assertAnswered(NoiseClient client, NoiseServer server, Reason... may) throws Exception {
        var ends = new Ends(client, server).pass(true);
        assertThat(Ends.said(ends.server)).isNotEmpty();
        assertCut(ends.server.endOfInput(), "when it had this side's answer", may);
    }

    /** A client, and what it may be when the server does not answer it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Way(NoiseClient client, Reason... reasons) {}

    private static void assertCut(SecureChannelException error, String words, Reason... may) {
        var all = EnumSet.of(CONNECTION_CUT);
        all.addAll(Set.of(may));
        assertThat(error.reason()).isEqualTo(CONNECTION_CUT);
        assertThat(error).hasMessageContaining(words);
        assertThat(error.possibleReasons()).isEqualTo(all);
        for (var each : Reason.values()) {
            boolean named = all.contains(each) && each != CONNECTION_CUT;
            assertThat(error.getMessage().contains(each.name())).as(each.name()).isEqualTo(named);
        }
    }
}
