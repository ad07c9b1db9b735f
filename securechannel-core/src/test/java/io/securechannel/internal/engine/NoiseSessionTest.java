package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.engine.NoiseFixture.Kind;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.PeerKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a handshake over Noise says of the peer, and of what was agreed. */
@Timeout(20)
class NoiseSessionTest {

    private static final PeerKey OF_CLIENT = NoiseFixture.CLIENT_KEYS.publicKey();
    private static final PeerKey OF_SERVER = NoiseFixture.SERVER_KEYS.publicKey();

    @ParameterizedTest
    @EnumSource
    void theServerKnowsTheKeysThatAreShown(Kind kind) throws Exception {
        var session = NoiseFixture.postQuantum(kind).established().responder.session();
        switch (kind) {
            case IK, XX, IK_PSK2 -> assertThat(session.peerKey()).contains(OF_CLIENT);
            case NK, NX, NN_PSK0 -> assertThat(session.peerKey()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientKnowsTheKeysThatAreShown(Kind kind) throws Exception {
        var session = NoiseFixture.postQuantum(kind).established().initiator.session();
        if (kind == Kind.NN_PSK0) {
            assertThat(session.peerKey()).isEmpty();
        } else {
            assertThat(session.peerKey()).contains(OF_SERVER);
        }
    }

    /** Who asked for no trust has let nobody in, whatever key has been proved. */
    @ParameterizedTest
    @EnumSource
    void aKeyIsTrustedWhereATrustHasDecided(Kind kind) throws Exception {
        var pair = NoiseFixture.postQuantum(kind).established();
        assertThat(pair.responder.session().peerKeyTrusted()).isEqualTo(kind == Kind.IK || kind == Kind.XX);
        assertThat(pair.initiator.session().peerKeyTrusted()).isEqualTo(kind != Kind.NN_PSK0);
    }

    @ParameterizedTest
    @EnumSource
    void aSecretIsSharedWhereThereIsOne(Kind kind) throws Exception {
        var pair = NoiseFixture.postQuantum(kind).established();
        boolean shared = kind == Kind.NN_PSK0 || kind == Kind.IK_PSK2;
        assertThat(pair.initiator.session().sharesSecret()).isEqualTo(shared);
        assertThat(pair.responder.session().sharesSecret()).isEqualTo(shared);
    }

    @Test
    void bothEndsHaveTheBindingOfTheHandshakeAndNoneOfTls() throws Exception {
        var pair = NoiseFixture.postQuantum(Kind.IK).established();
        var binding = pair.initiator.session().channelBinding(ChannelBinding.Type.NOISE_HANDSHAKE_HASH);
        assertThat(binding)
                .isPresent()
                .isEqualTo(pair.responder.session().channelBinding(ChannelBinding.Type.NOISE_HANDSHAKE_HASH));
        assertThat(binding.orElseThrow().bytes()).hasSize(32);
        for (var none : List.of(ChannelBinding.Type.TLS_EXPORTER, ChannelBinding.Type.TLS_SERVER_END_POINT)) {
            assertThat(pair.initiator.session().channelBinding(none)).isEmpty();
        }
        var other = NoiseFixture.postQuantum(Kind.IK).established().initiator.session();
        assertThat(other.channelBinding(ChannelBinding.Type.NOISE_HANDSHAKE_HASH))
                .isNotEqualTo(binding);
    }

    @Test
    void bothEndsExportTheSame() throws Exception {
        var pair = NoiseFixture.postQuantum(Kind.IK).established();
        var context = new byte[] {1};
        var exported = pair.initiator.session().exportKeyingMaterial("EXPERIMENTAL one", context, 40);
        assertThat(exported)
                .hasSize(40)
                .isEqualTo(pair.responder.session().exportKeyingMaterial("EXPERIMENTAL one", context, 40))
                .isNotEqualTo(pair.responder.session().exportKeyingMaterial("EXPERIMENTAL two", context, 40));
    }

    @Test
    void whatWasAgreedHasTheNamesOfTheField() throws Exception {
        var hybrid = NoiseFixture.postQuantum(Kind.IK).established().initiator.session();
        assertThat(hybrid.protocol().group()).contains("25519+MLKEM768");
        assertThat(hybrid.protocol().postQuantumConfidentiality()).isTrue();
        assertThat(hybrid.protocol().applicationProtocol()).contains(NoiseFixture.LABEL);
        var classical = NoiseFixture.classical(Kind.IK).established().initiator.session();
        assertThat(classical.protocol().group()).contains("25519");
        assertThat(classical.protocol().postQuantumConfidentiality()).isFalse();
        for (var each : List.of(hybrid, classical)) {
            assertThat(each.protocol().version()).isEqualTo("Noise");
            assertThat(each.protocol().resumed()).isFalse();
            assertThat(each.peerCertificates()).isEmpty();
            assertThat(each.peerName()).isEmpty();
        }
    }

    @Test
    void withoutALabelNoneIsAgreedOn() throws Exception {
        var ends = NoiseFixture.postQuantum(Kind.NK);
        var pair = new EnginePair(
                NoiseEngine.client(NoiseSides.of(ends.client()), "server.test:1", List.of(), false),
                NoiseEngine.server(NoiseSides.of(ends.server()), "client.test:2", List.of(), false));
        pair.handshake(Integer.MAX_VALUE);
        assertThat(pair.initiator.session().protocol().applicationProtocol()).isEmpty();
        assertThat(pair.responder.session().protocol().applicationProtocol()).isEmpty();
    }
}
