package io.securechannel.internal.engine;

import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What a handshake brought: who the peer is and what was agreed. */
public interface EngineSession {

    /** {@return what was agreed} */
    NegotiatedProtocol protocol();

    /** {@return the peer's chain, leaf first, checked; empty if the peer showed none} */
    List<X509Certificate> peerCertificates();

    /** {@return the static key that the peer has proved to hold; empty over TLS, and where it has shown none} */
    default Optional<PeerKey> peerKey() {
        return Optional.empty();
    }

    /** {@return whether a trust of this side's has let that key in; where none was asked, anybody can have made it} */
    default boolean peerKeyTrusted() {
        return false;
    }

    /** {@return whether the peer has proved to hold a secret that this side holds as well} */
    default boolean sharesSecret() {
        return false;
    }

    /** {@return what the server's {@code peerName} function calls the peer} */
    Optional<String> peerName();

    /**
     * Returns the binding of this connection of a given type.
     *
     * @param type which
     * @return the binding; empty where this transport, provider or certificate has none of that type
     */
    Optional<ChannelBinding> channelBinding(ChannelBinding.Type type);

    /**
     * Exports keying material that both ends, and nobody else, can compute (RFC 8446, section 7.5).
     *
     * @param label the exporter's label, ASCII
     * @param context the context, may be empty
     * @param length how many bytes, from 1 to 8,160
     * @return the bytes
     * @throws UnsupportedOperationException where the provider has no exporter; the message says which has
     */
    byte[] exportKeyingMaterial(String label, byte[] context, int length);
}
