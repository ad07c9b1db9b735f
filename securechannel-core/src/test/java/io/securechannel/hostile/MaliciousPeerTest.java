package io.securechannel.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import io.securechannel.testkit.SocketPair;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A peer that has finished its handshake, and then means ill. */
@Timeout(30)
@ExtendWith(LeavesNoThreads.class)
class MaliciousPeerTest {

    /** What it speaks. */
    enum Transport {
        TLS,
        NOISE;

        ClientConfig.Builder client() {
            return this == TLS ? ChannelPair.clientConfig() : ChannelPair.noiseClientConfig();
        }

        ServerConfig.Builder server() {
            return this == TLS ? ChannelPair.serverConfig() : ChannelPair.noiseServerConfig();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bytesOfARecordThatNeverEndsAreNoSignOfLife(Transport transport) throws Exception {
        MoreTime.unlessQuick(Duration.ofMillis(150), idle -> neverEnds(transport, idle));
    }

    private static void neverEnds(Transport transport, Duration idle) throws Exception {
        var config = transport.server().idleTimeout(idle);
        try (var wire = HostileWire.inMemory(Delivery.asSent(), Delivery.asSent())) {
            var accepting = Task.start(() -> SecureChannel.accept(wire.server(), config.build()));
            try (var client = SecureChannel.connect(
                            wire.client(), ChannelPair.HOST, transport.client().build());
                    var server = accepting.result()) {
                client.sendText("whole");
                assertThat(server.receiveText()).contains("whole");
                wire.toServer(
                        client.statistics().networkBytesSent(),
                        Delivery.asSent().dripping(idle.dividedBy(8)));
                client.send(new byte[10_000]);
                assertThat(reason(server::receive)).isEqualTo(Reason.IDLE_TIMEOUT);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesPassThroughAFloodOfPings(Transport transport) throws Exception {
        try (var pair = ChannelPair.over(
                SocketPair.inMemory(),
                transport.client().build(),
                transport.server().build())) {
            int before = 1_000;
            for (int i = 0; i < before; i++) {
                pair.client().ping();
            }
            pair.client().sendText("after the pings");
            assertThat(pair.server().receiveText()).contains("after the pings");
            pair.server().sendText("still well");
            assertThat(pair.client().receiveText()).contains("still well");
            assertThat(pair.client().statistics().roundTrip()).isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aStreamThatWasCutTellsTheNextReceiveWhy(Transport transport) throws Exception {
        try (var wire = HostileWire.inMemory(Delivery.asSent(), Delivery.asSent())) {
            var accepting = Task.start(
                    () -> SecureChannel.accept(wire.server(), transport.server().build()));
            try (var client = SecureChannel.connect(
                            wire.client(), ChannelPair.HOST, transport.client().build());
                    var server = accepting.result()) {
                wire.toServer(
                        client.statistics().networkBytesSent(),
                        Delivery.asSent().finAt(80_000)); // behind two records over Noise, which are the longest here
                var sending = Task.run(() -> client.send(new byte[100_000]));
                var stream = server.receiveStream().orElseThrow();
                var buffer = new byte[1_000];
                assertThat(reason(() -> {
                            while (stream.read(buffer) >= 0) {
                                // until the cut
                            }
                        }))
                        .isEqualTo(Reason.CONNECTION_CUT);
                assertThat(reason(server::receive)).isIn(Reason.CONNECTION_CUT, Reason.CLOSED);
                Task.awaitThat("the sender ends", sending::done);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void closingAnEndlessStreamEndsTheChannelInsteadOfReadingForEver(Transport transport) throws Exception {
        try (var pair = ChannelPair.over(
                SocketPair.inMemory(),
                transport.client().build(),
                transport.server().build())) {
            var sending = Task.run(() -> {
                try (var endless = pair.client().openMessage()) {
                    while (true) {
                        endless.write(new byte[60_000]);
                    }
                }
            });
            var stream = pair.server().receiveStream().orElseThrow();
            assertThat(stream.read()).isZero();
            assertThat(reason(stream::close)).isEqualTo(Reason.MESSAGE_TOO_LARGE);
            assertThat(pair.server().isOpen()).isFalse();
            Task.awaitThat("the sender ends", sending::done);
        }
    }

    private interface Action {
        void run() throws IOException;
    }

    private static Reason reason(Action action) {
        return catchThrowableOfType(SecureChannelException.class, action::run).reason();
    }
}
