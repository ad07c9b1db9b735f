package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.Framing;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.Task;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Peers over TLS that do not keep to the order of a login, and what both ends tell of logins. */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class ChannelLoginTest {

    private static final int DATA = 0;
    private static final int AUTH = 2;
    private static final int PING = 3;
    private static final byte[] AGAIN = {14};

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    private interface Script {
        void run(SecureChannel raw) throws IOException;
    }

    @Test
    void noMessageIsDeliveredBeforeTheLogin() throws Exception {
        for (int type : new int[] {DATA, PING}) {
            var error = serverAgainst(raw -> {
                raw.outputStream().write(frame(type, new byte[3]));
                drain(raw);
            });
            assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
            assertThat(error).hasMessageContaining("login has to come first");
        }
        assertThat(events).noneMatch(SecurityEvent.LoggedIn.class::isInstance);
        assertThat(events)
                .filteredOn(SecurityEvent.LoginFailed.class::isInstance)
                .hasSize(2);
    }

    @Test
    void aServerThatSendsMessagesFirstIsNotBelieved() throws Exception {
        for (int type : new int[] {DATA, PING}) {
            try (var sockets = SocketPair.inMemory()) {
                var client = Task.start(() -> SecureChannel.connect(
                        sockets.client(),
                        ChannelPair.HOST,
                        ChannelPair.clientConfig().login(LoginPair.ada()).build()));
                var config = ChannelPair.serverConfig()
                        .framing(Framing.none())
                        .applicationProtocols("securechannel/1")
                        .closeTimeout(Duration.ofMillis(200));
                try (var raw = SecureChannel.accept(sockets.server(), config.build())) {
                    raw.outputStream().write(frame(type, new byte[3]));
                    drain(raw);
                    assertThat(client.error().reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
                }
            }
        }
    }

    @Test
    void whereThereIsNoLoginNothingOfOneIsTaken() throws Exception {
        try (var sockets = SocketPair.inMemory()) {
            var server = Task.start(() -> {
                var config = ChannelPair.serverConfig().build();
                try (var channel = SecureChannel.accept(sockets.server(), config)) {
                    return channel.receive();
                }
            });
            try (var raw = rawClient(sockets)) {
                raw.outputStream().write(frame(AUTH, AGAIN));
                drain(raw);
                assertThat(server.error().reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
                assertThat(server.error()).hasMessageContaining("no login is set up");
            }
        }
    }

    @Test
    void messagesGoBothWaysWhileAFurtherStepIsUnderWay() throws Exception {
        var pair = ChannelPair.over(
                SocketPair.inMemory(),
                ChannelPair.clientConfig().login(LoginPair.ada()).build(),
                ChannelPair.serverConfig()
                        .listener(events::add)
                        .requireLogin(Users.verifier(Users.withAda()))
                        .build());
        int messages = 200;
        try (pair) {
            var client = pair.client();
            var server = pair.server();
            var echo = Task.start(() -> echo(server, messages));
            var received = Task.start(() -> {
                for (int i = 0; i < messages; i++) {
                    assertThat(client.receiveText()).contains("echo of message " + i);
                }
                return true;
            });
            var sending = Task.start(() -> send(client, messages - 1));
            for (int i = 0; i < 3; i++) {
                assertThat(client.stepUp(LoginPair.ada()).user()).isEqualTo("ada");
                var refused = catchThrowableOfType(
                        SecureChannelException.class, () -> client.stepUp(LoginPair.password("ada", "wrong")));
                assertThat(refused.reason()).isEqualTo(Reason.LOGIN_REFUSED);
            }
            assertThat(sending.result()).isTrue();
            client.sendText("message " + (messages - 1));
            assertThat(received.result()).isTrue();
            assertThat(echo.result()).isTrue();
            assertThat(events)
                    .filteredOn(SecurityEvent.LoggedIn.class::isInstance)
                    .as("the first login, and the steps that succeeded")
                    .hasSize(4);
            assertThat(events)
                    .filteredOn(SecurityEvent.LoginFailed.class::isInstance)
                    .hasSize(3);
        }
    }

    private static boolean echo(SecureChannel server, int count) throws SecureChannelException {
        for (int i = 0; i < count; i++) {
            server.sendText("echo of " + server.receiveText().orElseThrow());
        }
        return true;
    }

    private static boolean send(SecureChannel client, int count) throws SecureChannelException {
        for (int i = 0; i < count; i++) {
            client.sendText("message " + i);
        }
        return true;
    }

    private SecureChannelException serverAgainst(Script script) throws Exception {
        try (var sockets = SocketPair.inMemory()) {
            var server = Task.start(() -> SecureChannel.accept(
                    sockets.server(),
                    ChannelPair.serverConfig()
                            .listener(events::add)
                            .requireLogin(Users.verifier(Users.withAda()))
                            .build()));
            try (var raw = rawClient(sockets)) {
                script.run(raw);
                return server.error();
            }
        }
    }

    private static SecureChannel rawClient(SocketPair sockets) throws SecureChannelException {
        var config = ChannelPair.clientConfig()
                .framing(Framing.none())
                .applicationProtocols("securechannel/1")
                .closeTimeout(Duration.ofMillis(200));
        return SecureChannel.connect(sockets.client(), ChannelPair.HOST, config.build());
    }

    /** Reads until the peer has said that it is over: CLOSE with the code of a broken rule. */
    private static void drain(SecureChannel raw) throws IOException {
        var in = new DataInputStream(raw.inputStream());
        int type = in.readUnsignedByte();
        while (type != 5) {
            in.readNBytes(in.readUnsignedByte() << 16 | in.readUnsignedShort());
            type = in.readUnsignedByte();
        }
        assertThat(in.readNBytes(3)).hasSize(3);
        assertThat(in.readUnsignedShort()).isEqualTo(2);
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(4 + payload.length)
                .putInt(type << 24 | payload.length)
                .put(payload)
                .array();
    }
}
