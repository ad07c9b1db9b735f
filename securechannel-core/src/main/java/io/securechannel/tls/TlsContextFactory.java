package io.securechannel.tls;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.jsse.JsseProvider;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsSettings.ClientCertificate;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * TLS set up once, for many connections. Most programs need {@link #forClient} and {@link #forServer}; what those
 * cannot say, {@link #clientBuilder} and {@link #serverBuilder} can. Safe for use by many threads. It never changes, but for
 * identities and trust that were given as {@link Live}: these are looked at before each handshake.
 *
 * <p>In force whatever else is chosen: TLS 1.3 (RFC 8446), with 1.2 only on request and then only ECDHE with AEAD; no
 * early data, no compression, no renegotiation; the server's name checked by this library itself (RFC 9525), on full and
 * on resumed handshakes alike. The provider is the JDK's own unless another is named: other jars on the class path change
 * nothing.
 *
 * <p>Who wants only this layer takes {@link #toSslContext()}. A session that such a program resumes is not checked again by
 * itself, unlike in a SecureChannel: {@link #verifyPeer} does that, or {@code withoutResumption()} makes it needless.
 */
public abstract sealed class TlsContextFactory {

    private static final SecurityListener DEFAULT_LISTENER =
            SecurityListener.all(SecurityListener.logging(), SecurityListener.flightRecorder());

    private final TlsSettings settings;
    private final JsseProvider provider;
    private final TlsStates states;
    private final SSLContext context;

    /** Who was told last: what the next engine finds belongs to the same log. */
    private volatile SecurityListener listener = DEFAULT_LISTENER;

    private TlsContextFactory(TlsSettings settings) {
        this.settings = settings;
        this.provider = settings.provider().implementation();
        this.states = new TlsStates(settings);
        this.context = new FactorySslContext(this, states.current().context().getProvider());
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
     * TLS for a client that shows no certificate.
     *
     * @param trust which servers to believe, as it is at the time of each handshake
     * @return the factory
     * @throws KeyMaterialException if it cannot be read now
     */
    public static Client forClient(Live<Trust> trust) throws KeyMaterialException {
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
     * TLS for a server that demands no certificate of its clients.
     *
     * @param identity the server's key and certificate chain, as they are at the time of each handshake
     * @return the factory
     * @throws KeyMaterialException if they cannot be read now
     */
    public static Server forServer(Live<Identity> identity) throws KeyMaterialException {
        return serverBuilder(identity).build();
    }

    /**
     * TLS for a client, in detail.
     *
     * @param trust which servers to believe
     * @return a builder
     */
    public static TlsClientBuilder clientBuilder(Trust trust) {
        return new TlsClientBuilder(TlsMaterial.fixed(trust));
    }

    /**
     * TLS for a client, in detail.
     *
     * @param trust which servers to believe, as it is at the time of each handshake
     * @return a builder
     * @throws KeyMaterialException if it cannot be read now
     */
    public static TlsClientBuilder clientBuilder(Live<Trust> trust) throws KeyMaterialException {
        return new TlsClientBuilder(TlsMaterial.live(trust));
    }

    /**
     * TLS for a server, in detail.
     *
     * @param identity the server's key and certificate chain
     * @return a builder
     */
    public static TlsServerBuilder serverBuilder(Identity identity) {
        return new TlsServerBuilder(TlsMaterial.fixed(identity));
    }

    /**
     * TLS for a server, in detail.
     *
     * @param identity the server's key and certificate chain, as they are at the time of each handshake
     * @return a builder
     * @throws KeyMaterialException if they cannot be read now
     */
    public static TlsServerBuilder serverBuilder(Live<Identity> identity) throws KeyMaterialException {
        return new TlsServerBuilder(TlsMaterial.live(identity));
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
            var parameters = sslParameters();
            parameters.setServerNames(name.serverName().map(List::of).orElseGet(List::of));
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
            var engine = newEngine(context -> context.createSSLEngine(name.toString(), port));
            engine.setUseClientMode(true);
            configure(engine, parameters);
            return engine;
        }

        /**
         * Checks the certificates of a server as a handshake would, without one: path, dates, use, pins, name, revocation.
         *
         * @param chain the server's certificate and those of its issuers, leaf first; not empty
         * @param host the name or address that the certificate must hold
         * @return the peer
         * @throws SecureChannelException that says why a server that shows these is refused
         * @throws IllegalArgumentException if the chain is empty, or the host is neither a name nor an address
         */
        public VerifiedPeer verify(List<X509Certificate> chain, String host) throws SecureChannelException {
            return verifyChain(chain, HostName.of(host));
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
            var parameters = sslParameters();
            parameters.setApplicationProtocols(applicationProtocols.toArray(String[]::new));
            var engine = newEngine(SSLContext::createSSLEngine);
            engine.setUseClientMode(false);
            configure(engine, parameters);
            return engine;
        }

        /**
         * Checks the certificates of a client as a handshake would, without one: path, dates, use, pins, revocation.
         *
         * @param chain the client's certificate and those of its issuers, leaf first; not empty
         * @return the peer
         * @throws SecureChannelException that says why a client that shows these is refused
         * @throws IllegalArgumentException if the chain is empty
         * @throws IllegalStateException if this server asks no client for a certificate
         */
        public VerifiedPeer verify(List<X509Certificate> chain) throws SecureChannelException {
            return verifyChain(chain, null);
        }
    }

    /**
     * {@return a context for code that takes one, such as an HttpsServer or an HttpClient} What it makes has the versions,
     * suites, groups and the demand for client certificates of this factory already, and what is live is looked at for every
     * engine and every client's socket. A server socket accepts with what held when it was made.
     *
     * @throws UnsupportedOperationException if there is a key log, or a post-quantum key exchange is required and the provider does not see to it
     *     by itself, as Bouncy Castle's and, before JDK 20, Conscrypt do not: then only SecureChannel does
     */
    public SSLContext toSslContext() {
        if (requiresPostQuantum() && !provider.refusesClassical()) {
            throw new UnsupportedOperationException("with " + provider.description()
                    + " a post-quantum key exchange can be required of a SecureChannel, not of an SSLContext");
        }
        if (settings.handshake().keyLog().isPresent()) {
            throw new UnsupportedOperationException("a key log is written for a SecureChannel, not for an SSLContext");
        }
        return context;
    }

    /**
     * {@return the versions, suites and the demand for client certificates, and the groups where parameters have them, as
     * parameters of their own} Programs such as HttpClient set them anew on what the context has made, so nothing may lack.
     */
    public SSLParameters sslParameters() {
        var parameters = settings.toParameters();
        provider.adjust(parameters, settings.handshake().groups());
        return parameters;
    }

    /**
     * Looks at live identities and trust, and at the dates of this side's certificates, unless that was done within the
     * reload interval. Every new engine does so by itself, and a SecureChannelServer once a minute; a program that makes
     * connections seldom and wants to hear in time of a certificate that expires may call it, too.
     *
     * @param listener hears of what was found, and of what new engines find until somebody else is given
     */
    public void refresh(SecurityListener listener) {
        this.listener = SecurityListener.all(listener);
        states.look(this.listener);
    }

    /**
     * Checks the peer of an engine whose handshake is finished: path, dates, use, pins, name, revocation. It must be called
     * after every handshake and before the first byte is used, because a resumed session brings no certificate along and a
     * provider may not ask. What is live counts as it is now, not as it was when the handshake began.
     *
     * @param engine an engine of this factory
     * @return the peer; without a chain for a client that showed none and need not
     * @throws SecureChannelException that says why the peer is refused
     */
    public VerifiedPeer verifyPeer(SSLEngine engine) throws SecureChannelException {
        var state = states.current();
        var verifier = state.verifier();
        var trustManager = state.trustManager();
        if (verifier == null || trustManager == null) {
            return VerifiedPeer.ANONYMOUS;
        }
        var chain = peerChain(engine);
        if (chain.isEmpty()) {
            if (settings.client() || settings.demands().clientCertificate() == ClientCertificate.REQUIRED) {
                throw new SecureChannelException(
                        settings.client() ? Reason.UNTRUSTED_CERTIFICATE : Reason.CLIENT_CERTIFICATE_MISSING,
                        "the peer showed no certificate, and one is required. Trust in force: " + verifier.trust());
            }
            return VerifiedPeer.ANONYMOUS;
        }
        var now = trustManager.verifiedNow(engine, chain);
        return now.isPresent()
                ? now.get()
                : verifier.verify(
                        chain,
                        settings.client() ? HostName.of(engine.getPeerHost()) : null,
                        StapledAnswers.of(engine.getSession()));
    }

    final VerifiedPeer verifyChain(List<X509Certificate> chain, @Nullable HostName host) throws SecureChannelException {
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate in the chain");
        }
        var verifier = states.current().verifier();
        if (verifier == null) {
            throw new IllegalStateException("this server asks no client for a certificate, and trusts nobody");
        }
        return verifier.verify(List.copyOf(chain), host);
    }

    /**
     * Exports keying material that both ends of a connection, and nobody else, can compute (RFC 8446, section 7.5).
     *
     * @param engine an engine of this factory with TLS 1.3, whose handshake is finished
     * @param label the exporter's label, ASCII
     * @param exporterContext the context, may be empty
     * @param length how many bytes, 1 to 8,160
     * @return the bytes
     * @throws UnsupportedOperationException where the provider has no exporter; the message says which has
     */
    public byte[] exportKeyingMaterial(SSLEngine engine, String label, byte[] exporterContext, int length) {
        if (!provider.canExportKeyingMaterial()) {
            throw new UnsupportedOperationException("the TLS provider " + provider.description()
                    + " has no exporter: the JDK's own has one from 25 on, TlsProvider.CONSCRYPT on every JDK");
        }
        try {
            return provider.exportKeyingMaterial(engine, label, exporterContext, length);
        } catch (SSLException e) {
            throw new UnsupportedOperationException(
                    "the TLS provider " + provider.description() + " exports nothing here: " + e.getMessage(), e);
        }
    }

    /**
     * Asks for new keys in both directions (RFC 8446, section 4.6.3); what the engine then wants to send carries the demand.
     *
     * @param engine an engine of this factory with TLS 1.3, whose handshake is finished
     * @return false if the provider cannot be asked
     * @throws SSLException if the engine has failed
     */
    public boolean updateKeys(SSLEngine engine) throws SSLException {
        return provider.updateKeys(engine);
    }

    /**
     * Writes the secrets of a handshake that is over, or has failed, to the file given to {@code insecureKeyLog}; without
     * one it does nothing.
     *
     * @param engine an engine of this factory
     * @param clientRandom the random of its ClientHello, 32 bytes, by which a reader finds them
     */
    public void logSecrets(SSLEngine engine, byte[] clientRandom) {
        settings.handshake().keyLog().ifPresent(log -> log.write(engine, clientRandom));
    }

    /**
     * {@return how many bytes of plaintext the provider puts into one record} One byte more makes a second record, which
     * costs as much again.
     *
     * @param version what was agreed on, {@code TLSv1.3} or {@code TLSv1.2}
     */
    public int fullRecord(String version) {
        return provider.fullRecord(version);
    }

    /** {@return who does the TLS} */
    public TlsProvider provider() {
        return settings.provider();
    }

    /** {@return whether a classical key exchange is refused} */
    public boolean requiresPostQuantum() {
        return settings.handshake().postQuantum();
    }

    /** {@return whether sessions are kept to be resumed} */
    public boolean resumesSessions() {
        return settings.sessions() > 0;
    }

    /** {@return the keys and certificates that this side shows now, if any} */
    public List<Identity> identities() {
        return states.current().identities();
    }

    /** {@return whom this side believes now; empty for a server that demands no certificates} */
    public Optional<Trust> trust() {
        return states.current().trust();
    }

    /** {@return in words, over several lines, what is in force and what a security review would say of it} */
    public String describe() {
        return new TlsDescription(settings, states.current()).text();
    }

    /** {@return the first line of {@link #describe()}} */
    @Override
    public String toString() {
        return describe().lines().findFirst().orElseThrow();
    }

    /** The context for the connection that begins now. */
    SSLContext context() {
        states.look(listener);
        return states.current().contextForOneConnection(null);
    }

    SSLEngine newEngine(Function<SSLContext, SSLEngine> creation) {
        states.look(listener);
        var keyLog = settings.handshake().keyLog();
        if (keyLog.isEmpty()) {
            return creation.apply(states.current().contextForOneConnection(null));
        }
        var secrets = new TlsKeyLog.Secrets();
        var engine = creation.apply(states.current().contextForOneConnection(secrets));
        keyLog.get().await(engine, secrets);
        return engine;
    }

    boolean client() {
        return settings.client();
    }

    void configure(SSLEngine engine, SSLParameters parameters) {
        provider.configure(engine, parameters, settings.handshake().groups());
    }

    void configure(SSLSocket socket) {
        provider.configure(socket, sslParameters(), settings.handshake().groups());
    }

    void configure(SSLServerSocket socket) {
        provider.configure(socket, sslParameters(), settings.handshake().groups());
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
