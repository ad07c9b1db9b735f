package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.securechannel.SecureChannelServer;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Lane.Kind;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile wire, 8: the peer speaks something else, and the error names it; or it only connects, and nothing is left. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
@ExtendWith(LeavesNoThreads.class)
class WrongProtocolTest {

    static Stream<Arguments> others() {
        return Lane.all()
                .flatMap(lane -> Stream.of(
                        Arguments.of(lane, "GET / HTTP/1.1\r\nHost: chat.example\r\n\r\n", "HTTP"),
                        Arguments.of(lane, "POST /x HTTP/1.0\r\n\r\n", "HTTP"),
                        Arguments.of(lane, "HTTP/1.1 400 Bad Request\r\n\r\n", "HTTP"),
                        Arguments.of(lane, "SSH-2.0-OpenSSH_9.2\r\n", "SSH"),
                        Arguments.of(lane, "hello\n", "plain text"),
                        Arguments.of(lane, "x\n", "plain text"),
                        Arguments.of(lane, "\u00ff\u00fe\u00fd\u00fc\u0000", "no protocol known")));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("others")
    void whatThePeerSpeaksIsNamedOnBothEnds(Lane lane, String bytes, String name) throws Exception {
        for (boolean victimIsServer : new boolean[] {true, false}) {
            try (var sockets = lane.sockets(SocketPair.DEFAULT_CAPACITY)) {
                var victim = Task.start(() -> victimIsServer
                        ? lane.server(sockets.server(), Lane.PATIENT)
                        : lane.client(sockets.client(), Lane.PATIENT));
                var stranger = victimIsServer ? sockets.client() : sockets.server();
                for (byte octet : bytes.getBytes(StandardCharsets.ISO_8859_1)) {
                    try {
                        stranger.getOutputStream().write(octet);
                    } catch (IOException e) {
                        break; // refused already
                    }
                }
                stranger.shutdownOutput();
                var error = victim.error();
                assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
                assertThat(error).hasMessageContaining(name);
                assertThat(error.getMessage()).doesNotContain("chat.example").doesNotContain("OpenSSH");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsToThePlainEngineAndBackAreNamed(boolean memory) throws Exception {
        var errors = errors(new Lane(Kind.TLS, memory), new Lane(Kind.PLAIN, memory));
        assertThat(errors.server()).hasMessageContaining("TLS");
        assertThat(errors.client().reason()).isEqualTo(Reason.CONNECTION_CUT);
        errors = errors(new Lane(Kind.PLAIN, memory), new Lane(Kind.TLS, memory));
        assertThat(errors.server().reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
        assertThat(errors.client().reason()).isIn(Reason.NOT_SECURE_CHANNEL, Reason.CONNECTION_CUT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tlsToNoiseAndBackAreNamedOnBothEnds(boolean memory) throws Exception {
        var errors = errors(new Lane(Kind.TLS, memory), new Lane(Kind.NOISE, memory));
        assertNamed(errors.server(), "like TLS");
        assertNamed(errors.client(), "Noise transport");
        errors = errors(new Lane(Kind.NOISE, memory), new Lane(Kind.TLS, memory));
        assertNamed(errors.server(), "Noise transport");
        assertNamed(errors.client(), "like TLS");
    }

    private static void assertNamed(SecureChannelException error, String name) {
        assertThat(error.reason()).as("%s", error).isEqualTo(Reason.NOT_SECURE_CHANNEL);
        assertThat(error).hasMessageContainingAll(name, "Both ends have to use Noise, or both TLS");
    }

    private record Errors(SecureChannelException client, SecureChannelException server) {}

    private static Errors errors(Lane client, Lane server) throws Exception {
        try (var sockets = client.sockets(SocketPair.DEFAULT_CAPACITY)) {
            var accepting = Task.start(() -> server.server(sockets.server(), Lane.PATIENT));
            var connecting = Task.start(() -> client.client(sockets.client(), Lane.PATIENT));
            return new Errors(connecting.error(), accepting.error());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void afterFiveHundredConnectsAndDropsNoDescriptorAndNoThreadIsLeft(boolean noise) throws Exception {
        long before = descriptors();
        var loopback = InetAddress.getLoopbackAddress();
        var config = (noise ? ChannelPair.noiseServerConfig() : ChannelPair.serverConfig())
                .maxConnections(600)
                .build();
        try (var server = SecureChannelServer.listen(new InetSocketAddress(loopback, 0), config, channel -> {})) {
            for (int i = 0; i < 500; i++) {
                var socket = new Socket(loopback, server.port());
                if (i % 3 == 0) {
                    SocketPair.reset(socket);
                } else if (i % 3 == 1) {
                    socket.getOutputStream().write(noise ? 'S' : 22);
                }
                socket.close();
            }
            Task.awaitThat("all connections are gone", () -> server.connections() == 0);
        }
        Task.awaitThat("descriptors are as before", () -> descriptors() <= before + 5);
    }

    private static long descriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }
}
