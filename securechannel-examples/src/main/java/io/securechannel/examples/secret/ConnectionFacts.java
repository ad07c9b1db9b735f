package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpsExchange;
import io.securechannel.tls.TlsContextFactory;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What protects one connection, as the JDK tells it.
 *
 * @param protocol for instance {@code TLSv1.3}
 * @param cipherSuite for instance {@code TLS_AES_256_GCM_SHA384}
 * @param postQuantum whether its key exchange withstands a quantum computer
 * @param server the certificate that the server has shown
 * @param client the certificate that the client has shown, if any
 */
record ConnectionFacts(
        String protocol,
        String cipherSuite,
        PostQuantum postQuantum,
        X509Certificate server,
        Optional<X509Certificate> client) {

    /** What is known of the key exchange; an {@link SSLSession} does not name its group. */
    enum PostQuantum {
        YES("yes: the server takes no other key exchange"),
        NO("no: the TLS of this Java has no post-quantum key exchange"),
        UNKNOWN("not known: the TLS of this Java has one, and does not tell whether this client took it");

        private final String words;

        PostQuantum(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }

        private static PostQuantum of(TlsContextFactory tls) {
            return tls.requiresPostQuantum() ? YES : tls.provider().postQuantum() ? UNKNOWN : NO;
        }
    }

    static ConnectionFacts of(HttpsExchange exchange, TlsContextFactory tls) {
        var session = exchange.getSSLSession();
        return new ConnectionFacts(
                session.getProtocol(),
                session.getCipherSuite(),
                PostQuantum.of(tls),
                // A resumed session shows no certificate; the factory has the one that it would have shown.
                first(session.getLocalCertificates())
                        .orElseGet(() -> tls.identities().get(0).certificate()),
                first(peer(session)));
    }

    private static Certificate @Nullable [] peer(SSLSession session) {
        try {
            return session.getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return null; // the client has shown none
        }
    }

    private static Optional<X509Certificate> first(Certificate @Nullable [] chain) {
        return chain != null && chain.length > 0 && chain[0] instanceof X509Certificate leaf
                ? Optional.of(leaf)
                : Optional.empty();
    }
}
