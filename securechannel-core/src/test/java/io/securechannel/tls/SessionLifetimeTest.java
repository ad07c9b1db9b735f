package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.ClientConfig;
import io.securechannel.Loopback;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server's limit on the life of sessions holds against clients that keep them longer. */
@Tag("verify")
@Timeout(20)
class SessionLifetimeTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());

    @ParameterizedTest
    @EnumSource(names = "BOUNCY_CASTLE", mode = EnumSource.Mode.EXCLUDE)
    void aSessionEndsAtTheServer(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).isTrue();
        var later = new AtomicReference<>(Duration.ZERO);
        var server = Loopback.server(TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                        .provider(provider)
                        .resumption(100, Duration.ofMinutes(5))
                        .clock(() -> Instant.now().plus(later.get()))
                        .build())
                .build();
        for (var each : new TlsProvider[] {TlsProvider.JDK, TlsProvider.CONSCRYPT}) {
            var client = Loopback.client(TlsContextFactory.clientBuilder(TRUST)
                            .provider(each)
                            .build())
                    .build();
            try (var listening = Loopback.listen()) {
                assertThat(resumed(client, server, listening)).isFalse();
                assertThat(resumed(client, server, listening)).isTrue();
                later.updateAndGet(before -> before.plus(Duration.ofMinutes(6)));
                assertThat(resumed(client, server, listening)).isFalse();
            }
        }
    }

    private static boolean resumed(ClientConfig client, ServerConfig server, ServerSocket listening) throws Exception {
        try (var pair = Loopback.pair(client, server, listening)) {
            pair.server().send(new byte[] {1});
            assertThat(pair.client().receive()).isPresent();
            return pair.server().protocol().resumed();
        }
    }

    @Test
    void bouncyCastlesServerSocketTakesNoOtherGroups() throws Exception {
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(TlsProvider.BOUNCY_CASTLE)
                .groups("secp521r1")
                .build();
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(TlsProvider.BOUNCY_CASTLE)
                .groups("x25519", "secp256r1")
                .build();
        var sockets = server.toSslContext().getServerSocketFactory();
        SSLServerSocket listening;
        try {
            listening = (SSLServerSocket) sockets.createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (UnsupportedOperationException e) {
            return; // the provider cannot do it, and says so
        }
        assertThat(ServerSocketsTest.talk(listening, client)).isNotNull();
    }
}
