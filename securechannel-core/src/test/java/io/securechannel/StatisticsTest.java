package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.auth.LoginPair;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.event.SecurityEvent;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of channels and servers. */
@Tag("verify")
@Timeout(30)
class StatisticsTest {

    @Test
    void thePhasesMakeUpTheHandshake() throws Exception {
        try (var pair = Loopback.pair()) {
            for (var channel : new SecureChannel[] {pair.client(), pair.server()}) {
                var figures = channel.statistics();
                var phases = figures.handshake();
                assertThat(phases.waiting()
                                .plus(phases.writing())
                                .plus(phases.checks())
                                .plus(phases.engine()))
                        .isEqualTo(figures.handshakeTime())
                        .isPositive();
                assertThat(phases.revocation()).isLessThanOrEqualTo(phases.checks());
            }
            var client = pair.client().statistics().handshake();
            assertThat(client.nameLookup()).isPositive();
            assertThat(client.connect()).isPositive();
            assertThat(client.checks()).isPositive();
            var server = pair.server().statistics().handshake();
            assertThat(server.nameLookup()).isZero();
            assertThat(server.connect()).isZero();
            assertThat(server.checks()).as("it asks for no certificate").isZero();
        }
    }

    @Test
    void recordsAndTimesFollowTheTraffic() throws Exception {
        for (boolean noise : new boolean[] {false, true}) {
            var client = noise ? ChannelPair.noiseClientConfig() : ChannelPair.clientConfig();
            var server = noise ? ChannelPair.noiseServerConfig() : ChannelPair.serverConfig();
            try (var pair = ChannelPair.over(SocketPair.inMemory(), client.build(), server.build())) {
                var before = pair.client().statistics();
                var begin = Instant.now();
                pair.client().sendText("one");
                assertThat(pair.server().receiveText()).contains("one");
                var after = pair.client().statistics();
                assertThat(after.records().sent()).isEqualTo(before.records().sent() + 1);
                assertThat(pair.server().statistics().records().received()).isGreaterThanOrEqualTo(1);
                // Generous: this asks for the right time of day, and not how quick the machine is.
                assertThat(after.activity().lastSent())
                        .isBetween(begin.minusSeconds(30), Instant.now().plusSeconds(30));
                assertThat(pair.server().statistics().activity().lastReceived())
                        .isBetween(begin.minusSeconds(30), Instant.now().plusSeconds(30));
                assertThat(after.activity().writeTime())
                        .isGreaterThan(before.activity().writeTime());
            }
        }
    }

    /** The thread may be held up between the two. */
    @Test
    void twoClocksAreReadAgainUntilTheyAgree() {
        var noon = Instant.parse("2026-11-22T12:00:00Z");
        var readings = new ArrayDeque<Long>(List.of(0L, 50_000_000L, 50_000_100L));
        var times = new ArrayDeque<Instant>(List.of(noon, noon.plusMillis(50)));
        var now = ChannelFigures.Now.read(times::remove, readings::remove);
        assertThat(now).isEqualTo(new ChannelFigures.Now(noon.plusMillis(50), 50_000_100));
        assertThat(now.timeOf(40_000_100)).isEqualTo(noon.plusMillis(40));
        var clock = new AtomicLong();
        assertThat(ChannelFigures.Now.read(() -> noon, () -> clock.getAndAdd(60_000_000_000L))
                        .time())
                .as("not for ever")
                .isEqualTo(noon);
    }

    @Test
    void figuresStayAfterTheEnd() throws Exception {
        var pair = Loopback.pair();
        pair.client().sendText("one");
        assertThat(pair.server().receiveText()).contains("one");
        pair.close();
        assertThat(pair.client().statistics().messagesSent()).isEqualTo(1);
        assertThat(pair.client().statistics().records().sent()).isPositive();
    }

    @Test
    void aServerCountsWhatComes() throws Exception {
        try (var users = CredentialStore.inMemory();
                var secret = LoginPair.secret("secret of ada")) {
            users.add(User.of("ada", ScramCredential.derive(secret, 1), Instant.now()));
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .insecureIterations(1)
                    .build();
            var config =
                    Loopback.server().requireLogin(verifier).maxConnections(1).handshakeTimeout(Duration.ofSeconds(20));
            var failing = new CountDownLatch(1);
            try (var server = SecureChannelServer.listen(Loopback.anyPort(), config.build(), channel -> {
                channel.receive();
                failing.countDown();
                throw new IllegalStateException("a bug");
            })) {
                assertThat(server.statistics()).isEqualTo(new ServerStatistics(0, 0, 0, 0, 0, 0, 0, 0));
                try (var channel = connect(server, "secret of ada")) {
                    assertThat(server.statistics().active()).isEqualTo(1);
                    assertRefused(server);
                    channel.sendText("go");
                    failing.await();
                    assertThat(catchThrowable(channel::receive)).isNotNull();
                }
                awaitNobody(server);
                assertThat(catchThrowable(() -> connect(server, "wrong").close()))
                        .isNotNull();
                awaitNobody(server);
                new Socket("localhost", server.port()).close();
                while (server.statistics().handshakesFailed() == 0) {
                    Thread.onSpinWait();
                }
                awaitNobody(server);
                assertThat(server.statistics()).isEqualTo(new ServerStatistics(3, 1, 2, 1, 1, 1, 1, 0));
            }
        }
    }

    /** The handshake was well: it was the login that the program's own code has broken. */
    @Test
    void aLoginThatTheProgramBreaksIsNoFailedHandshake() throws Exception {
        var ends = new ConcurrentLinkedQueue<String>();
        try (var users = CredentialStore.inMemory()) {
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .clock(() -> {
                        throw new IllegalStateException("the clock is broken");
                    })
                    .build();
            var config = Loopback.server().requireLogin(verifier).listener(event -> {
                if (event instanceof SecurityEvent.LoginFailed failed) {
                    ends.add(failed.error().reason().name());
                } else if (event instanceof SecurityEvent.Ended ended) {
                    ends.add(ended.how());
                }
            });
            try (var server = SecureChannelServer.listen(Loopback.anyPort(), config.build(), channel -> {})) {
                assertThat(catchThrowable(() -> connect(server, "secret of ada").close()))
                        .isNotNull();
                awaitNobody(server);
                assertThat(server.statistics()).isEqualTo(new ServerStatistics(1, 0, 1, 0, 0, 1, 0, 0));
            }
        }
        assertThat(ends).containsExactly("LOGIN_UNAVAILABLE", "the login failed in this side's own program");
    }

    private static SecureChannel connect(SecureChannelServer server, String password) throws Exception {
        return SecureChannel.connect(
                "localhost",
                server.port(),
                Loopback.client().login(LoginPair.password("ada", password)).build());
    }

    private static void assertRefused(SecureChannelServer server) throws Exception {
        try (var socket = new Socket("localhost", server.port())) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        while (server.statistics().refused() == 0) {
            Thread.onSpinWait();
        }
    }

    private static void awaitNobody(SecureChannelServer server) {
        while (server.connections() > 0) {
            Thread.onSpinWait();
        }
    }
}
