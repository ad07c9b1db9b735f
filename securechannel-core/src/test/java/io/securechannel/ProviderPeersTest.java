package io.securechannel;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import io.securechannel.tls.TlsServerBuilder;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who each end takes the other for, and what the two can prove to each other, between every pair of providers. */
@Tag("verify")
@Timeout(30)
class ProviderPeersTest {

    private static final Trust TRUST = Trust.only(CA.certificate());
    private static final String LABEL = "EXPERIMENTAL test";
    private static final byte[] CONTEXT = {1, 2};
    private static final Identity BY_RSA = identity("second", "RSA", 2_048);
    private static final List<Identity> CLIENTS = List.of(
            identity("ada", "EC", 256),
            identity("ada", "RSA", 2_048),
            identity("ada", "RSA", 3_072),
            identity("ada", "Ed25519", 0));

    static Stream<Arguments> pairs() {
        return ProviderPairsTest.pairs();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void bindingsNameTheConnectionOrTheCertificate(TlsProvider client, TlsProvider server) throws Exception {
        try (var one = pair(client(client), server(server));
                var other = pair(client(client), server(server))) {
            assertThat(one.client().channelBindingTypes()).isEqualTo(types(client));
            assertThat(one.server().channelBindingTypes()).isEqualTo(types(server));
            assertThat(one.client().channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT))
                    .isPresent()
                    .isEqualTo(one.server().channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT))
                    .isEqualTo(other.client().channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT));
            if (client.exporter()) {
                assertThat(one.client().channelBinding(ChannelBinding.Type.TLS_EXPORTER))
                        .isPresent()
                        .isNotEqualTo(other.client().channelBinding(ChannelBinding.Type.TLS_EXPORTER));
            }
            if (client.exporter() && server.exporter()) {
                assertThat(one.client().channelBinding(ChannelBinding.Type.TLS_EXPORTER))
                        .isEqualTo(one.server().channelBinding(ChannelBinding.Type.TLS_EXPORTER));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void exportedKeysAreTheSameAtBothEndsAndNowhereElse(TlsProvider client, TlsProvider server) throws Exception {
        try (var one = pair(client(client), server(server));
                var other = pair(client(client), server(server))) {
            for (var end : List.of(one.client(), one.server())) {
                boolean exports = (end == one.client() ? client : server).exporter();
                if (exports) {
                    assertThat(end.exportKeyingMaterial(LABEL, CONTEXT, 40))
                            .hasSize(40)
                            .isNotEqualTo(end.exportKeyingMaterial(LABEL, new byte[0], 40))
                            .isNotEqualTo(end.exportKeyingMaterial("EXPERIMENTAL other", CONTEXT, 40));
                } else {
                    assertThatThrownBy(() -> end.exportKeyingMaterial(LABEL, CONTEXT, 40))
                            .isInstanceOf(UnsupportedOperationException.class)
                            .hasMessageContainingAll("from 25 on", "TlsProvider.CONSCRYPT");
                }
            }
            if (client.exporter() && server.exporter()) {
                assertThat(one.client().exportKeyingMaterial(LABEL, CONTEXT, 40))
                        .isEqualTo(one.server().exportKeyingMaterial(LABEL, CONTEXT, 40))
                        .isNotEqualTo(other.client().exportKeyingMaterial(LABEL, CONTEXT, 40));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void theFirstIdentityIsForClientsThatAskForNoNameOrAnUnknownOne(TlsProvider client, TlsProvider server)
            throws Exception {
        // By SNI nobody can ask for an address (RFC 6066, section 3).
        var first = CA.leaf("first").names("first.test", "127.0.0.1").issue();
        var serving = TlsContextFactory.serverBuilder(first)
                .identity(BY_RSA)
                .provider(server)
                .build();
        assertThat(shown("127.0.0.1", client, serving)).isEqualTo(first.certificate());
        assertThat(shown("second.test", client, serving)).isEqualTo(BY_RSA.certificate());
        var unknown = Loopback.errors(
                "third.test",
                Loopback.client(client(client).build()).build(),
                Loopback.server(serving).build());
        assertTells(unknown.client(), Reason.WRONG_HOST, "asked for as third.test", "first.test");
    }

    /** A client with Conscrypt shows no Ed25519 certificate, and a server with it asks for none. */
    @ParameterizedTest
    @MethodSource("pairs")
    void clientsShowKeysOfEveryKind(TlsProvider client, TlsProvider server) throws Exception {
        for (var own : CLIENTS) {
            boolean conscrypt = client == TlsProvider.CONSCRYPT || server == TlsProvider.CONSCRYPT;
            if (own.privateKey().getAlgorithm().equals("EdDSA") && conscrypt) {
                continue;
            }
            try (var pair = pair(client(client).identity(own), mutual(server))) {
                pair.client().sendText("hello");
                assertThat(pair.server().receiveText()).contains("hello");
                assertThat(pair.server().peer().certificate()).contains(own.certificate());
            }
        }
    }

    /** Bouncy Castle resumes nothing with TLS 1.3, and is asked all the same. */
    @ParameterizedTest
    @MethodSource("pairs")
    void aClientThatIsResumedIsCheckedAndNamedAgain(TlsProvider client, TlsProvider server) throws Exception {
        boolean resumes = client != TlsProvider.BOUNCY_CASTLE && server != TlsProvider.BOUNCY_CASTLE;
        var asked = new AtomicInteger();
        var name = new AtomicReference<>(Optional.of("Ada"));
        var revoked = new AtomicReference<Optional<Reason>>(Optional.empty());
        var serving = Loopback.server(mutual(server)
                        .peerName(leaf -> name.get())
                        .revocation(path -> {
                            asked.incrementAndGet();
                            if (revoked.get().isPresent()) {
                                throw new SecureChannelException(revoked.get().get(), "the policy says no");
                            }
                        })
                        .build())
                .build();
        Identity ada = CA.client("ada");
        var connecting = Loopback.client(client(client).identity(ada).build()).build();
        try (var listening = Loopback.listen()) {
            for (int i = 0; i < 2; i++) {
                name.set(Optional.of("Ada " + i));
                int before = asked.get();
                try (var pair = Loopback.pair(connecting, serving, listening)) {
                    pair.server().sendText("with the tickets");
                    assertThat(pair.client().receiveText()).isPresent();
                    assertThat(pair.server().protocol().resumed()).isEqualTo(i > 0 && resumes);
                    assertThat(pair.server().peer().name()).contains("Ada " + i);
                    assertThat(pair.server().peer().certificate()).contains(ada.certificate());
                    assertThat(asked.get()).isGreaterThan(before);
                }
            }
            revoked.set(Optional.of(Reason.CERTIFICATE_REVOKED));
            var refused = Loopback.errors("localhost", connecting, serving, listening);
            assertTells(refused.server(), Reason.CERTIFICATE_REVOKED, "the policy says no");
            assertThat(refused.client()).isInstanceOf(SecureChannelException.class);
            revoked.set(Optional.empty());
            name.set(Optional.empty());
            assertTells(
                    Loopback.errors("localhost", connecting, serving, listening).server(), Reason.PEER_NOT_ALLOWED);
        }
    }

    private static Identity identity(String name, String algorithm, int size) {
        return CA.leaf(name)
                .names(name + ".test")
                .keys(TestCa.keys(algorithm, size))
                .issue();
    }

    private static List<ChannelBinding.Type> types(TlsProvider provider) {
        return provider.exporter()
                ? List.of(ChannelBinding.Type.TLS_EXPORTER, ChannelBinding.Type.TLS_SERVER_END_POINT)
                : List.of(ChannelBinding.Type.TLS_SERVER_END_POINT);
    }

    private static X509Certificate shown(String host, TlsProvider client, TlsContextFactory.Server server)
            throws Exception {
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

    private static TlsClientBuilder client(TlsProvider provider) {
        return TlsContextFactory.clientBuilder(TRUST).provider(provider);
    }

    private static TlsServerBuilder server(TlsProvider provider) {
        return TlsContextFactory.serverBuilder(Loopback.serverIdentity()).provider(provider);
    }

    private static TlsServerBuilder mutual(TlsProvider provider) {
        return server(provider).requireClientCertificate(TRUST);
    }

    private static Loopback.Pair pair(TlsClientBuilder client, TlsServerBuilder server) throws Exception {
        return Loopback.pair(
                Loopback.client(client.build())
                        .closeTimeout(Duration.ofMillis(500))
                        .build(),
                Loopback.server(server.build())
                        .closeTimeout(Duration.ofMillis(500))
                        .build());
    }
}
