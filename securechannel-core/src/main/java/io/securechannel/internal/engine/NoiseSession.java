package io.securechannel.internal.engine;

import io.securechannel.noise.NoiseTransport;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What a Noise handshake brought. */
final class NoiseSession implements EngineSession {

    private final NoiseTransport transport;
    private final NegotiatedProtocol protocol;
    private final Proofs proofs;

    /**
     * What a handshake that is over says beside its transport.
     *
     * @param checksKeys whether a trust of this side's has decided about a key that was proved
     * @param sharesSecret whether both ends hold a secret
     */
    record Proofs(boolean checksKeys, boolean sharesSecret) {}

    NoiseSession(NoiseTransport transport, NoisePreamble preamble, Proofs proofs) {
        this.transport = transport;
        this.proofs = proofs;
        boolean postQuantum = preamble.protocolName().contains("+MLKEM768_");
        this.protocol = new NegotiatedProtocol(
                "Noise",
                preamble.protocolName(),
                Optional.of(postQuantum ? "25519+MLKEM768" : "25519"),
                Optional.of(preamble.label()).filter(label -> !label.isEmpty()),
                postQuantum,
                false);
    }

    @Override
    public NegotiatedProtocol protocol() {
        return protocol;
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return List.of();
    }

    @Override
    public Optional<PeerKey> peerKey() {
        return transport.provedPeer().map(key -> key);
    }

    @Override
    public boolean peerKeyTrusted() {
        return proofs.checksKeys() && transport.provedPeer().isPresent();
    }

    @Override
    public boolean sharesSecret() {
        return proofs.sharesSecret();
    }

    @Override
    public Optional<String> peerName() {
        return Optional.empty();
    }

    @Override
    public Optional<ChannelBinding> channelBinding(ChannelBinding.Type type) {
        return type == ChannelBinding.Type.NOISE_HANDSHAKE_HASH
                ? Optional.of(new ChannelBinding(type, transport.handshakeHash()))
                : Optional.empty();
    }

    @Override
    public byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        return transport.exportKeyingMaterial(label, context, length);
    }
}
