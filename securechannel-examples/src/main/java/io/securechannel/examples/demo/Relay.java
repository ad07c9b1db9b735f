package io.securechannel.examples.demo;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A man in the middle with a certificate that the client believes: he ends TLS on both sides, reads what comes, and passes it
 * on unchanged.
 */
final class Relay implements Closeable {

    private static final String PROTOCOL = "securechannel/1";
    private static final int CHUNK = 16 << 10;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();
    private final SecureChannelServer listening;

    private Relay(Identity his, Trust trust, int target) throws IOException {
        var towardsServer = ClientConfig.tls(TlsContextFactory.forClient(trust))
                .framing(Framing.none())
                .applicationProtocols(PROTOCOL)
                .closeTimeout(SOON)
                .listener(event -> {})
                .build();
        var towardsClient = ServerConfig.tls(TlsContextFactory.forServer(his))
                .framing(Framing.none())
                .applicationProtocols(PROTOCOL)
                .closeTimeout(SOON)
                .listener(event -> {})
                .build();
        listening = SecureChannelServer.listen(Transfer.loopback(0), towardsClient, client -> {
            try (var server = SecureChannel.connect(Parties.HOST, target, towardsServer)) {
                var upwards = new Thread(() -> pass(client, server), "relay");
                upwards.start();
                pass(server, client);
                upwards.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    static Relay open(Identity his, Trust trust, int target) throws IOException {
        return new Relay(his, trust, target);
    }

    int port() {
        return listening.port();
    }

    /** {@return whether he could read this text} */
    boolean couldRead(String text) {
        lock.lock();
        try {
            return read.toString(StandardCharsets.ISO_8859_1).contains(text);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        listening.close();
    }

    private void pass(SecureChannel from, SecureChannel to) {
        var buffer = new byte[CHUNK];
        try {
            for (int count = from.inputStream().read(buffer);
                    count >= 0;
                    count = from.inputStream().read(buffer)) {
                note(buffer, count);
                to.outputStream().write(buffer, 0, count);
                to.outputStream().flush();
            }
            to.closeOutput();
        } catch (IOException e) {
            return; // one of the two has gone, and the other one goes with it
        }
    }

    private void note(byte[] bytes, int count) {
        lock.lock();
        try {
            read.write(bytes, 0, count);
        } finally {
            lock.unlock();
        }
    }
}
