package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How channels end, and what a hostile wire can do to them, between every pair of providers. */
@Tag("verify")
@Timeout(30)
class ProviderEndsTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());
    private static final int RECORD_HEADER = 5;

    /** One end is gone in most of these tests, and the other would wait for it. */
    private static final Duration CLOSE = Duration.ofMillis(50);

    static Stream<Arguments> pairs() {
        return ProviderPairsTest.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whoeverClosesThePeerSeesTheEndAndWhy(TlsProvider client, TlsProvider server) throws Exception {
        for (boolean byClient : new boolean[] {true, false}) {
            try (var pair = Loopback.pair(client(client).build(), server(server).build())) {
                var closing = byClient ? pair.client() : pair.server();
                var other = byClient ? pair.server() : pair.client();
                closing.sendText("the last");
                var closed = Loopback.start(() -> {
                    closing.close(new CloseReason(CloseReason.GOING_AWAY, "lunch"));
                    return true;
                });
                assertThat(other.receiveText()).contains("the last");
                assertThat(other.receive()).isEmpty();
                assertThat(other.closeReason()).contains(new CloseReason(CloseReason.GOING_AWAY, "lunch"));
                other.close();
                assertThat(Loopback.await(closed)).isTrue();
                Loopback.assertTells(catchThrowable(() -> other.sendText("too late")), Reason.CLOSED);
                Loopback.assertTells(catchThrowable(closing::receive), Reason.CLOSED);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void streamedMessagesCross(TlsProvider client, TlsProvider server) throws Exception {
        var content = new byte[700_000];
        new Random(1).nextBytes(content);
        try (var pair = Loopback.pair(client(client).build(), server(server).build())) {
            for (boolean toServer : new boolean[] {true, false}) {
                var from = toServer ? pair.client() : pair.server();
                var to = toServer ? pair.server() : pair.client();
                var received =
                        Loopback.start(() -> to.receiveStream().orElseThrow().readAllBytes());
                from.send(new ByteArrayInputStream(content));
                assertThat(Loopback.await(received)).isEqualTo(content);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aFlippedBitIsACorruptRecordAndDeliversNothing(TlsProvider client, TlsProvider server) throws Exception {
        for (boolean toClient : new boolean[] {true, false}) {
            for (int at : new int[] {RECORD_HEADER, RECORD_HEADER + 3, RECORD_HEADER + 20}) {
                // The header's own bytes may make another error of it: TamperTest flips them all.
                var error =
                        errorAfter(client, server, toClient, Delivery.asSent().flipping(at, at % 8));
                Loopback.assertTells(error, Reason.CORRUPT_RECORD, "failed its authentication");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aCutIsNoEnd(TlsProvider client, TlsProvider server) throws Exception {
        for (boolean toClient : new boolean[] {true, false}) {
            for (var cut : new Delivery[] {
                Delivery.asSent().finAt(0),
                Delivery.asSent().finAt(9),
                Delivery.asSent().resetAt(9)
            }) {
                Loopback.assertTells(errorAfter(client, server, toClient, cut), Reason.CONNECTION_CUT);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void anEndInTheHandshakeIsToldAsSuchAtBothEnds(TlsProvider client, TlsProvider server) throws Exception {
        try (var wire =
                HostileWire.inMemory(Delivery.asSent(), Delivery.asSent().finAt(40))) {
            var accepted = Loopback.start(() -> catchThrowable(
                    () -> SecureChannel.accept(wire.server(), server(server).build())));
            var error = catchThrowable(() -> SecureChannel.connect(
                    wire.client(), "localhost", client(client).build()));
            Loopback.assertTells(error, Reason.CONNECTION_CUT, "in the middle of the TLS handshake");
            // What the client says when it gives up is in clear, and its server is at the next keys already.
            assertThat(Loopback.await(accepted))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason())
                                    .as(e.getMessage())
                                    .isIn(Reason.CONNECTION_CUT, Reason.HANDSHAKE_FAILED))
                    .hasMessageContaining("in the middle of the TLS handshake");
        }
    }

    /** Where there is no half-close, what comes after it is an error: never an end that nobody has proved. */
    @ParameterizedTest
    @MethodSource("pairs")
    void oneDirectionGoesOnWhereBothEndsCan(TlsProvider client, TlsProvider server) throws Exception {
        try (var pair = Loopback.pair(
                client(client).framing(Framing.none()).build(),
                server(server).framing(Framing.none()).build())) {
            pair.client().outputStream().write(1);
            pair.client().outputStream().close();
            assertThat(pair.server().inputStream().readAllBytes()).containsExactly(1);
            var answered = Loopback.start(() -> catchThrowable(() -> {
                pair.server().outputStream().write(2);
                pair.server().outputStream().close();
            }));
            if (client.halfClose() && server.halfClose()) {
                assertThat(Loopback.await(answered)).isNull();
                assertThat(pair.client().inputStream().readAllBytes()).containsExactly(2);
            } else if (client.halfClose()) {
                Loopback.assertTells(Loopback.await(answered), Reason.CLOSED, "has no half-close");
            } else {
                Loopback.assertTells(
                        catchThrowable(() -> pair.client().inputStream().readAllBytes()),
                        Reason.CLOSED,
                        "has no half-close");
            }
        }
    }

    /** What the receiver of one message throws, when this happens to the records after the handshake. */
    private static Throwable errorAfter(TlsProvider client, TlsProvider server, boolean toClient, Delivery delivery)
            throws Exception {
        try (var wire = HostileWire.inMemory(Delivery.asSent(), Delivery.asSent())) {
            var accepted = Loopback.start(
                    () -> SecureChannel.accept(wire.server(), server(server).build()));
            var connected = SecureChannel.connect(
                    wire.client(), "localhost", client(client).build());
            try (var pair = new Loopback.Pair(connected, Loopback.await(accepted))) {
                var sender = toClient ? pair.server() : pair.client();
                var receiver = toClient ? pair.client() : pair.server();
                long sent = sender.statistics().networkBytesSent();
                if (toClient) {
                    wire.toClient(sent, delivery);
                } else {
                    wire.toServer(sent, delivery);
                }
                sender.send("a message of some length".getBytes(StandardCharsets.US_ASCII));
                return catchThrowable(receiver::receive);
            }
        }
    }

    private static ClientConfig.Builder client(TlsProvider provider) {
        return Loopback.client(TlsContextFactory.clientBuilder(TRUST)
                        .provider(provider)
                        .withoutResumption()
                        .build())
                .closeTimeout(CLOSE);
    }

    private static ServerConfig.Builder server(TlsProvider provider) {
        return Loopback.server(TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                        .provider(provider)
                        .withoutResumption()
                        .build())
                .closeTimeout(CLOSE);
    }
}
