package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.tls.TlsContextFactory;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** What must hold at the end of every handshake, also of a resumed one, before the first byte reaches anybody. */
final class TlsHandshakeEnd {

    private TlsHandshakeEnd() {}

    static TlsSession check(
            SSLEngine engine,
            TlsContextFactory factory,
            List<String> applicationProtocols,
            Optional<TlsHello> peerHello,
            Optional<TlsHello> ownHello)
            throws SecureChannelException {
        requireEncryption(engine);
        var agreed = engine.getApplicationProtocol();
        if (!applicationProtocols.isEmpty() && (agreed == null || !applicationProtocols.contains(agreed))) {
            throw new TlsErrors(factory, engine, applicationProtocols).noApplicationProtocol(peerHello, null);
        }
        boolean client = engine.getUseClientMode();
        var serverHello = client ? peerHello : ownHello;
        var session =
                TlsSession.of(engine, factory, serverHello.orElse(null), (client ? ownHello : peerHello).orElse(null));
        if (factory.requiresPostQuantum() && !session.protocol().postQuantumConfidentiality()) {
            throw TlsErrors.notPostQuantum(session.protocol());
        }
        return session;
    }

    /**
     * What is wrong with the groups of a hello where a post-quantum key exchange is required. It is known before a client shows
     * its certificate, and before a server gives a client cause to believe that all is well; {@link #check} asks again.
     */
    static Optional<SecureChannelException> refusal(TlsContextFactory factory, Optional<TlsHello> peerHello) {
        return peerHello
                .filter(hello -> factory.requiresPostQuantum() && hello.classical())
                .map(hello -> TlsErrors.notPostQuantum(hello, null));
    }

    /** No provider ends a handshake like this; if one did, nothing after it would be protected. */
    private static void requireEncryption(SSLEngine engine) throws SecureChannelException {
        var suite = engine.getSession().getCipherSuite();
        if (engine.isInboundDone() || engine.isOutboundDone() || suite.contains("_NULL_") || suite.contains("_anon_")) {
            throw new SecureChannelException(
                    Reason.HANDSHAKE_FAILED, "the TLS handshake ended without an encrypted session (" + suite + ")");
        }
    }
}
