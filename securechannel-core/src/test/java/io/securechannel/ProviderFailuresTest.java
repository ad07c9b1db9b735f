package io.securechannel;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.assertTells;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import io.securechannel.tls.TlsServerBuilder;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A handshake that fails has the same reason at both ends, whoever does the TLS at either. */
@Tag("verify")
@Timeout(20)
class ProviderFailuresTest {

    private static final Trust TRUST = Trust.only(CA.certificate());
    private static final Instant NOW = Instant.now();

    /** Ends channels that come about where a test expects none. */
    private static final Duration SOON = Duration.ofSeconds(2);

    static Stream<Arguments> pairs() {
        return ProviderPairsTest.pairs();
    }

    static Stream<Arguments> whoseSuitesCanBeNarrowed() {
        return pairs((client, server) -> client != TlsProvider.CONSCRYPT && server != TlsProvider.CONSCRYPT);
    }

    static Stream<Arguments> whoseGroupsCanBeNarrowed() {
        return pairs((client, server) -> Runtime.version().feature() >= 20
                || (client == TlsProvider.BOUNCY_CASTLE && server == TlsProvider.BOUNCY_CASTLE));
    }

    static Stream<Arguments> whoDoNotShareEd25519() {
        return pairs((client, server) -> client == TlsProvider.CONSCRYPT || server == TlsProvider.CONSCRYPT);
    }

    static Stream<Arguments> ofWhichOneIsClassical() {
        return pairs((client, server) -> client.postQuantum() != server.postQuantum());
    }

