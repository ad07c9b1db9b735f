package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.VerifiedPeer;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** What a TLS handshake brought. */
final class TlsSession implements EngineSession {

    private static final String VERSION_1_3 = "TLSv1.3";
    private static final String BINDING_LABEL = "EXPORTER-Channel-Binding";
    private static final int BINDING_LENGTH = 32;

    private final SSLEngine engine;
    private final TlsContextFactory factory;
    private final NegotiatedProtocol protocol;
    private final VerifiedPeer peer;
    private final Optional<X509Certificate> serverCertificate;

    private TlsSession(
            SSLEngine engine,
            TlsContextFactory factory,
            NegotiatedProtocol protocol,
            VerifiedPeer peer,
            Optional<X509Certificate> serverCertificate) {
        this.engine = engine;
        this.factory = factory;
        this.protocol = protocol;
        this.peer = peer;
        this.serverCertificate = serverCertificate;
    }

    /**
     * The session of a handshake that has come to its end, whose peer is verified here.
     *
     * @param serverHello what was seen of it
     * @param clientHello what was seen of it
     * @throws SecureChannelException if the peer is refused
     */
    static TlsSession of(
            SSLEngine engine, TlsContextFactory factory, @Nullable TlsHello serverHello, @Nullable TlsHello clientHello)
            throws SecureChannelException {
        var peer = factory.verifyPeer(engine);
        var session = engine.getSession();
        var group = Optional.ofNullable(serverHello).flatMap(TlsHello::chosenGroup);
        var agreed = Optional.ofNullable(engine.getApplicationProtocol()).filter(name -> !name.isEmpty());
        var protocol = new NegotiatedProtocol(
                session.getProtocol(),
                session.getCipherSuite(),
                group.map(TlsGroup::name),
                agreed,
                group.filter(TlsGroup::postQuantum).isPresent(),
                resumed(session, serverHello, clientHello));
        return new TlsSession(
                engine,
                factory,
                protocol,
                peer,
                engine.getUseClientMode() ? peer.certificateChain().stream().findFirst() : local(session));
    }

    @Override
    public NegotiatedProtocol protocol() {
        return protocol;
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return peer.certificateChain();
    }

    @Override
    public Optional<String> peerName() {
        return peer.name();
    }

    @Override
    public Optional<ChannelBinding> channelBinding(ChannelBinding.Type type) {
        return switch (type) {
            case TLS_EXPORTER ->
                canExport()
                        ? Optional.of(new ChannelBinding(
                                type, exportKeyingMaterial(BINDING_LABEL, new byte[0], BINDING_LENGTH)))
                        : Optional.empty();
            case TLS_SERVER_END_POINT ->
                serverCertificate.flatMap(TlsServerEndPoint::of).map(hash -> new ChannelBinding(type, hash));
            case NOISE_HANDSHAKE_HASH -> Optional.empty();
        };
    }

    @Override
    public byte[] exportKeyingMaterial(String label, byte[] context, int length) {
        if (!protocol.version().equals(VERSION_1_3)) {
            throw new UnsupportedOperationException(
                    "keying material is exported from TLS 1.3 alone, and this is " + protocol.version());
        }
        return factory.exportKeyingMaterial(engine, label, context, length);
    }

    private boolean canExport() {
        return protocol.version().equals(VERSION_1_3) && factory.provider().exporter();
    }

    /** TLS 1.3: the server took a pre-shared key. TLS 1.2: it repeated the session id that the client had sent. */
    private static boolean resumed(SSLSession session, @Nullable TlsHello serverHello, @Nullable TlsHello clientHello) {
        if (serverHello == null) {
            return false;
        }
        return session.getProtocol().equals(VERSION_1_3)
                ? serverHello.preSharedKey()
                : clientHello != null
                        && !clientHello.sessionId().isEmpty()
                        && clientHello.sessionId().equals(serverHello.sessionId());
    }

    private static Optional<X509Certificate> local(SSLSession session) {
        Certificate[] own = session.getLocalCertificates();
        return own != null && own.length > 0 && own[0] instanceof X509Certificate leaf
                ? Optional.of(leaf)
                : Optional.empty();
    }
}
