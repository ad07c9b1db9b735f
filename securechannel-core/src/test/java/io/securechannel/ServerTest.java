package io.securechannel;

import static io.securechannel.Loopback.anyPort;
import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server, its limits, and handlers that fail. */
@Tag("verify")
@Timeout(30)
class ServerTest {

    private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();

    @Test
    void aFreePortIsFoundAndManyClientsAreServed() throws Exception {
        try (var server = SecureChannelServer.listen(
                anyPort(), config().build(), channel -> channel.forEachMessage(channel::send))) {
            assertThat(server.port()).isPositive();
            var clients = IntStream.range(0, 20)
                    .mapToObj(number -> start(() -> {
                        try (var channel = connect(server)) {
                            channel.sendText("from " + number);
                            return channel.receiveText().orElseThrow();
                        }
                    }))
                    .toList();
            for (int i = 0; i < 20; i++) {
                assertThat(await(clients.get(i))).isEqualTo("from " + i);
            }
        }
    }

    @Test
    void aServerCanListenAtAllAddresses() throws Exception {
        try (var server = SecureChannelServer.listen(0, config().build(), channel -> channel.sendText("hi"));
                var channel = connect(server)) {
            assertThat(channel.receiveText()).contains("hi");
            assertThat(channel.receiveText()).isEmpty();
        }
    }

    @Test
    void oneConnectionTooManyIsRefusedAndSaidSo() throws Exception {
        var config = config().maxConnections(1).build();
        refusesTheSecond(config, "maxConnections (1) is reached");
    }

    @Test
    void oneConnectionTooManyFromOneAddressIsRefusedAndSaidSo() throws Exception {
        var config = config().maxConnectionsPerAddress(1).build();
        refusesTheSecond(config, "maxConnectionsPerAddress (1) is reached");
    }

    @Test
    void aPlaceThatIsFreeAgainIsGivenToTheNext() throws Exception {
        var config = config().maxConnections(1).build();
        try (var server = SecureChannelServer.listen(anyPort(), config, SecureChannel::receive)) {
            for (int i = 0; i < 3; i++) {
                connect(server).close();
                assertThat(next(SecurityEvent.Ended.class).how()).contains("closed by the peer");
                while (server.connections() > 0) {
                    Thread.onSpinWait();
                }
            }
        }
    }

    @Test
    void aHandlerThatThrowsClosesItsChannelAloneAndIsReported() throws Exception {
        try (var server = SecureChannelServer.listen(anyPort(), config().build(), channel -> {
                    if (channel.receiveText().orElse("").equals("fail")) {
                        throw new IOException("no disk left");
                    }
                    channel.sendText("fine");
                });
                var good = connect(server);
                var bad = connect(server)) {
            bad.sendText("fail");
            var error = catchThrowable(bad::receive);
            assertTells(error, Reason.CLOSED_BY_PEER, "5 (internal error)");
            assertThat(error.getMessage()).doesNotContain("disk");
            assertThat(next(SecurityEvent.HandlerFailed.class).error()).hasMessage("no disk left");
            good.sendText("go on");
            assertThat(good.receiveText()).contains("fine");
        }
    }

    @Test
    void aHandlerWithABugIsReportedLikeAnyOther() throws Exception {
        try (var server = SecureChannelServer.listen(anyPort(), config().build(), channel -> {
                    throw new IllegalStateException("a bug");
                });
                var channel = connect(server)) {
            assertTells(catchThrowable(channel::receive), Reason.CLOSED_BY_PEER, "5 (internal error)");
            assertThat(next(SecurityEvent.HandlerFailed.class).error()).hasMessage("a bug");
        }
    }

    @Test
    void aHandlerThatFailsOnAnotherChannelIsReported() throws Exception {
        int nobody;
        try (var listening = Loopback.listen()) {
            nobody = listening.getLocalPort();
        }
        try (var server = SecureChannelServer.listen(
                        anyPort(),
                        config().build(),
                        channel -> SecureChannel.connect("127.0.0.1", nobody, client().build())
                                .close());
                var channel = connect(server)) {
            assertTells(catchThrowable(channel::receive), Reason.CLOSED_BY_PEER, "5 (internal error)");
            assertTells(next(SecurityEvent.HandlerFailed.class).error(), Reason.CONNECT_REFUSED);
        }
    }

    @Test
    void aFailedHandshakeIsReportedAndTheServerGoesOn() throws Exception {
        try (var server = SecureChannelServer.listen(
                anyPort(), config().build(), channel -> channel.forEachMessage(channel::send))) {
            try (var socket = new java.net.Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream()
                        .write("GET / HTTP/1.0\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
            }
            var failed = next(SecurityEvent.HandshakeFailed.class);
            assertTells(failed.error(), Reason.NOT_SECURE_CHANNEL, "HTTP", "127.0.0.1:");
            assertThat(failed.role()).isEqualTo(SecurityEvent.Role.SERVER);
            try (var channel = connect(server)) {
                channel.sendText("still there");
                assertThat(channel.receiveText()).contains("still there");
            }
        }
    }

    @Test
    void handlersRunInVirtualThreadsWhereTheJdkHasThem() throws Exception {
        var thread = new CompletableFuture<Thread>();
        try (var server = SecureChannelServer.listen(
                        anyPort(), config().build(), channel -> thread.complete(Thread.currentThread()));
                var channel = connect(server)) {
            assertThat(channel.receive()).isEmpty();
            var handling = await(thread);
            assertThat(handling.getName()).startsWith("securechannel-" + server.port() + "-");
            boolean virtual = Runtime.version().feature() >= 21;
            assertThat(handling.getClass().getName().contains("VirtualThread")).isEqualTo(virtual);
        }
    }

    private void refusesTheSecond(ServerConfig config, String words) throws Exception {
        try (var server = SecureChannelServer.listen(
                        anyPort(), config, channel -> channel.forEachMessage(channel::send));
                var first = connect(server)) {
            assertTells(catchThrowable(() -> connect(server)), Reason.CONNECTION_CUT);
            var refused = next(SecurityEvent.Refused.class);
            assertThat(refused.limit()).isEqualTo(words);
            assertThat(refused.peer()).startsWith("127.0.0.1:");
            first.sendText("mine");
            assertThat(first.receiveText()).contains("mine");
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    private <E extends SecurityEvent> E next(Class<E> kind) throws InterruptedException {
        while (true) {
            var event = events.poll(20, java.util.concurrent.TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            if (kind.isInstance(event)) {
                return kind.cast(event);
            }
        }
    }

    private ServerConfig.Builder config() {
        return Loopback.server().stopTimeout(Duration.ofSeconds(5)).listener(events::add);
    }

    private static SecureChannel connect(SecureChannelServer server) throws IOException {
        return SecureChannel.connect("127.0.0.1", server.port(), client().build());
    }
}
