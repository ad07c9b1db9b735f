package io.securechannel.pki.peers;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Our server at the loopback interface, in raw mode: it gives back what comes. */
final class EchoServer implements AutoCloseable {

    private final SecureChannelServer server;

    private EchoServer(Identity identity) throws IOException {
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
                .framing(Framing.none())
                .build();
        server = SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                config,
                channel -> channel.inputStream().transferTo(channel.outputStream()));
    }

    static EchoServer start(Identity identity) throws IOException {
        return new EchoServer(identity);
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
    }
}
