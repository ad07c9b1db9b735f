package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import io.securechannel.tls.TlsServerBuilder;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels between every pair of providers: what crosses, what was agreed, and what each end says when it fails. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProviderPairsTest {

    private static final TestCa OTHER_CA = TestCa.create("Another Root");
    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());
    private static final Duration SOON = Duration.ofSeconds(2);

    static Stream<Arguments> pairs() {
        return Arrays.stream(TlsProvider.values())
                .flatMap(client -> Arrays.stream(TlsProvider.values()).map(server -> Arguments.of(client, server)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void messagesCrossAndTheEndsAgreeOnWhatWasAgreed(TlsProvider client, TlsProvider server) throws Exception {
        try (var pair = Loopback.pair(
                Loopback.client(client(client).build()).build(),
                Loopback.server(server(server).build()).build())) {
            var large = random(1_200_000);
            var received = Loopback.start(() -> pair.server().receive());
            pair.client().send(large);
            assertThat(Loopback.await(received))
                    .hasValueSatisfying(all -> assertThat(all).isEqualTo(large));
            pair.server().sendText("back");
            assertThat(pair.client().receiveText()).contains("back");

            assertThat(pair.client().protocol()).isEqualTo(pair.server().protocol());
            var protocol = pair.client().protocol();
            assertThat(protocol.version()).isEqualTo("TLSv1.3");
            assertThat(protocol.group()).isPresent();
            assertThat(protocol.postQuantumConfidentiality()).isEqualTo(client.postQuantum() && server.postQuantum());
            assertThat(pair.client().peer().certificate())
                    .contains(Loopback.serverIdentity().certificate());

            var common = pair.client().channelBindingTypes().stream()
                    .filter(pair.server().channelBindingTypes()::contains)
                    .toList();
            assertThat(common).contains(ChannelBinding.Type.TLS_SERVER_END_POINT);
            assertThat(common.contains(ChannelBinding.Type.TLS_EXPORTER))
                    .isEqualTo(client.exporter() && server.exporter());
            for (var type : common) {
                assertThat(pair.client().channelBinding(type))
                        .isEqualTo(pair.server().channelBinding(type));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void rawStreamsEndInOrder(TlsProvider client, TlsProvider server) throws Exception {
        try (var pair = Loopback.pair(
                Loopback.client(client(client).build()).framing(Framing.none()).build(),
                Loopback.server(server(server).build()).framing(Framing.none()).build())) {
            var sent = random(300_000);
            var received = Loopback.start(() -> pair.server().inputStream().readAllBytes());
            pair.client().outputStream().write(sent);
            pair.client().outputStream().close();
            assertThat(Loopback.await(received)).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bothEndsOfMutualTlsAreNamed(TlsProvider client, TlsProvider server) throws Exception {
        var ada = Loopback.CA.client("ada");
        var mutual = server(server)
                .requireClientCertificate(TRUST)
                .peerName(leaf ->
                        Optional.of(leaf.getSubjectX500Principal().getName().substring(3)))
                .build();
        try (var pair = Loopback.pair(
                Loopback.client(client(client).identity(ada).build()).build(),
                Loopback.server(mutual).build())) {
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).contains("hello");
            assertThat(pair.server().peer().name()).contains("ada");
            assertThat(pair.server().peer().certificate()).contains(ada.certificate());
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void aServerShowsWhatWasAskedFor(TlsProvider client, TlsProvider server) throws Exception {
        var first = Loopback.CA.server("a.test");
        var second = Loopback.CA
                .leaf("b")
                .names("b.test")
                .keys(TestCa.keys("RSA", 2_048))
                .issue();
        var serving = TlsContextFactory.serverBuilder(first)
                .identity(second)
                .provider(server)
                .build();
        assertThat(shown("a.test", client, serving)).isEqualTo(first.certificate());
        assertThat(shown("b.test", client, serving)).isEqualTo(second.certificate());
        var errors = errors("c.test", client(client).build(), serving);
        assertReason(errors.client(), Reason.WRONG_HOST);
    }

    /** Conscrypt takes no Ed25519 certificates: there is no common scheme then. */
    @ParameterizedTest
    @MethodSource("pairs")
    void certificatesOfEveryKindOfKeyAreShown(TlsProvider client, TlsProvider server) throws Exception {
        for (var kind : new Object[][] {{"EC", 256}, {"EC", 384}, {"RSA", 2_048}, {"Ed25519", 0}}) {
            var identity = Loopback.CA
                    .leaf("x")
                    .names("a.test")
                    .keys(TestCa.keys((String) kind[0], (int) kind[1]))
                    .issue();
            var serving =
                    TlsContextFactory.serverBuilder(identity).provider(server).build();
            boolean conscrypt = client == TlsProvider.CONSCRYPT || server == TlsProvider.CONSCRYPT;
            if (kind[0].equals("Ed25519") && conscrypt) {
                assertThat(errors("a.test", client(client).build(), serving).client())
                        .isInstanceOf(SecureChannelException.class);
            } else {
                assertThat(shown("a.test", client, serving))
                        .as((String) kind[0] + kind[1])
                        .isEqualTo(identity.certificate());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void whoIsRefusedHearsWhy(TlsProvider client, TlsProvider server) throws Exception {
        var strange = client(client, Trust.only(OTHER_CA.certificate())).build();
        var untrusted = errors("localhost", strange, server(server).build());
        assertReason(untrusted.client(), Reason.UNTRUSTED_CERTIFICATE);
        assertReason(untrusted.server(), Reason.OWN_CERTIFICATE_REFUSED);

        var mutual = server(server).requireClientCertificate(TRUST).build();
        var missing = errors("localhost", client(client).build(), mutual);
        assertReason(missing.server(), Reason.CLIENT_CERTIFICATE_MISSING);
        assertReason(missing.client(), Reason.CLIENT_CERTIFICATE_MISSING, Reason.CONNECTION_CUT);

        var eve = client(client).identity(OTHER_CA.client("eve")).build();
        var foreign = errors("localhost", eve, mutual);
        assertReason(foreign.server(), Reason.UNTRUSTED_CERTIFICATE);
        assertReason(foreign.client(), Reason.OWN_CERTIFICATE_REFUSED, Reason.CONNECTION_CUT);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void protocolsThatDoNotMatchAreNamed(TlsProvider client, TlsProvider server) throws Exception {
        var errors = Loopback.errors(
                "localhost",
                Loopback.client(client(client).build()).idleTimeout(SOON).build(),
                Loopback.server(server(server).build())
                        .framing(Framing.none())
                        .applicationProtocols("other/1")
                        .idleTimeout(SOON)
                        .build());
        assertReason(errors.client(), Reason.ALPN_MISMATCH);
        assertReason(errors.server(), Reason.ALPN_MISMATCH);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void postQuantumIsHadOrTheHandshakeFails(TlsProvider client, TlsProvider server) throws Exception {
        if (client.postQuantum()) {
            var insisting = client(client).requirePostQuantum().build();
            if (server.postQuantum()) {
                try (var pair = Loopback.pair(
                        Loopback.client(insisting).build(),
                        Loopback.server(server(server).build()).build())) {
                    assertThat(pair.client().protocol().group()).contains("X25519MLKEM768");
                }
            } else {
                assertReason(
                        errors("localhost", insisting, server(server).build()).client(), Reason.NOT_POST_QUANTUM);
            }
        }
        if (server.postQuantum() && !client.postQuantum()) {
            var insisting = server(server).requirePostQuantum().build();
            assertReason(errors("localhost", client(client).build(), insisting).server(), Reason.NOT_POST_QUANTUM);
        }
        for (var each : List.of(client, server)) {
            if (!each.postQuantum()) {
                assertThatThrownBy(() -> client(each).requirePostQuantum().build())
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageContaining("TlsProvider.CONSCRYPT")
                        .hasMessageContaining("TlsProvider.BOUNCY_CASTLE");
            }
        }
    }

    /** Bouncy Castle resumes nothing with TLS 1.3; the others do, and check the peer again. */
    @ParameterizedTest
    @MethodSource("pairs")
    void aResumedPeerIsCheckedAgain(TlsProvider client, TlsProvider server) throws Exception {
        boolean resumes = client != TlsProvider.BOUNCY_CASTLE && server != TlsProvider.BOUNCY_CASTLE;
        var revoked = new AtomicBoolean();
        var tls = client(client).revocation(path -> {
            if (revoked.get()) {
                throw new SecureChannelException(Reason.CERTIFICATE_REVOKED, "revoked meanwhile");
            }
        });
        var connecting = Loopback.client(tls.build()).build();
        var accepting =
                Loopback.server(server(server).build()).idleTimeout(SOON).build();
        try (var listening = Loopback.listen()) {
            for (int i = 0; i < 2; i++) {
                try (var pair = Loopback.pair(connecting, accepting, listening)) {
                    pair.server().sendText("with the tickets");
                    assertThat(pair.client().receiveText()).isPresent();
                    assertThat(pair.client().protocol().resumed()).isEqualTo(i > 0 && resumes);
                    assertThat(pair.server().protocol().resumed()).isEqualTo(i > 0 && resumes);
                }
            }
            revoked.set(true);
            var errors = Loopback.errors("localhost", connecting, accepting, listening);
            assertReason(errors.client(), Reason.CERTIFICATE_REVOKED);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void withoutResumptionAtEitherEndNothingIsResumed(TlsProvider client, TlsProvider server) throws Exception {
        for (boolean atServer : new boolean[] {true, false}) {
            var serving = server(server);
            var connecting = client(client);
            if (atServer) {
                serving.withoutResumption();
            } else {
                connecting.withoutResumption();
            }
            var clientConfig = Loopback.client(connecting.build()).build();
            var serverConfig = Loopback.server(serving.build()).build();
            try (var listening = Loopback.listen()) {
                for (int i = 0; i < 3; i++) {
                    try (var pair = Loopback.pair(clientConfig, serverConfig, listening)) {
                        pair.server().sendText("with the tickets, if there are any");
                        assertThat(pair.client().receiveText()).isPresent();
                        assertThat(pair.client().protocol().resumed()).isFalse();
                    }
                }
            }
        }
    }

    private static TlsClientBuilder client(TlsProvider provider) {
        return client(provider, TRUST);
    }

    private static TlsClientBuilder client(TlsProvider provider, Trust trust) {
        return TlsContextFactory.clientBuilder(trust).provider(provider);
    }

    private static TlsServerBuilder server(TlsProvider provider) {
        return TlsContextFactory.serverBuilder(Loopback.serverIdentity()).provider(provider);
    }

    /** What each end throws; channels that come about all the same end after a moment. */
    private static Loopback.Errors errors(String host, TlsContextFactory.Client client, TlsContextFactory.Server server)
            throws Exception {
        return Loopback.errors(
                host,
                Loopback.client(client).idleTimeout(SOON).build(),
                Loopback.server(server).idleTimeout(SOON).build());
    }

    private static Object shown(String host, TlsProvider client, TlsContextFactory.Server server) throws Exception {
        try (var listening = Loopback.listen()) {
            var accepted = Loopback.start(() -> SecureChannel.accept(
                    listening.accept(), Loopback.server(server).build()));
            var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
            var connected = SecureChannel.connect(
                    socket, host, Loopback.client(client(client).build()).build());
            try (var pair = new Loopback.Pair(connected, Loopback.await(accepted))) {
                return pair.client().peer().certificate().orElseThrow();
            }
        }
    }

    private static void assertReason(Throwable error, Reason... expected) {
        assertThat(error)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isIn((Object[]) expected));
    }

    private static byte[] random(int length) {
        var bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
