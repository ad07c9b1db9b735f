package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Announced keys (docs/spec/noise.md, N22, N27) at the client's end, from a server that knows no measure. */
@Tag("verify")
class NoiseNextKeyTest {

    private static final String ADDRESS = "chat.example:7443";
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final List<String> LABELS = List.of("securechannel/1");

    private final KnownPeers peers = KnownPeers.inMemory();
    private final List<SecurityEvent> events = new ArrayList<>();
    private NoiseEngine client;
    private NoiseEngine server;

    @BeforeEach
    void shakeHands() throws Exception {
        peers.confirm(ADDRESS, SERVER.publicKey());
        client = NoiseEngine.client(
                NoiseSides.of(NoiseContext.forClient(Trust.known(peers)).build())
                        .telling(events::add),
                ADDRESS,
                LABELS,
                true);
        server = NoiseEngine.server(NoiseSides.of(NoiseContext.forServer(SERVER).build()), "client:1", LABELS, true);
        while (client.turn() != ChannelEngine.Turn.DONE || server.turn() != ChannelEngine.Turn.DONE) {
            deliver(client, server);
            deliver(server, client);
        }
    }

    @Test
    void whatIsAnnouncedIsRemembered() throws Exception {
        var next = NoiseKeyPair.generate().publicKey();
        announce(next.bytes());
        assertThat(peers.at(ADDRESS)).containsExactly(next, SERVER.publicKey());
        assertThat(events).singleElement().satisfies(each -> {
            assertThat(each).isInstanceOf(SecurityEvent.KnownPeerChanged.class);
            assertThat(each.peer()).isEqualTo(ADDRESS);
            assertThat(((SecurityEvent.KnownPeerChanged) each).key()).isEqualTo(next);
        });
    }

    @Test
    void aServerThatAnnouncesWithoutEndIsLeft() throws Exception {
        for (int i = 0; i < 8; i++) {
            announce(NoiseKeyPair.generate().publicKey().bytes());
        }
        assertThat(peers.at(ADDRESS)).as("the last announcement alone counts").hasSize(2);
        refuses("more than 8", NoiseKeyPair.generate().publicKey().bytes());
        assertThat(events).hasSize(8);
    }

    @Test
    void whatIsNoKeyEndsTheChannel() {
        refuses("none", new byte[32]);
        assertThat(events).isEmpty();
    }

    @Test
    void aKeyOfAnotherLengthEndsTheChannel() {
        refuses("none", new byte[31]);
        assertThat(events).isEmpty();
    }

    @Test
    void aClientAnnouncesNothing() {
        client.sayRecord(RecordType.NEXT_KEY, SERVER.publicKey().bytes());
        var error = catchThrowableOfType(SecureChannelException.class, () -> deliver(client, server));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("is a client");
    }

    @Test
    void underAKeyThatWasForgottenNothingIsRemembered() throws Exception {
        var confirmed = NoiseKeyPair.generate().publicKey();
        peers.confirm(ADDRESS, confirmed);
        announce(NoiseKeyPair.generate().publicKey().bytes());
        assertThat(peers.at(ADDRESS)).containsExactly(confirmed);
        assertThat(events).isEmpty();
    }

    private void announce(byte[] key) throws SecureChannelException {
        server.sayRecord(RecordType.NEXT_KEY, key);
        deliver(server, client);
    }

    private void refuses(String part, byte[] key) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> announce(key));
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining(part);
    }

    private static void deliver(NoiseEngine from, NoiseEngine to) throws SecureChannelException {
        var network = ByteBuffer.allocate(2 * from.recordSize());
        from.drain(ByteBuffer.allocate(0), network);
        network.flip();
        if (network.hasRemaining()) {
            to.feed(network, ByteBuffer.allocate(to.plaintextRoom()));
        }
    }
}
