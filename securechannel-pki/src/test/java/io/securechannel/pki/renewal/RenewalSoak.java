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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of five seconds, renewed by themselves while connections are made all the time: none of which fails. */
@Tag("soak")
class RenewalSoak {

    private static final Duration LIFETIME = Duration.ofSeconds(5);
    private static final Duration HOW_LONG = Duration.ofSeconds(Integer.getInteger("securechannel.soak.seconds", 120));

    @TempDir
    Path directory;

    @Test
    void noConnectionFails() throws Exception {
        var renewed = new CopyOnWriteArrayList<X509Certificate>();
        var failed = new CopyOnWriteArrayList<Exception>();
        var listener = new RenewalListener() {
            @Override
            public void renewed(X509Certificate certificate) {
                renewed.add(certificate);
            }

            @Override
            public void failed(Exception why, Duration again) {
                failed.add(why);
            }
        };
        try (var pair = new RenewingPair(directory, RenewingPair.BOTH.withValidity(LIFETIME), LIFETIME);
                var server = server(pair)) {
            var renewer = AutoRenewer.builder(pair.keys, RenewingPair.ENTRY, pair::connect)
                    .before(Duration.ofSeconds(3))
                    .listener(listener)
                    .start();
            var seen = new HashSet<BigInteger>();
            int connections;
            try {
                connections = connect(pair, server.port(), seen);
            } finally {
                renewer.close();
                System.out.println(renewed.size() + " renewals, failures: " + failed);
            }
            System.out.println(connections + " connections, " + renewed.size() + " renewals, " + seen.size()
                    + " certificates seen");
            assertThat(failed).isEqualTo(List.of());
            assertThat((long) renewed.size()).isGreaterThan(HOW_LONG.dividedBy(LIFETIME));
            assertThat((long) seen.size()).isGreaterThan(HOW_LONG.dividedBy(LIFETIME));
        }
    }

    private static int connect(RenewingPair pair, int port, Set<BigInteger> seen) throws Exception {
        var tls = TlsContextFactory.clientBuilder(Trust.only(pair.authority.certificate()))
                .build();
        var config = ClientConfig.tls(tls).listener(event -> {}).build();
        int connections = 0;
        long start = System.nanoTime();
        while (System.nanoTime() - start < HOW_LONG.toNanos()) {
            try (var channel = SecureChannel.connect("localhost", port, config)) {
                channel.sendText("hello");
                assertThat(channel.receiveText()).contains("hello");
                seen.add(channel.peer().certificate().orElseThrow().getSerialNumber());
                connections++;
            }
        }
        return connections;
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