    private static Stream<Arguments> pairs(BiPredicate<TlsProvider, TlsProvider> which) {
        return pairs().filter(pair -> which.test((TlsProvider) pair.get()[0], (TlsProvider) pair.get()[1]));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theReasonForRefusingAServerIsToldAtBothEnds(TlsProvider client, TlsProvider server) throws Exception {
        var wrongHost = errors("chat.example", client(client), server(server));
        assertTells(wrongHost.client(), Reason.WRONG_HOST, "asked for as chat.example", "localhost");
        assertTells(wrongHost.server(), Reason.OWN_CERTIFICATE_REFUSED, "the client refused", "CN=localhost");

        var expired = errors("localhost", client(client), server(server, expired("localhost")));
        assertTells(expired.client(), Reason.CERTIFICATE_EXPIRED, "it expired at");
        assertTells(expired.server(), Reason.OWN_CERTIFICATE_REFUSED, "valid until");

        var revoking = client(client).revocation(path -> {
            throw new SecureChannelException(Reason.CERTIFICATE_REVOKED, "the policy says no");
        });
        var revoked = errors("localhost", revoking, server(server));
        assertTells(revoked.client(), Reason.CERTIFICATE_REVOKED, "the policy says no");
        assertTells(revoked.server(), Reason.OWN_CERTIFICATE_REFUSED);

        var breaking = client(client).revocation(path -> {
            throw new IllegalStateException("the lists are gone");
        });
        var broken = errors("localhost", breaking, server(server));
        assertTells(
                broken.client(),
                Reason.HANDSHAKE_FAILED,
                "asked for as localhost",
                "revocation threw",
                "the lists are gone");
        assertTells(broken.server(), Reason.OWN_CERTIFICATE_REFUSED);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theReasonForRefusingAClientIsToldAtBothEnds(TlsProvider client, TlsProvider server) throws Exception {
        var missing = errors("localhost", client(client), mutual(server));
        assertTells(missing.server(), Reason.CLIENT_CERTIFICATE_MISSING, "Trust in force: only [CN=Loopback Root]");
        assertTells(missing.client(), Reason.CLIENT_CERTIFICATE_MISSING, "clientBuilder(trust).identity");

        var late = errors("localhost", client(client).identity(expired("ada")), mutual(server));
        assertTells(late.server(), Reason.CERTIFICATE_EXPIRED, "the client's certificate", "CN=ada");
        assertTells(late.client(), Reason.OWN_CERTIFICATE_REFUSED, "the server refused", "CN=ada");

        var ada = client(client).identity(CA.client("ada"));
        var nameless = errors("localhost", ada, mutual(server).peerName(leaf -> Optional.empty()));
        assertTells(nameless.server(), Reason.PEER_NOT_ALLOWED, "the function given to peerName", "CN=ada");
        assertTells(nameless.client(), Reason.OWN_CERTIFICATE_REFUSED);

        var broken = errors("localhost", ada, mutual(server).peerName(leaf -> {
            throw new IllegalStateException("the directory is down");
        }));
        assertTells(broken.server(), Reason.HANDSHAKE_FAILED, "the directory is down");
        assertTells(broken.client(), Reason.OWN_CERTIFICATE_REFUSED);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aPeerOfTls12AloneIsRefusedByItsVersion(TlsProvider client, TlsProvider server) throws Exception {
        var atServer = Loopback.serverError(
                Loopback.server(server(server).build()).build(), socket -> talkTls12(socket, client, true));
        assertTells(atServer, Reason.PROTOCOL_VERSION, "the peer offers", "TLSv1.2", "this side accepts TLSv1.3");
        var atClient = Loopback.clientError(
                Loopback.client(client(client).build()).build(), socket -> talkTls12(socket, server, false));
        assertTells(atClient, Reason.PROTOCOL_VERSION, "this side accepts TLSv1.3", "allowTls12()");
    }

    @ParameterizedTest
    @EnumSource
    void aPeerThatSpeaksHttpIsNamed(TlsProvider provider) throws Exception {
        var atServer =
                Loopback.serverError(Loopback.server(server(provider).build()).build(), socket -> {
                    socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII));
                    assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
                });
        assertTells(atServer, Reason.NOT_SECURE_CHANNEL, "a plain HTTP request");
        var atClient =
                Loopback.clientError(Loopback.client(client(provider).build()).build(), socket -> {
                    assertThat(socket.getInputStream().read()).isEqualTo(22);
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                    assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
                });
        assertTells(atClient, Reason.NOT_SECURE_CHANNEL, "a plain HTTP answer");
    }

    @ParameterizedTest
    @MethodSource("whoseSuitesCanBeNarrowed")
    void noCommonSuiteIsToldAtBothEnds(TlsProvider client, TlsProvider server) throws Exception {
        var both = errors(
                "localhost",
                client(client).cipherSuites("TLS_AES_128_GCM_SHA256"),
                server(server).cipherSuites("TLS_AES_256_GCM_SHA384"));
        assertTells(both.client(), Reason.NO_COMMON_SUITE, "this side accepts TLS_AES_128_GCM_SHA256");
        assertTells(
                both.server(),
                Reason.NO_COMMON_SUITE,
                "this side accepts TLS_AES_256_GCM_SHA384",
                "the client offers 1 suites for TLSv1.3");
    }

    @ParameterizedTest
    @MethodSource("whoseGroupsCanBeNarrowed")
    void noCommonGroupIsToldAtTheServerWithThoseOfTheClient(TlsProvider client, TlsProvider server) throws Exception {
        var both = errors(
                "localhost", client(client).groups("secp521r1"), server(server).groups("secp384r1"));
        assertTells(both.server(), Reason.NO_COMMON_SUITE, "the groups", "secp521r1");
        if (server == TlsProvider.JDK) { // its alert is unexpected_message
            assertTells(both.client(), Reason.PROTOCOL_VIOLATION, "share no group");
        } else {
            assertTells(both.client(), Reason.NO_COMMON_SUITE, "share no cipher suite, group");
        }
    }

    @ParameterizedTest
    @MethodSource("whoDoNotShareEd25519")
    void aKindOfKeyThatOneEndDoesNotTakeIsNoCommonSuite(TlsProvider client, TlsProvider server) throws Exception {
        var ed25519 = CA.leaf("localhost")
                .names("localhost")
                .keys(TestCa.keys("Ed25519", 0))
                .issue();
        var both = errors("localhost", client(client), server(server, ed25519));
        assertTells(both.server(), Reason.NO_COMMON_SUITE, "key type");
        if (server == TlsProvider.CONSCRYPT) { // its alert is internal_error
            assertTells(both.client(), Reason.HANDSHAKE_FAILED, "internal_error");
        } else {
            assertTells(both.client(), Reason.NO_COMMON_SUITE, "key type");
        }
    }

    /** A server refuses by the client's hello, so that the client never takes the handshake for done. */
    @ParameterizedTest(allowZeroInvocations = true) // from 27 on all are post-quantum
    @MethodSource("ofWhichOneIsClassical")
    void aClassicalEndIsRefusedByItsHello(TlsProvider client, TlsProvider server) throws Exception {
        if (server.postQuantum()) {
            var both = errors("localhost", client(client), server(server).requirePostQuantum());
            assertTells(both.server(), Reason.NOT_POST_QUANTUM, "the groups that the client offers", "x25519");
            assertTells(both.client(), Reason.NO_COMMON_SUITE, "share no cipher suite, group");
        } else {
            var both = errors("localhost", client(client).requirePostQuantum(), server(server));
            assertTells(both.client(), Reason.NOT_POST_QUANTUM, "X25519MLKEM768");
            assertThat(both.server())
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason())
                                    .as(e.getMessage())
                                    .isIn(Reason.CONNECTION_CUT, Reason.NO_COMMON_SUITE));
            assertThat(both.server().getMessage())
                    .containsAnyOf("in the middle of the TLS handshake", "and the groups X25519MLKEM768");
        }
    }

    private static void talkTls12(Socket below, TlsProvider provider, boolean client) throws IOException {
        var context = client
                ? client(provider).allowTls12().build().toSslContext()
                : server(provider).allowTls12().build().toSslContext();
        var socket = (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", below.getPort(), true);
        socket.setUseClientMode(client);
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.startHandshake();
    }

    private static Identity expired(String name) {
        return CA.leaf(name)
                .names(name)
                .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(2)))
                .issue();
    }

    private static TlsClientBuilder client(TlsProvider provider) {
        return TlsContextFactory.clientBuilder(TRUST).provider(provider);
    }

    private static TlsServerBuilder server(TlsProvider provider) {
        return server(provider, Loopback.serverIdentity());
    }

    private static TlsServerBuilder server(TlsProvider provider, Identity identity) {
        return TlsContextFactory.serverBuilder(identity).provider(provider);
    }

    private static TlsServerBuilder mutual(TlsProvider provider) {
        return server(provider).requireClientCertificate(TRUST);
    }

    private static Loopback.Errors errors(String host, TlsClientBuilder client, TlsServerBuilder server)
            throws Exception {
        return Loopback.errors(
                host,
                Loopback.client(client.build()).idleTimeout(SOON).build(),
                Loopback.server(server.build()).idleTimeout(SOON).build());
    }
}
