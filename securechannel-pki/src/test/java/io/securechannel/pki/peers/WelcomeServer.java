package io.securechannel.pki.peers;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.Framing;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our server at the loopback interface, in raw mode: whoever is let in is told so, and the connection ends. */
final class WelcomeServer implements AutoCloseable {

    static final String TEXT = "you are welcome";

    private final BlockingQueue<Reason> refusals = new LinkedBlockingQueue<>();
    private final SecureChannelServer server;

    private WelcomeServer(TlsContextFactory.Server tls) throws IOException {
        var config = ServerConfig.tls(tls)
                .framing(Framing.none())
                .listener(this::note)
                .build();
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = SecureChannelServer.listen(address, config, channel -> {
            channel.outputStream().write((TEXT + "\n").getBytes(StandardCharsets.US_ASCII));
            channel.closeOutput();
            channel.inputStream().readAllBytes();
        });
    }

    static WelcomeServer start(TlsContextFactory.Server tls) throws IOException {
        return new WelcomeServer(tls);
    }

    int port() {
        return server.port();
    }

    /** Waits for the next connection to be refused. */
    Reason refusal() throws InterruptedException {
        return refusals.poll(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        server.close();
    }

    private void note(SecurityEvent event) {
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            refusals.add(failed.error().reason());
        }
    }
}
