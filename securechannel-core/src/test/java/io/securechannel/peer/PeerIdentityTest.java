package io.securechannel.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.testkit.TestCa;
import java.util.List;
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
    }
}
