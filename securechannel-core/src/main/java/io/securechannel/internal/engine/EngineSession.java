package io.securechannel.internal.engine;

import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** What a handshake brought: who the peer is and what was agreed. */
public interface EngineSession {

    /** {@return what was agreed} */
    NegotiatedProtocol protocol();

    /** {@return the peer's chain, leaf first, checked; empty if the peer showed none} */
    List<X509Certificate> peerCertificates();

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
