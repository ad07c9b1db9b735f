package io.securechannel.hostile.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Established;
import io.securechannel.event.SecurityEvent.HandshakeFailed;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.Task;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.SocketPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Hostile wire, 15: a first message that somebody has recorded is nobody, whatever he sends after it. With these patterns it names a client,
 * or proves a secret; only who made it can make the confirmation. Rule N12.
 */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class ReplayTest {

    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair NEXT = NoiseKeyPair.generate();
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final SharedSecret SECRET = SharedSecret.random();

    /** The patterns whose first message says something about its sender. */
    enum Kind {
        IK,
        /** The server has two keys, and the client means the second. */
        IK_NEXT,
        NN_PSK0,
        IK_PSK2;

        NoiseClient client() {
            var pinned = NoiseContext.forClient(Trust.pinned(SERVER.publicKey()));
            return switch (this) {
                case IK -> pinned.identity(CLIENT).build();
                case IK_NEXT ->
                    NoiseContext.forClient(Trust.pinned(NEXT.publicKey()))
                            .identity(CLIENT)
                            .build();
                case NN_PSK0 -> NoiseContext.forClient(SECRET).build();
                case IK_PSK2 -> pinned.identity(CLIENT).sharedSecret(SECRET).build();
            };
        }

        NoiseServer server() {
            var own = NoiseContext.forServer(SERVER).clients(Trust.allow(CLIENT.publicKey()::equals));
            return switch (this) {
                case IK -> own.build();
                case IK_NEXT -> own.next(NEXT).build();
                case NN_PSK0 -> NoiseContext.forServer(SECRET).build();
                case IK_PSK2 -> own.sharedSecret(SECRET).build();
            };
        }
    }

    /** What an honest client has sent. */
    private static final class Recording {

        private byte[] first = {};
        private byte[] confirmation = {};
    }

    private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();
    private final AtomicInteger handled = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void aReplayedFirstMessageReachesNoHandlerAndNoEventButTheFailure(Kind kind) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = SecureChannelServer.listen(
                address, config(kind).listener(events::add).build(), channel -> handled.incrementAndGet())) {
            var recording = honest(kind, server);
            assertThat(next()).isInstanceOf(Established.class);
            Task.awaitThat("the honest client was served", () -> handled.get() == 1 && server.connections() == 0);
            events.clear();
            for (var lie : lies(recording)) {
                try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    socket.getOutputStream().write(recording.first);
                    assertThat(socket.getInputStream().read()).isZero(); // the server answers, and believes nothing
                    socket.getOutputStream().write(lie);
                    socket.shutdownOutput();
                    assertFailure(next(), lie, recording);
                }
            }
            Task.awaitThat("all are gone", () -> server.connections() == 0);
            assertThat(handled).hasValue(1);
            assertThat(events).isEmpty();
        }
    }

    private static void assertFailure(SecurityEvent event, byte[] lie, Recording recording) {
        assertThat(event).isInstanceOf(HandshakeFailed.class);
        var reason = ((HandshakeFailed) event).error().reason();
        if (lie.length == 0) {
            assertThat(reason).isEqualTo(Reason.CONNECTION_CUT);
        } else if (lie.length <= recording.confirmation.length) {
            assertThat(reason).isEqualTo(Reason.CORRUPT_RECORD);
        } else {
            assertThat(reason).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    /** Nothing; the confirmation of the recorded session; random bytes as a record; the first message again; random bytes. */
    private static List<byte[]> lies(Recording recording) {
        var record = new byte[recording.confirmation.length];
        new Random(1).nextBytes(record);
        record[0] = 0;
        record[1] = (byte) (record.length - 2);
        var random = new byte[200];
        new Random(2).nextBytes(random);
        random[0] |= (byte) 0x80; // longer than any record of a handshake
        return List.of(new byte[0], recording.confirmation, record, recording.first, random);
    }

    @ParameterizedTest
    @EnumSource
    void acceptNeverReturnsForAReplay(Kind kind) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Recording recording;
        try (var server = SecureChannelServer.listen(address, config(kind).build(), channel -> {})) {
            recording = honest(kind, server);
        }
        for (var lie : lies(recording)) {
            try (var sockets = SocketPair.inMemory()) {
                var accepting = Task.start(() -> SecureChannel.accept(
                        sockets.server(), config(kind).listener(events::add).build()));
                sockets.client().getOutputStream().write(recording.first);
                sockets.client().getOutputStream().write(lie);
                sockets.client().shutdownOutput();
                assertThat(accepting.error().reason())
                        .isIn(Reason.CONNECTION_CUT, Reason.CORRUPT_RECORD, Reason.PROTOCOL_VIOLATION);
            }
        }
        assertThat(events).hasSize(5).allSatisfy(event -> assertThat(event).isInstanceOf(HandshakeFailed.class));
    }

    @ParameterizedTest
    @EnumSource
    void aReplayThatStaysSilentRunsIntoTheDeadline(Kind kind) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Recording recording;
        try (var server = SecureChannelServer.listen(address, config(kind).build(), channel -> {})) {
            recording = honest(kind, server);
        }
        try (var sockets = SocketPair.inMemory()) {
            var config = config(kind).handshakeTimeout(Duration.ofMillis(150)).listener(events::add);
            var accepting = Task.start(() -> SecureChannel.accept(sockets.server(), config.build()));
            sockets.client().getOutputStream().write(recording.first);
            assertThat(accepting.error().reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
        }
        assertThat(events).hasSize(1).first().isInstanceOf(HandshakeFailed.class);
    }

    /** Whoever has recorded a member that was removed since cannot make it look as if that member kept trying. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NN_PSK0")
    void aReplayOfAClientThatIsNotLetInAnyMoreNamesNobodyAsProved(Kind kind) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Recording recording;
        try (var server = SecureChannelServer.listen(address, config(kind).build(), channel -> {})) {
            recording = honest(kind, server);
        }
        var removed = NoiseContext.forServer(SERVER).clients(Trust.allow(key -> false));
        if (kind == Kind.IK_PSK2) {
            removed.sharedSecret(SECRET);
        } else if (kind == Kind.IK_NEXT) {
            removed.next(NEXT);
        }
        try (var sockets = SocketPair.inMemory()) {
            var config = ServerConfig.noise(removed.build()).listener(events::add);
            var accepting = Task.start(() -> SecureChannel.accept(sockets.server(), config.build()));
            sockets.client().getOutputStream().write(recording.first);
            var error = accepting.error();
            assertThat(error.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
            assertThat(error.shownKey()).isEmpty();
            assertThat(error).hasMessageContaining("may be a recording that somebody else sends");
            assertThat(sockets.client().getInputStream().read()).isEqualTo(-1);
        }
        assertThat(events).hasSize(1).first().isInstanceOf(HandshakeFailed.class);
    }

    /** With XX the key is proved when the server checks it, and the error has it. */
    @Test
    void aLiveClientThatIsNotLetInIsNamed() throws Exception {
        var client = NoiseContext.forClient(Trust.allow(SERVER.publicKey()::equals))
                .identity(CLIENT)
                .build();
        var none = NoiseContext.forServer(SERVER).clients(Trust.allow(key -> false));
        try (var sockets = SocketPair.inMemory()) {
            var config = ServerConfig.noise(none.build()).listener(events::add);
            var accepting = Task.start(() -> SecureChannel.accept(sockets.server(), config.build()));
            try (var channel = SecureChannel.connect(
                    sockets.client(),
                    "server.test",
                    ClientConfig.noise(client).listener(event -> {}).build())) {
                var error = accepting.error();
                assertThat(error.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
                assertThat(error.shownKey()).contains(CLIENT.publicKey().text());
                assertThat(channel.peer().key()).contains(SERVER.publicKey());
            }
        }
    }

    private ServerConfig.Builder config(Kind kind) {
        return ServerConfig.noise(kind.server()).listener(event -> {});
    }

    /** Connects as a client should, and remembers what it has sent. */
    private static Recording honest(Kind kind, SecureChannelServer server) throws IOException {
        var engine =
                NoiseEngine.client(NoiseSides.of(kind.client()), "server.test:1", List.of("securechannel/1"), true);
        var recording = new Recording();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            recording.first = said(engine);
            socket.getOutputStream().write(recording.first);
            var answer = ByteBuffer.allocate(1 << 16).limit(0);
            while (engine.turn() == Turn.RECEIVE) {
                answer.compact();
                int count = socket.getInputStream().read(answer.array(), answer.position(), answer.remaining());
                assertThat(count).isPositive();
                answer.position(answer.position() + count).flip();
                engine.feed(answer, ByteBuffer.allocate(0));
            }
            recording.confirmation = said(engine);
            socket.getOutputStream().write(recording.confirmation);
            assertThat(engine.turn()).isEqualTo(Turn.DONE);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).isNotNull(); // until the server has closed
        }
        return recording;
    }

    private static byte[] said(NoiseEngine engine) throws SecureChannelException {
        var room = ByteBuffer.allocate(engine.recordSize());
        engine.drain(ByteBuffer.allocate(0), room);
        return Arrays.copyOf(room.array(), room.position());
    }

    private SecurityEvent next() throws InterruptedException {
        var event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }
}
