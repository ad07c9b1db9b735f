package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.auth.LoginPair;
import io.securechannel.auth.Users;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.socket.Deadline;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import io.securechannel.testkit.SocketPair;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A2 and A3: what a peer may send until the login is over, and how long it may take. Over the plain engine in memory, whose
 * handshake costs nothing: frames are written by hand to one end of the library.
 */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class LoginFramesTest {

    private static final int AUTH = 2;
    private static final int CLOSE = 5;
    private static final int PAD = 6;

    private static final int MOST_FRAMES = 16;
    private static final int MOST_BYTES = 64 << 10;
    private static final int HEADER = 4;
    private static final CredentialStore USERS = Users.withAda();
    private static final Duration PATIENT = Duration.ofSeconds(20);

    /** A server's flow that goes on for ever, and counts. */
    private static final class Endless implements LoginFlow {

        private static final Step QUIET = quiet();

        private final AtomicInteger received = new AtomicInteger();
        private volatile boolean closed;

        @Override
        public Optional<byte[]> begin() {
            return Optional.of(new byte[] {1});
        }

        @Override
        public Step receive(byte[] message) {
            received.incrementAndGet();
            return QUIET;
        }

        /** {@return a step without a message and without a failure: that of a login which ends well} */
        private static Step quiet() {
            var users = Users.withAda();
            var bindings = List.of(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]));
            try (var server = Users.verifier(users).begin(Users.context(bindings));
                    var client = LoginPair.ada().begin(Users.context(bindings))) {
                var message = server.begin().orElseThrow();
                while (true) {
                    message = client.receive(message).message().orElseThrow();
                    var step = server.receive(message);
                    if (step.message().isEmpty()) {
                        return step;
                    }
                    message = step.message().get();
                }
            } catch (SecureChannelException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public Optional<Login> login() {
            return Optional.empty();
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Endless flow = new Endless();

    private interface Peer {
        void talk(RawEnd peer) throws IOException;
    }

    private SecureChannelException against(Duration timeout, Peer script) throws Exception {
        try (var sockets = SocketPair.inMemory(1 << 20)) {
            return against(sockets.client(), sockets.server(), timeout, script);
        }
    }

    private SecureChannelException against(Socket client, Socket server, Duration timeout, Peer script)
            throws Exception {
        var login = Task.start(() -> {
            var channel = (TestChannel.Plain) TestChannel.plainServer(server, Lane.PATIENT);
            return channel.messages().login(flow, timeout);
        });
        var peer = RawEnd.client(new Lane(Lane.Kind.PLAIN, true), client, "");
        script.talk(peer);
        client.close(); // or the other end would linger
        peer.close();
        return login.error();
    }

    /** Of a further login, too, whoever listens hears that it failed, also where that ends the channel. */
    @Test
    void aFurtherLoginThatBreaksTheProtocolIsToldAsOneThatFailed() throws Exception {
        var told = new ConcurrentLinkedQueue<Throwable>();
        var error = received(() -> flow, told, MOST_FRAMES + 1);
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        wire -> assertThat(wire.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
        assertThat(told).containsExactly(error);
        assertThat(flow.closed).isTrue();
    }

    @Test
    void aFurtherLoginThatTheProgramBreaksIsToldAsOneThatFailed() throws Exception {
        var told = new ConcurrentLinkedQueue<Throwable>();
        var bug = new IllegalStateException("a bug");
        var error = received(
                () -> {
                    throw bug;
                },
                told,
                1);
        assertThat(error).isSameAs(bug);
        assertThat(told).containsExactly(bug);
    }

    /** What a server's receive throws when a client sends so many frames of a further login. */
    private static Throwable received(Supplier<LoginFlow> flows, Collection<Throwable> told, int frames)
            throws Exception {
        try (var sockets = SocketPair.inMemory(1 << 20)) {
            var receiving = Task.start(() -> {
                var channel = (TestChannel.Plain) TestChannel.plainServer(sockets.server(), Lane.PATIENT);
                channel.messages().serveStepUps(flows, PATIENT, login -> {}, told::add);
                var error = catchThrowable(() -> channel.messages().receive(Deadline.in(PATIENT)));
                channel.close();
                return error;
            });
            var peer = RawEnd.client(new Lane(Lane.Kind.PLAIN, true), sockets.client(), "");
            for (int i = 0; i < frames; i++) {
                peer.output().write(frame(AUTH, new byte[] {(byte) i}));
            }
            sockets.client().shutdownOutput();
            try {
                return receiving.result();
            } finally {
                peer.close();
            }
        }
    }

    @Test
    void sixteenFramesAreTakenAndTheNextIsNot() throws Exception {
        var error = against(PATIENT, peer -> {
            for (int i = 0; i <= MOST_FRAMES; i++) {
                peer.output().write(frame(AUTH, new byte[] {(byte) i}));
            }
            assertCloseCode(peer, 2);
        });
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("16 frames");
        assertThat(flow.received.get()).isEqualTo(MOST_FRAMES);
        assertThat(flow.closed).isTrue();
    }

    @Test
    void aLoginTakesNoMoreThanItsBytesWhateverTheyAre() throws Exception {
        var error = against(PATIENT, peer -> {
            peer.output().write(frame(PAD, new byte[MOST_BYTES - 2 * HEADER - 1]));
            peer.output().write(frame(AUTH, new byte[1]));
            Task.awaitThat("the last byte that is allowed has been taken", () -> flow.received.get() == 1);
            peer.output().write(frame(PAD, new byte[0]));
            assertCloseCode(peer, 2);
        });
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(error).hasMessageContaining("64 KiB");
    }

    @Test
    void anEndlessPadIsRefusedLongBeforeItsEnd() throws Exception {
        var error = against(PATIENT, peer -> {
            peer.output().write(header(PAD, (1 << 24) - 1));
            peer.output().write(new byte[MOST_BYTES + 1]);
            assertCloseCode(peer, 2);
        });
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(flow.received.get()).isZero();
    }

    @Test
    void aLargeAuthFrameIsRefused() throws Exception {
        var error = against(PATIENT, peer -> {
            peer.output().write(frame(AUTH, new byte[MOST_BYTES - HEADER + 1]));
            assertCloseCode(peer, 2);
        });
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(flow.received.get()).isZero();
        var larger = against(PATIENT, peer -> {
            peer.output().write(header(AUTH, MOST_BYTES + 1));
            assertCloseCode(peer, 2);
        });
        assertThat(larger.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
    }

    @ParameterizedTest
    @CsvSource({"0,5", "0,0", "1,5", "3,4", "4,4"}) // DATA, DATA_MORE, PING, PONG
    void nothingButLoginMayComeFirst(int type, int length) throws Exception {
        var error = against(PATIENT, peer -> {
            peer.output().write(frame(type, new byte[length]));
            assertCloseCode(peer, 2);
        });
        assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(flow.received.get()).isZero();
    }

    @Test
    void aCloseIsToldAsOne() throws Exception {
        var error = against(PATIENT, peer -> {
            peer.output().write(frame(CLOSE, new byte[] {0, 6, 'n', 'o', 0x1B}));
            peer.output().close();
        });
        assertThat(error.reason()).isEqualTo(Reason.CLOSED_BY_PEER);
        assertThat(error).hasMessageNotContaining("\u001b");
    }

    @Test
    void aSilentPeerRunsIntoTheDeadlineOfTheLogin() throws Exception {
        var error = against(Duration.ofMillis(60), peer -> {
            peer.output().write(header(AUTH, 100));
            assertCloseCode(peer, 4);
        });
        assertThat(error.reason()).isEqualTo(Reason.LOGIN_TIMEOUT);
        assertThat(error).hasMessageContaining("loginTimeout");
    }

    @Test
    void aPeerThatDripsRunsIntoTheDeadlineOfTheLogin() throws Exception {
        try (var wire = HostileWire.inMemory(Delivery.asSent().dripping(Duration.ofMillis(2)), Delivery.asSent())) {
            var error = against(wire.client(), wire.server(), Duration.ofMillis(60), peer -> {
                peer.output().write(frame(AUTH, new byte[200]));
                assertCloseCode(peer, 4);
            });
            assertThat(error.reason()).isEqualTo(Reason.LOGIN_TIMEOUT);
            assertThat(flow.received.get()).isZero();
        }
    }

    static Stream<Boolean> directions() {
        return Stream.of(true, false);
    }

    /** Wherever the connection is cut: the server has a login only with FINISH, and the client only once it has sent it. */
    @ParameterizedTest
    @MethodSource("directions")
    void cutAtEveryByteOfALogin(boolean toServer) throws Exception {
        long total = 0;
        for (long at = 0; at == 0 || at <= total; at++) {
            boolean whole = at == 0;
            var cut = whole ? Delivery.asSent() : Delivery.asSent().finAt(at - 1);
            try (var wire = toServer
                    ? HostileWire.inMemory(cut, Delivery.asSent())
                    : HostileWire.inMemory(Delivery.asSent(), cut)) {
                var server = Task.start(() -> login(wire.server(), true));
                var client = Task.start(() -> login(wire.client(), false));
                if (whole) {
                    assertThat(server.result().user()).isEqualTo("ada");
                    assertThat(client.result().user()).isEqualTo("ada");
                    total = toServer ? wire.deliveredToServer() : wire.deliveredToClient();
                } else if (at <= total) {
                    if (toServer) {
                        assertThat(server.error().reason()).as("byte %d", at).isEqualTo(Reason.CONNECTION_CUT);
                    } else {
                        assertThat(client.error().reason()).as("byte %d", at).isEqualTo(Reason.CONNECTION_CUT);
                    }
                }
            }
        }
        assertThat(total).isGreaterThan(100);
    }

    private static Login login(Socket socket, boolean server) throws SecureChannelException {
        var bindings = List.of(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]));
        LoginContext context = Users.context(bindings);
        var channel = (TestChannel.Plain)
                (server
                        ? TestChannel.plainServer(socket, Lane.PATIENT)
                        : TestChannel.plainClient(socket, Lane.PATIENT));
        var login =
                server ? Users.verifier(USERS).begin(context) : LoginPair.ada().begin(context);
        try {
            return channel.messages().login(login, PATIENT);
        } finally {
            channel.driver().abandon();
        }
    }

    private static void assertCloseCode(RawEnd peer, int code) throws IOException {
        var in = new DataInputStream(peer.input());
        int type = in.readUnsignedByte();
        while (type != CLOSE) {
            in.readNBytes(in.readUnsignedByte() << 16 | in.readUnsignedShort());
            type = in.readUnsignedByte();
        }
        assertThat(in.readUnsignedByte() << 16 | in.readUnsignedShort()).isGreaterThanOrEqualTo(2);
        assertThat(in.readUnsignedShort()).isEqualTo(code);
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .put(header(type, payload.length))
                .put(payload)
                .array();
    }

    private static byte[] header(int type, int length) {
        return ByteBuffer.allocate(HEADER).putInt(type << 24 | length).array();
    }
}
