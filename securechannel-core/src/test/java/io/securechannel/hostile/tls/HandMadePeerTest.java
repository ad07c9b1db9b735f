package io.securechannel.hostile.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.tls.KeyExchange.Group;
import io.securechannel.testkit.SocketPair;
import io.securechannel.tls.TlsProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The hand-made peer means well here: what it says is understood, so that the hostile tests prove something. */
@Timeout(30)
@ExtendWith(LeavesNoThreads.class)
class HandMadePeerTest {

    static Stream<Target> all() {
        return Target.all();
    }

    static Stream<Target> servers() {
        return Target.servers();
    }

    static Stream<Target> clients() {
        return Target.clients();
    }

    @ParameterizedTest
    @MethodSource("all")
    void messagesCrossBothWays(Target target) throws Exception {
        try (var attack = target.attack().established()) {
            var peer = attack.peer();
            peer.message("to our side".getBytes(UTF_8));
            attack.channel().sendText("from our side");
            var expected = TlsPeer.frame("from our side".getBytes(UTF_8));
            assertThat(peer.readUntil(() -> peer.dataReceived().length >= expected.length))
                    .isTrue();
            assertThat(peer.dataReceived()).isEqualTo(expected);
            peer.end();
            var outcome = attack.outcome();
            assertThat(outcome.messages()).containsExactly("to our side".getBytes(UTF_8));
            assertThat(outcome.error()).isEmpty();
            assertThat(peer.alertsReceived()).contains(new Alert(Alert.WARNING, Alert.CLOSE_NOTIFY));
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsOfEitherGroupAreAcceptedOverLoopback(Group group) throws Exception {
        var target = new Target(Target.Side.SERVER, TlsProvider.JDK);
        try (var attack =
                target.attackByClient(SocketPair.overLoopback(), group).established()) {
            attack.peer().end();
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aClientWithACertificateIsKnown(Target target) throws Exception {
        try (var attack = target.attackOnDemandingServer(true).established()) {
            assertThat(attack.channel().peer().toString()).contains("CN=client");
            attack.peer().end();
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aServerThatAsksForACertificateGetsAnEmptyList(Target target) throws Exception {
        try (var attack = target.attackByAskingServer().established()) {
            attack.peer().end();
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void aHandshakeInTinyFragmentsIsUnderstood(Target target) throws Exception {
        try (var attack = target.attack()) {
            attack.peer().fragment(7);
            attack.established().peer().end();
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void keyUpdatesOfThePeerAreFollowed(Target target) throws Exception {
        try (var attack = target.attack().established()) {
            for (int i = 0; i < 5; i++) {
                attack.peer().keyUpdate(false);
                attack.peer().message((byte) i);
            }
            attack.peer().end();
            var outcome = attack.outcome();
            assertThat(outcome.error()).isEmpty();
            assertThat(outcome.messages()).hasSize(5);
            assertThat(attack.peer().keyUpdatesReceived()).isZero();
        }
    }

    /** RFC 8446, section 4.6.3: before the next record of the application; Conscrypt and Bouncy Castle wait until then. */
    @ParameterizedTest
    @MethodSource("all")
    void aKeyUpdateThatIsAskedForComesBeforeTheNextMessage(Target target) throws Exception {
        try (var attack = target.attack().established()) {
            var peer = attack.peer();
            peer.keyUpdate(true);
            peer.message((byte) 1);
            attack.awaitMessages(1);
            attack.channel().sendText("under new keys");
            assertThat(peer.readUntil(() -> peer.dataReceived().length > 0)).isTrue();
            assertThat(peer.keyUpdatesReceived()).isEqualTo(1);
            assertThat(peer.keyUpdatesRequested()).isZero();
            assertThat(peer.dataReceived()).isEqualTo(TlsPeer.frame("under new keys".getBytes(UTF_8)));
            peer.end();
            assertThat(attack.outcome().error()).isEmpty();
        }
    }
}
