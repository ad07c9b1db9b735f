package io.securechannel.examples.secret;

import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsServerBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** A server at the loopback interface, and what its clients need. */
final class Fixture implements AutoCloseable {

    static final String SECRET = "meet me at nine, \u00fcbermorgen\n";

    static final CertificateAuthority CA = CertificateAuthority.create("Secret Test CA");
    static final Identity SERVER = issue(CertificateProfile.tlsServer("localhost", "127.0.0.1", "::1"));
    static final Identity ADA = issue(CertificateProfile.tlsClient("ada"));

    private static final TlsContextFactory.Client ANYBODY = TlsContextFactory.forClient(Trust.only(CA.certificate()));

    private static final String TOKENS = "secret-server";

    final List<String> log = new CopyOnWriteArrayList<>();
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    final TokenIssuer issuer = TokenIssuer.builder(TOKENS).clock(now::get).build();

    private final Site site;

    private Fixture(Consumer<TlsServerBuilder> settings, boolean certificates, boolean tokens, boolean hsts)
            throws IOException {
        this(SERVER, settings, certificates, tokens, hsts);
    }

    private Fixture(
            Identity identity, Consumer<TlsServerBuilder> settings, boolean certificates, boolean tokens, boolean hsts)
            throws IOException {
        var builder = TlsContextFactory.serverBuilder(identity).clock(now::get);
        settings.accept(builder);
        var tls = builder.build();
        Optional<TokenVerifier> verifier = tokens ? Optional.of(issuer.verifier(TOKENS)) : Optional.empty();
        var handler = new SecretHandler(
                new SecretSettings(SECRET.getBytes(StandardCharsets.UTF_8), hsts),
                tls,
                new Gate(tls, certificates, verifier),
                log::add);
        site = Site.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), tls, handler);
    }

    static Fixture open() throws IOException {
        return new Fixture(tls -> {}, false, false, false);
    }

    static Fixture strict() throws IOException {
        return new Fixture(tls -> {}, false, false, true);
    }

    static Fixture with(Identity identity) throws IOException {
        return new Fixture(identity, tls -> {}, false, false, false);
    }

    static Fixture requestingCertificates(boolean tokens) throws IOException {
        return new Fixture(
                tls -> tls.requestClientCertificate(Trust.only(CA.certificate()))
                        .withoutResumption(),
                true,
                tokens,
                false);
    }

    static Fixture requiringCertificates() throws IOException {
        return new Fixture(
                tls -> tls.requireClientCertificate(Trust.only(CA.certificate()))
                        .withoutResumption(),
                true,
                false,
                false);
    }

    static Fixture requiringTokens() throws IOException {
        return new Fixture(tls -> {}, false, true, false);
    }

    int port() {
        return site.port();
    }

    String url(String path) {
        return "https://localhost:" + port() + path;
    }

    /** A token of this server for an hour. */
    String token(String user) {
        return issuer.issue(TokenRequest.of(user, TOKENS, Duration.ofHours(1)));
    }

    RawClient connect() throws IOException {
        return RawClient.connect(port(), ANYBODY);
    }

    RawClient connectAs(Identity identity) throws IOException {
        return RawClient.connect(
                port(),
                TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                        .identity(identity)
                        .build());
    }

    @Override
    public void close() {
        site.close();
        issuer.close();
    }

    private static Identity issue(CertificateProfile profile) {
        try {
            return CA.issue(profile);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
