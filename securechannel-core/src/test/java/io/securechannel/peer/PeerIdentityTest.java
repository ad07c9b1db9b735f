package io.securechannel.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.testkit.TestCa;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who a peer is, what was agreed with it, and what names the channel. */
@Tag("verify")
@Timeout(20)
class PeerIdentityTest {

    @Test
    void anAnonymousPeerHasAnAddressAndNothingElse() {
        var peer = PeerIdentity.anonymous("10.0.0.7:50000");
        assertThat(peer.address()).isEqualTo("10.0.0.7:50000");
        assertThat(peer.authenticated()).isFalse();
        assertThat(peer.certificate()).isEmpty();
        assertThat(peer.certificateChain()).isEmpty();
        assertThat(peer.host()).isEmpty();
        assertThat(peer).hasToString("an unauthenticated peer at 10.0.0.7:50000");
    }

    @Test
    void aCertifiedPeerHasItsChain() {
        var chain = TestCa.create("Root")
                .intermediate("Middle")
                .server("chat.example")
                .certificateChain();
        var peer = PeerIdentity.certified("chat.example:7443", "chat.example", chain);
        assertThat(peer.authenticated()).isTrue();
        assertThat(peer.certificate()).contains(chain.get(0));
        assertThat(peer.certificateChain()).isEqualTo(chain).isUnmodifiable();
        assertThat(peer.host()).contains("chat.example");
        assertThat(peer).hasToString("CN=chat.example at chat.example:7443");
        assertThat(PeerIdentity.certified("a:1", null, chain).host()).isEmpty();
    }

    @Test
    void aPeerOverNoiseHasItsKeyOrItsSecret() {
        var key = NoiseKeyPair.generate().publicKey();
        var peer = PeerIdentity.keyed("chat.example:7443", "chat.example", key, false);
        assertThat(peer.authenticated()).as("anybody can make a key").isFalse();
        assertThat(peer.keyTrusted()).isFalse();
        assertThat(peer.key()).contains(key);
        var letIn = peer.trustedByKey();
        assertThat(letIn.authenticated()).isTrue();
        assertThat(letIn.keyTrusted()).isTrue();
        assertThat(letIn.key()).contains(key);
        assertThat(letIn.host()).contains("chat.example");
        assertThat(peer.sharesSecret()).isFalse();
        assertThat(peer.certificate()).isEmpty();
        assertThat(peer.host()).contains("chat.example");
        assertThat(peer).hasToString("key " + key.shortFingerprint() + " at chat.example:7443");
        assertThat(PeerIdentity.keyed("a:1", null, key, true))
                .hasToString("key " + key.shortFingerprint() + " and the shared secret at a:1");
        var secretAlone = PeerIdentity.keyed("a:1", null, null, true);
        assertThat(secretAlone.authenticated()).isTrue();
        assertThat(secretAlone.key()).isEmpty();
        assertThat(secretAlone).hasToString("a holder of the shared secret at a:1");
        var nobody = PeerIdentity.keyed("a:1", null, null, false);
        assertThat(nobody.authenticated()).isFalse();
        assertThatThrownBy(nobody::trustedByKey)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no key");
        assertThat(nobody).hasToString("an unauthenticated peer at a:1");
        var login = new Login("ada", List.of("EXTERNAL"), Optional.empty(), Instant.EPOCH, Map.of());
        assertThat(letIn.named("ada").loggedIn(login).keyTrusted()).isTrue();
        assertThat(secretAlone.loggedIn(login)).hasToString("user ada, a holder of the shared secret at a:1");
    }

    @Test
    void aCertifiedPeerHasACertificate() {
        assertThatThrownBy(() -> PeerIdentity.certified("a:1", null, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBindingIsAValue() {
        var bytes = new byte[] {1, (byte) 0xAB};
        var binding = new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, bytes);
        bytes[0] = 9;
        binding.bytes()[0] = 9;
        assertThat(binding.bytes()).containsExactly(1, 0xAB);
        assertThat(binding)
                .isEqualTo(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[] {1, (byte) 0xAB}))
                .hasSameHashCodeAs(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[] {1, (byte) 0xAB}))
                .isNotEqualTo(new ChannelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT, binding.bytes()))
                .isNotEqualTo(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[] {1}))
                .isNotEqualTo("tls-exporter:01ab")
                .hasToString("tls-exporter:01ab");
    }

    @Test
    void whatWasAgreedReadsWell() {
        var plain = new NegotiatedProtocol(
                "TLSv1.3", "TLS_AES_256_GCM_SHA384", Optional.empty(), Optional.empty(), false, false);
        assertThat(plain).hasToString("TLSv1.3, TLS_AES_256_GCM_SHA384");
        var full = new NegotiatedProtocol(
                "TLSv1.3", "TLS_X", Optional.of("X25519MLKEM768"), Optional.of("securechannel/1"), true, true);
        assertThat(full)
                .hasToString(
                        "TLSv1.3, TLS_X, X25519MLKEM768 (post-quantum key exchange), ALPN securechannel/1, resumed");
        var noise = new NegotiatedProtocol(
                "Noise", "Noise_NN_X", Optional.of("25519"), Optional.of("securechannel/1"), false, false);
        assertThat(noise).hasToString("Noise, Noise_NN_X, 25519, label securechannel/1");
    }
}
