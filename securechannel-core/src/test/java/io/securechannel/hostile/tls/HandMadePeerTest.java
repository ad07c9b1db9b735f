package io.securechannel.hostile.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.tls.Attack.OurSide;
import io.securechannel.hostile.tls.KeyExchange.Group;
import io.securechannel.testkit.SocketPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The hand-made peer means well here: what it says when it does is understood, so that the hostile tests prove something. */
@Timeout(30)
@ExtendWith(LeavesNoThreads.class)
class HandMadePeerTest {

    @ParameterizedTest
    @EnumSource
    void messagesCrossBothWays(OurSide ours) throws Exception {
        try (var attack = ours.attack().established()) {
            attack.peer().message("to our side".getBytes(UTF_8));
            attack.channel().sendText("from our side");
            var expected = TlsPeer.frame("from our side".getBytes(UTF_8));
            assertThat(attack.peer().readUntil(() -> attack.peer().dataReceived().length >= expected.length))
                    .isTrue();
            assertThat(attack.peer().dataReceived()).isEqualTo(expected);
            close(attack.peer());
            var outcome = attack.outcome();
            assertThat(outcome.messages()).containsExactly("to our side".getBytes(UTF_8));
            assertThat(outcome.error()).isEmpty();
            assertThat(attack.peer().alertsReceived()).contains(new Alert(Alert.WARNING, Alert.CLOSE_NOTIFY));
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsOfEitherGroupAreAccepted(Group group) throws Exception {
        var sockets = SocketPair.overLoopback();
        var peer = new ClientPeer(sockets.client(), group);
        try (var attack =
                new Attack(sockets, peer, () -> Attack.accept(sockets, Attack.Fixtures.server())).established()) {
            close(peer);
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @Test
    void aClientWithACertificateIsKnown() throws Exception {
        var sockets = SocketPair.inMemory();
        var peer = new ClientPeer(sockets.client(), Group.X25519).identity(Attack.Fixtures.CLIENT);
        try (var attack = new Attack(sockets, peer, () -> Attack.accept(sockets, Attack.Fixtures.demandingServer()))
                .established()) {
            assertThat(attack.channel().peer().toString()).contains("CN=client");
            close(peer);
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeInTinyFragmentsIsUnderstood(OurSide ours) throws Exception {
        try (var attack = ours.attack()) {
            attack.peer().fragment(7);
            attack.established();
            close(attack.peer());
            assertThat(attack.outcome().error()).isEmpty();
        }
    }

    static void close(TlsPeer peer) {
        peer.send(ContentType.APPLICATION_DATA, Messages.message(5, (byte) 0, (byte) 0)); // a CLOSE frame, code 0
        peer.alert(Alert.WARNING, Alert.CLOSE_NOTIFY);
    }
}
