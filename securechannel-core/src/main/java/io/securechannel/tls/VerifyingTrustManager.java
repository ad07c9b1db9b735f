package io.securechannel.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.jsse.HandshakeUnderWay;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Brings {@link CertificateVerifier} into a handshake. The name is checked whatever the caller's SSLParameters say: a
 * connection that does not know which host it asked for is refused.
 */
final class VerifyingTrustManager extends X509ExtendedTrustManager {

    private final CertificateVerifier verifier;
    private final Use use;

    /**
     * Which chain each full handshake has verified; a resumed one leaves no entry. By the handshake, or by the engine where somebody else
     * drives it: Conscrypt's are others here than there, and their peers are verified twice then.
     */
    private final Map<Object, VerifiedPeer> verified = Collections.synchronizedMap(new WeakHashMap<>());

    VerifyingTrustManager(CertificateVerifier verifier, Use use) {
        this.verifier = verifier;
        this.use = use;
    }

    /** {@return the peer, if its certificate was verified in this engine's own handshake, and so no session was resumed} */
    Optional<VerifiedPeer> verifiedNow(SSLEngine engine, List<X509Certificate> chain) {
        return Optional.ofNullable(verified.get(handshake(engine)))
                .filter(peer -> peer.certificateChain().equals(chain));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        var stapled = StapledAnswers.of(engine.getHandshakeSession());
        verified.put(handshake(engine), check(Use.SERVER, chain, engine.getPeerHost(), stapled));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        var session = socket instanceof SSLSocket tls ? tls.getHandshakeSession() : null;
        check(Use.SERVER, chain, session == null ? null : session.getPeerHost(), StapledAnswers.of(session));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(Use.SERVER, chain, null, List.of());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        verified.put(handshake(engine), check(Use.CLIENT, chain, null, List.of()));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(Use.CLIENT, chain, null, List.of());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(Use.CLIENT, chain, null, List.of());
    }

    /** A server names its private authorities to clients; the list of all public ones would help nobody. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return verifier.trust().systemAuthorities()
                ? new X509Certificate[0]
                : verifier.trust().authorities().toArray(X509Certificate[]::new);
    }

    private static Object handshake(SSLEngine engine) {
        return HandshakeUnderWay.current().<Object>map(each -> each).orElse(engine);
    }

    @CanIgnoreReturnValue
    private VerifiedPeer check(Use role, X509Certificate[] chain, @Nullable String host, List<byte[]> stapled)
            throws CertificateException {
        if (role != use) {
            throw new CertificateException("this trust is for the certificate of a " + use + ", not of a " + role);
        }
        if (role == Use.SERVER && host == null) {
            throw new CertificateException("the host that was asked for is not known, so the certificate's name cannot"
                    + " be checked: create the socket or engine with the host's name");
        }
        try {
            return verifier.verify(List.of(chain), host == null ? null : HostName.of(host), stapled);
        } catch (SecureChannelException | IllegalArgumentException e) {
            throw new CertificateException(e.getMessage(), e);
        }
    }
}
