package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said when there is no connection at all. */
@Tag("verify")
@Timeout(20)
class ConnectErrorsTest {

    @Test
    void aRefusedConnectionNamesHostPortAndAddresses() throws Exception {
        int port;
        try (var listening = Loopback.listen()) {
            port = listening.getLocalPort();
        }
        var error = catchThrowable(
                () -> SecureChannel.connect("127.0.0.1", port, Loopback.client().build()));
        assertTells(
                error,
                Reason.CONNECT_REFUSED,
                "cannot connect to 127.0.0.1 port " + port,
                "does the server run, and is the port right",
                "Tried 127.0.0.1 (");
        assertThat(error).hasCauseInstanceOf(SocketException.class);
    }

    @Test
    void aConnectionThatNobodyAcceptsRunsIntoTheDeadline() throws Exception {
        try (var full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var waiting = fill(full);
            try {
                var config =
                        Loopback.client().connectTimeout(Duration.ofMillis(250)).build();
                assertTells(
                        catchThrowable(() -> SecureChannel.connect("127.0.0.1", full.getLocalPort(), config)),
                        Reason.CONNECT_TIMEOUT,
                        "connectTimeout (PT0.25S)",
                        "firewall",
                        "127.0.0.1");
            } finally {
                for (var socket : waiting) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        var error = catchThrowable(() ->
                SecureChannel.connect("nobody.invalid", 7443, Loopback.client().build()));
        assertTells(error, Reason.UNKNOWN_HOST, "no address is known for the host nobody.invalid: is the name right?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7443", "https://localhost", "localhost/chat"})
    void aPortOrASchemeInTheHostIsToldFromAWrongName(String host) {
        assertTells(
                catchThrowable(() ->
                        SecureChannel.connect(host, 7443, Loopback.client().build())),
                Reason.UNKNOWN_HOST,
                "no address is known for the host " + host + ": give a name alone: the port is the second argument");
    }

    /** The JDK takes it for this machine. */
    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void noHostIsRefused(String host) {
        assertThatThrownBy(() ->
                        SecureChannel.connect(host, 7443, Loopback.client().build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the host to connect to is empty");
    }

    @Test
    void anotherFailureToConnectKeepsItsWords() {
        var config = Loopback.client()
                .socketFactory(new Failing("Network is unreachable"))
                .build();
        assertTells(
                catchThrowable(() -> SecureChannel.connect("127.0.0.1", 7443, config)),
                Reason.CONNECT_FAILED,
                "the network does not lead there",
                "Tried 127.0.0.1 (Network is unreachable)");
    }

    /** As when it stood in the queue of a server that stops. */
    @Test
    void aResetBeforeTheConnectionIsAcceptedDoesNotBlameTheNetwork() {
        var config = Loopback.client()
                .socketFactory(new Failing("Connection reset by peer"))
                .build();
        var error = catchThrowable(() -> SecureChannel.connect("127.0.0.1", 7443, config));
        assertTells(
                error,
                Reason.CONNECT_FAILED,
                "has the server just stopped",
                "Tried 127.0.0.1 (Connection reset by peer)");
        assertThat(error).hasMessageNotContaining("does not lead there");
    }

    @Test
    void aNameThatIsNoneIsRefusedAndTheSocketClosed() throws Exception {
        try (var listening = Loopback.listen()) {
            var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            assertThatThrownBy(() -> SecureChannel.connect(
                            socket, "no..name", Loopback.client().build()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no..name");
            assertThat(socket.isClosed()).isTrue();
        }
    }

    @Test
    void aClosedSocketIsRefused() throws Exception {
        try (var listening = Loopback.listen()) {
            var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            socket.close();
            assertThatThrownBy(() -> SecureChannel.connect(
                            socket, "localhost", Loopback.client().build()))
                    .isInstanceOf(SecureChannelException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (var listening = Loopback.listen()) {
            var address = new InetSocketAddress(listening.getInetAddress(), listening.getLocalPort());
            assertThatThrownBy(() -> listenAt(address))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen at")
                    .hasMessageContaining(String.valueOf(listening.getLocalPort()))
                    .hasMessageContaining("in use");
        }
    }

    private static void listenAt(InetSocketAddress address) throws IOException {
        SecureChannelServer.listen(address, Loopback.server().build(), channel -> {})
                .close();
    }

    /** Connects until the system takes no more. */
    private static List<Socket> fill(ServerSocket listening) throws IOException {
        var waiting = new ArrayList<Socket>();
        while (waiting.size() < 100) {
            var socket = new Socket();
            try {
                socket.connect(listening.getLocalSocketAddress(), 200);
                waiting.add(socket);
            } catch (SocketTimeoutException e) {
                socket.close();
                return waiting;
            }
        }
        throw new IllegalStateException("the backlog has no end here");
    }

    /** Makes sockets that lead nowhere, each for the same reason. */
    private static final class Failing extends SocketFactory {

        private final String why;

        Failing(String why) {
            this.why = why;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(java.net.SocketAddress endpoint, int timeout) throws IOException {
                    throw new SocketException(why);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
