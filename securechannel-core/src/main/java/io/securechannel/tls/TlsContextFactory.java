package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.CertificateVerifier.Use;
import io.securechannel.tls.TlsSettings.ClientCertificate;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS set up once, for many connections. Most programs need {@link #forClient} and {@link #forServer}; what those
 * cannot say, {@link #clientBuilder} and {@link #serverBuilder} can. Immutable and safe for use by many threads.
 *
 * <p>In force whatever else is chosen: TLS 1.3 (RFC 8446), with 1.2 only on request and then only ECDHE with AEAD; no
 * early data, no compression, no renegotiation; the server's name checked by this library itself (RFC 9525), on full and
 * on resumed handshakes alike. The provider is the JDK's own, by name: other jars on the class path change nothing.
 *
 * <p>Who wants only this layer takes {@link #toSslContext()} together with {@link #sslParameters()}: without the latter
 * the JDK's defaults for versions and suites apply, and a server demands no certificate of its clients. A session that such
 * a program resumes is not checked again by itself, unlike in a SecureChannel: {@link #verifyPeer} does that.
 */
public abstract sealed class TlsContextFactory {

    static final String PROVIDER = "SunJSSE";

    private final TlsSettings settings;
    private final @Nullable CertificateVerifier verifier;
    private final @Nullable VerifyingTrustManager trustManager;
    private final SSLContext context;

    private TlsContextFactory(TlsSettings settings) {
        this.settings = settings;
        var use = settings.client() ? Use.SERVER : Use.CLIENT;
        this.verifier = settings.trust()
                .map(trust -> new CertificateVerifier(trust, use, settings.clock()))
                .orElse(null);
        this.trustManager = verifier == null ? null : new VerifyingTrustManager(verifier, use);
        this.context = newContext();
    }

    /**
     * TLS for a client that shows no certificate.
     *
     * @param trust which servers to believe
     * @return the factory
     */
    public static Client forClient(Trust trust) {
        return clientBuilder(trust).build();
    }

    /**
     * TLS for a server that demands no certificate of its clients.
     *
     * @param identity the server's key and certificate chain
     * @return the factory
     */
    public static Server forServer(Identity identity) {
        return serverBuilder(identity).build();
    }

    /**
     * TLS for a client, in detail.
     *
     * @param trust which servers to believe
     * @return a builder
     */
    public static TlsClientBuilder clientBuilder(Trust trust) {
        return new TlsClientBuilder(trust);
    }

    /**
     * TLS for a server, in detail.
     *
     * @param identity the server's key and certificate chain
     * @return a builder
     */
    public static TlsServerBuilder serverBuilder(Identity identity) {
        return new TlsServerBuilder(identity);
    }

    /** The client's side of TLS. */
    public static final class Client extends TlsContextFactory {

        Client(TlsSettings settings) {
            super(settings);
        }

        /**
         * {@return an engine for one connection}
         *
         * @param host the name or address that the server's certificate must hold
         * @param port the port, used to find a session to resume
         * @param applicationProtocols offered by ALPN (RFC 7301), most wanted first; none if empty
         * @throws IllegalArgumentException if the host is neither a name nor an address
         */
        public SSLEngine newEngine(String host, int port, List<String> applicationProtocols) {
            var name = HostName.of(host);
            var engine = toSslContext().createSSLEngine(name.toString(), port);
            engine.setUseClientMode(true);
            var parameters = sslParameters();
            parameters.setServerNames(name.serverName().map(List::of).orElseGet(List::of));
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
            engine.setSSLParameters(parameters);
            return engine;
        }
    }

    /** The server's side of TLS. */
    public static final class Server extends TlsContextFactory {

        Server(TlsSettings settings) {
            super(settings);
        }

        /**
         * {@return an engine for one connection}
         *
         * @param applicationProtocols accepted by ALPN (RFC 7301), most wanted first; none if empty
         */
        public SSLEngine newEngine(List<String> applicationProtocols) {
            var engine = toSslContext().createSSLEngine();
            engine.setUseClientMode(false);
            var parameters = sslParameters();
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
            engine.setSSLParameters(parameters);
            return engine;
        }
    }

    /** {@return a context with these keys and this trust} Use it together with {@link #sslParameters()}. */
    public SSLContext toSslContext() {
        return context;
    }

    /** {@return the versions, suites, groups and the demand for client certificates, as parameters of their own} */
    public SSLParameters sslParameters() {
        return settings.toParameters();
    }

    /**
     * Checks the peer of an engine whose handshake is finished: path, dates, use, pins and name. It must be called after
     * every handshake and before the first byte is used, because a resumed session brings no certificate along and a
     * provider may not ask.
     *
     * @param engine an engine of this factory
     * @return the peer's chain, leaf first; empty for a client that showed none and need not
     * @throws SecureChannelException that says why the peer is refused
     */
    public List<X509Certificate> verifyPeer(SSLEngine engine) throws SecureChannelException {
        var chain = peerChain(engine);
        if (verifier == null || trustManager == null) {
            return List.of();
        }
        if (chain.isEmpty()) {
            if (settings.client() || settings.clientCertificate() == ClientCertificate.REQUIRED) {
                throw new SecureChannelException(
                        settings.client() ? Reason.UNTRUSTED_CERTIFICATE : Reason.CLIENT_CERTIFICATE_MISSING,
                        "the peer showed no certificate, and one is required. Trust in force: " + verifier.trust());
            }
            return chain;
        }
        if (!trustManager.verifiedNow(engine, chain)) {
            verifier.verify(chain, settings.client() ? HostName.of(engine.getPeerHost()) : null);
        }
        return chain;
    }

    /** {@return the key and the certificate that this side shows, if any} */
    public Optional<Identity> identity() {
        return settings.identity();
    }

    /** {@return whom this side believes; empty for a server that demands no certificates} */
    public Optional<Trust> trust() {
        return settings.trust();
    }

    /** {@return in words, over several lines, what is in force and what a security review would say of it} */
    public String describe() {
        return TlsDescription.of(settings);
    }

    /** {@return the first line of {@link #describe()}} */
    @Override
    public String toString() {
        return describe().lines().findFirst().orElseThrow();
    }

    private SSLContext newContext() {
        try {
            var fresh = SSLContext.getInstance("TLS", PROVIDER);
            fresh.init(
                    settings.identity()
                            .map(identity -> new KeyManager[] {new IdentityKeyManager(identity)})
                            .orElseGet(() -> new KeyManager[0]),
                    trustManager == null ? new TrustManager[0] : new TrustManager[] {trustManager},
                    null);
            return fresh;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "the JDK's TLS provider " + PROVIDER + " does not work here: " + e.getMessage(), e);
        }
    }

    private static List<X509Certificate> peerChain(SSLEngine engine) {
        Certificate[] shown;
        try {
            shown = engine.getSession().getPeerCertificates();
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return Arrays.stream(shown)
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .toList();
    }
}
