package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.client;
import static io.securechannel.Loopback.server;
import static io.securechannel.Loopback.start;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.Loopback.Pair;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams without frames, as any TLS peer speaks them. */
@Tag("verify")
@Timeout(30)
class RawChannelTest {

    @Test
    void streamsCarryBytesBothWays() throws Exception {
        var content = new byte[1_000_000];
        new Random(1).nextBytes(content);
        try (var pair = raw()) {
            var echo = start(() -> {
                pair.server().inputStream().transferTo(pair.server().outputStream());
                pair.server().outputStream().close();
                return true;
            });
            var sending = start(() -> {
                pair.client().outputStream().write(content);
                pair.client().outputStream().close();
                return true;
            });
            assertThat(pair.client().inputStream().readAllBytes()).isEqualTo(content);
            assertThat(await(sending)).isTrue();
            assertThat(await(echo)).isTrue();
            assertThat(pair.client().protocol().applicationProtocol()).isEmpty();
        }
    }

    @Test
    void halfCloseByTheChannelIsTheEndOfTheStream() throws Exception {
        try (var pair = raw()) {
            pair.client().outputStream().write('q');
            pair.client().closeOutput();
            assertThat(pair.server().inputStream().readAllBytes()).containsExactly('q');
            pair.server().outputStream().write('a');
            pair.server().closeOutput();
            assertThat(pair.client().inputStream().read()).isEqualTo('a');
            assertThat(pair.client().inputStream().read()).isEqualTo(-1);
            assertTells(catchThrowable(() -> pair.client().outputStream().write(1)), Reason.CLOSED);
        }
    }

    @Test
    void aHandlerThatFailsIsACutAndNotAnEnd() throws Exception {
        var config = server().framing(Framing.none()).build();
        try (var server = SecureChannelServer.listen(Loopback.anyPort(), config, channel -> {
                    channel.outputStream().write("half".getBytes(UTF_8));
                    throw new IOException("disk full");
                });
                var channel = SecureChannel.connect(
                        "localhost",
                        server.port(),
                        client().framing(Framing.none()).build())) {
            assertTells(catchThrowable(() -> channel.inputStream().readAllBytes()), Reason.CONNECTION_CUT);
        }
    }

    @Test
    void anIdleTimeoutIsACutAndNotAnEnd() throws Exception {
        var config = server().framing(Framing.none())
                .idleTimeout(Duration.ofMillis(200))
                .build();
        try (var server = SecureChannelServer.listen(Loopback.anyPort(), config, channel -> {
                    channel.outputStream().write("half".getBytes(UTF_8));
                    channel.inputStream().read();
                });
                var channel = SecureChannel.connect(
                        "localhost",
                        server.port(),
                        client().framing(Framing.none()).build())) {
            assertTells(catchThrowable(() -> channel.inputStream().readAllBytes()), Reason.CONNECTION_CUT);
        }
    }

    @Test
    void aServerThatWantsMessagesNeverLooksLikeAnEmptyStream() throws Exception {
        try (var server = SecureChannelServer.listen(
                        Loopback.anyPort(), server().build(), channel -> channel.forEachMessage(channel::send));
                var channel = SecureChannel.connect(
                        "localhost",
                        server.port(),
                        client().framing(Framing.none()).build())) {
            assertTells(catchThrowable(() -> channel.inputStream().read()), Reason.CONNECTION_CUT);
        }
    }

    @Test
    void aClosedInputThrowsAndTheOutputGoesOn() throws Exception {
        try (var pair = raw()) {
            pair.client().inputStream().close();
            assertTells(catchThrowable(() -> pair.client().inputStream().read()), Reason.CLOSED);
            pair.client().outputStream().write('x');
            assertThat(pair.server().inputStream().read()).isEqualTo('x');
        }
    }

    @Test
    void whatHasBeenDecryptedIsAvailable() throws Exception {
        try (var pair = raw()) {
            assertThat(pair.server().inputStream().available()).isZero();
            pair.client().outputStream().write("abc".getBytes(UTF_8));
            assertThat(pair.server().inputStream().read()).isEqualTo('a');
            assertThat(pair.server().inputStream().available()).isEqualTo(2);
            assertThat(pair.server().inputStream().read(new byte[0])).isZero();
        }
    }

    @Test
    void aCutThrowsAndClosesTheChannel() throws Exception {
        var pair = raw();
        pair.client().abandon();
        var error = catchThrowable(() -> pair.server().inputStream().read());
        assertTells(error, Reason.CONNECTION_CUT, "close_notify", "127.0.0.1:");
        assertThat(pair.server().isOpen()).isFalse();
    }

    @Test
    void silenceRunsIntoTheIdleDeadline() throws Exception {
        var config = server().framing(Framing.none())
                .idleTimeout(Duration.ofMillis(100))
                .build();
        var pair = Loopback.pair(client().framing(Framing.none()).build(), config);
        assertTells(catchThrowable(() -> pair.server().inputStream().read()), Reason.IDLE_TIMEOUT);
        pair.client().close();
    }

    @Test
    void methodsOfMessagesPointToTheStreams() throws Exception {
        try (var pair = raw()) {
            var channel = pair.client();
            assertThatThrownBy(() -> channel.send(new byte[1]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outputStream()");
            assertThatThrownBy(channel::receive).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> channel.sendText("x")).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(channel::flush).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(channel::ping).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(channel::openMessage).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(channel::receiveStream).isInstanceOf(IllegalStateException.class);
            assertThat(channel.closeReason()).isEmpty();
            assertThat(channel.statistics().messagesSent()).isZero();
        }
    }

    @Test
    void aProtocolOfTheApplicationIsAgreedOn() throws Exception {
        var both = Loopback.pair(
                client().framing(Framing.none())
                        .applicationProtocols("second", "first")
                        .build(),
                server().framing(Framing.none()).applicationProtocols("first").build());
        try (var pair = both) {
            assertThat(pair.client().protocol().applicationProtocol()).contains("first");
            assertThat(pair.server().protocol().applicationProtocol()).contains("first");
        }
    }

    @Test
    void protocolsThatDifferAreToldAtTheServer() throws Exception {
        try (var listening = Loopback.listen()) {
            var accepted = start(() -> catchThrowable(() -> SecureChannel.accept(
                    listening.accept(),
                    server().framing(Framing.none()).applicationProtocols("one").build())));
            var config = client().framing(Framing.none())
                    .applicationProtocols("other")
                    .build();
            var error = catchThrowable(() -> SecureChannel.connect("localhost", listening.getLocalPort(), config));
            assertTells(error, Reason.ALPN_MISMATCH, "this side asks for [other]");
            assertTells(await(accepted), Reason.ALPN_MISMATCH, "asks for [one]", "the client offers [other]");
        }
    }

    @Test
    void anyTlsClientIsServed() throws Exception {
        try (var listening = Loopback.listen()) {
            var served = start(() -> {
                try (var channel = SecureChannel.accept(
                        listening.accept(), server().framing(Framing.none()).build())) {
                    channel.outputStream().write(channel.inputStream().readNBytes(4));
                    return channel.peer().authenticated();
                }
            });
            var factory = Loopback.stock(null).getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("localhost", listening.getLocalPort())) {
                socket.getOutputStream().write("ping".getBytes(UTF_8));
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo("ping".getBytes(UTF_8));
            }
            assertThat(await(served)).isFalse();
        }
    }

    private static Pair raw() throws Exception {
        return Loopback.pair(
                client().framing(Framing.none()).build(),
                server().framing(Framing.none()).build());
    }
}
