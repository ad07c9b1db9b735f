package io.securechannel.pki.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates of five seconds, renewed by themselves while several clients connect all the time, as fast as they can: each a whole
 * handshake, in which the certificate is verified, and none of them fails.
 */
@Tag("soak")
class RenewalSoak {

    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final Duration BEFORE = Duration.ofSeconds(3);
    private static final Duration HOW_LONG = Duration.ofSeconds(Integer.getInteger("securechannel.soak.seconds", 120));
    private static final int CLIENTS = 8;

    @TempDir
    Path directory;

    private final Set<BigInteger> seen = ConcurrentHashMap.newKeySet();
    private final AtomicLong connections = new AtomicLong();
    private final CopyOnWriteArrayList<Throwable> failures = new CopyOnWriteArrayList<>();

    @Test
    void noConnectionFails() throws Exception {
        var renewed = new CopyOnWriteArrayList<X509Certificate>();
        var listener = new RenewalListener() {
            @Override
            public void renewed(X509Certificate certificate) {
                renewed.add(certificate);
            }

            @Override
            public void failed(Exception why, Duration again) {
                failures.add(why);
            }
        };
        try (var pair = new RenewingPair(directory, RenewingPair.BOTH.withValidity(LIFETIME), LIFETIME);
                var server = server(pair)) {
            var renewer = AutoRenewer.builder(pair.keys, RenewingPair.ENTRY, pair::connect)
                    .before(BEFORE)
                    .listener(listener)
                    .start();
            try {
                connectAll(pair, server.port());
            } finally {
                renewer.close();
                System.out.println(HOW_LONG.toSeconds() + " s: " + connections + " connections by " + CLIENTS
                        + " clients, " + renewed.size() + " renewals, " + seen.size() + " certificates seen, "
                        + failures.size() + " failures");
            }
        }
        assertThat(failures).isEmpty();
        // No certificate lives for longer than its lifetime, and each client sees some of each.
        long least = HOW_LONG.dividedBy(LIFETIME);
        assertThat((long) renewed.size()).isGreaterThanOrEqualTo(least);
        assertThat((long) seen.size()).isGreaterThanOrEqualTo(least);
        assertThat(connections.get()).isGreaterThan(CLIENTS * HOW_LONG.toSeconds());
    }

    private void connectAll(RenewingPair pair, int port) throws Exception {
        var pool = Executors.newFixedThreadPool(CLIENTS);
        try {
            long end = System.nanoTime() + HOW_LONG.toNanos();
            var clients = new ArrayList<Callable<Void>>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(() -> connect(pair, port, end));
            }
            for (var each : pool.invokeAll(clients)) {
                each.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Without sessions, so that every connection is a whole handshake; one that fails is kept, and the next is made. */
    private Void connect(RenewingPair pair, int port, long end) {
        var tls = TlsContextFactory.clientBuilder(Trust.only(pair.authority.certificate()))
                .withoutResumption()
                .build();
        var config = ClientConfig.tls(tls).listener(event -> {}).build();
        while (System.nanoTime() - end < 0) {
            try (var channel = SecureChannel.connect("localhost", port, config)) {
                channel.sendText("hello");
                assertThat(channel.receiveText()).contains("hello");
                assertThat(channel.protocol().resumed()).isFalse();
                var certificate = channel.peer().certificate().orElseThrow();
                seen.add(certificate.getSerialNumber());
                connections.incrementAndGet();
            } catch (Exception | AssertionError e) {
                failures.add(e);
            }
        }
        return null;
    }

    private static SecureChannelServer server(RenewingPair pair) throws Exception {
        var tls = TlsContextFactory.serverBuilder(pair.keys.liveIdentity(RenewingPair.ENTRY))
                .reloadInterval(Duration.ofMillis(100))
                .build();
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(tls).listener(event -> {}).build(),
                channel -> channel.forEachMessage(channel::send));
    }
}
