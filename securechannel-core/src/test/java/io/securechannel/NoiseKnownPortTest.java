package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.NoiseEnds.Memory;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Set;
import javax.net.SocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers are known by the port that the client asked for, and not by that of a proxy, behind which all would be one. */
@Timeout(30)
class NoiseKnownPortTest {

    private static final int ASKED = 7443; // nothing listens there: the sockets lead elsewhere

    private final NoiseKeyPair server = NoiseKeyPair.generate();
    private final Memory memory = new Memory(Set.of(server.publicKey()));
    private final ClientConfig.Builder client =
            ClientConfig.noise(Trust.known(memory)).listener(event -> {});
    private SecureChannelServer listening;

    @BeforeEach
    void listen() throws Exception {
        var config = ServerConfig.noise(server).listener(event -> {}).build();
        listening = SecureChannelServer.listen(
                Loopback.anyPort(), config, channel -> channel.forEachMessage(channel::send));
    }

    @AfterEach
    void close() {
        listening.close();
        server.close();
    }

    @Test
    void throughAFactoryOfSocketsThatLeadElsewhere() throws Exception {
        var config = client.socketFactory(new Elsewhere(listening.port())).build();
        try (var channel = SecureChannel.connect("localhost", ASKED, config)) {
            assertEchoes(channel);
        }
        assertThat(memory.addresses()).isNotEmpty().allMatch("localhost:7443"::equals);
    }

    @Test
    void throughASocketWithAPortThatIsSaid() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
        try (var channel = SecureChannel.connect(socket, "chat.example", ASKED, client.build())) {
            assertEchoes(channel);
        }
        assertThat(memory.addresses()).isNotEmpty().allMatch("chat.example:7443"::equals);
    }

    @Test
    void aSocketAloneSaysItsOwnPort() throws Exception {
        var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
        try (var channel = SecureChannel.connect(socket, "chat.example", client.build())) {
            assertEchoes(channel);
        }
        assertThat(memory.addresses()).isNotEmpty().allMatch(("chat.example:" + listening.port())::equals);
    }

    private static void assertEchoes(SecureChannel channel) throws Exception {
        channel.sendText("hello");
        assertThat(channel.receiveText()).contains("hello");
    }

    /** Makes sockets that lead to one port, whatever they are asked for, as a proxy's do. */
    private static final class Elsewhere extends SocketFactory {

        private final int port;

        Elsewhere(int port) {
            this.port = port;
        }

        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress endpoint, int timeout) throws IOException {
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), timeout);
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
