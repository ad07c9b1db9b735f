package io.securechannel.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.keys.Identity;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a handshake over TLS says of the peer, and of what was agreed. */
@Timeout(60)
class TlsSessionTest {

    private static final String HOST = "session.test";
    private static final List<String> PROTOCOLS = List.of("test/1");
    private static final TestCa CA = TestCa.create("Session CA");
    private static final Trust TRUST = Trust.only(CA.certificate());

    private final Identity server = CA.server(HOST);
    private final Identity client = CA.client("a client");

    @ParameterizedTest
    @EnumSource
    void eachEndHasTheOthersCertificate(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var pair = pair(
                TlsContextFactory.clientBuilder(TRUST)
                        .provider(provider)
                        .identity(client)
                        .build(),
                TlsContextFactory.serverBuilder(server)
                        .provider(provider)
                        .requireClientCertificate(TRUST)
                        .peerName(certificate -> Optional.of("called by the function"))
                        .build(),
                PROTOCOLS,
                false);
        var atClient = pair.initiator.session();
        var atServer = pair.responder.session();
        assertThat(atClient.peerCertificates().get(0))
                .isEqualTo(server.certificateChain().get(0));
        assertThat(atServer.peerCertificates().get(0))
                .isEqualTo(client.certificateChain().get(0));
        assertThat(atClient.peerName()).isEmpty();
        assertThat(atServer.peerName()).contains("called by the function");
        for (var session : List.of(atClient, atServer)) {
            assertThat(session.protocol().version()).isEqualTo("TLSv1.3");
            assertThat(session.protocol().applicationProtocol()).contains("test/1");
            assertThat(session.peerKey()).isEmpty();
            assertThat(session.peerKeyTrusted()).isFalse();
            assertThat(session.sharesSecret()).isFalse();
        }
    }

    @Test
    void aClientWithoutACertificateHasNone() throws Exception {
        var session = pair(newClient(TlsProvider.JDK), newServer(TlsProvider.JDK), List.of(), false)
                .responder
                .session();
        assertThat(session.peerCertificates()).isEmpty();
        assertThat(session.peerName()).isEmpty();
        assertThat(session.protocol().applicationProtocol()).isEmpty();
    }

    /** RFC 5929, section 4: of the certificate that the server showed, whichever end asks. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothEndsHaveTheBindingOfTheServersCertificate(boolean tls12) throws Exception {
        var pair = pair(
                TlsContextFactory.clientBuilder(TRUST)
                        .identity(client)
                        .allowTls12()
                        .build(),
                TlsContextFactory.serverBuilder(server)
                        .requireClientCertificate(TRUST)
                        .allowTls12()
                        .build(),
                PROTOCOLS,
                tls12);
        var expected = TlsServerEndPoint.of(server.certificateChain().get(0)).orElseThrow();
        for (var session : List.of(pair.initiator.session(), pair.responder.session())) {
            assertThat(session.channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT)
                            .orElseThrow()
                            .bytes())
                    .isEqualTo(expected);
            assertThat(session.channelBinding(ChannelBinding.Type.NOISE_HANDSHAKE_HASH))
                    .isEmpty();
        }
    }

    /** RFC 9266, section 2. */
    @ParameterizedTest
    @EnumSource
    void bothEndsHaveTheExportersBindingWhereTheProviderHasAnExporter(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var pair = pair(newClient(provider), newServer(provider), PROTOCOLS, false);
        var binding = pair.initiator.session().channelBinding(ChannelBinding.Type.TLS_EXPORTER);
        assertThat(binding.isPresent()).isEqualTo(provider.exporter());
        assertThat(binding).isEqualTo(pair.responder.session().channelBinding(ChannelBinding.Type.TLS_EXPORTER));
        if (provider.exporter()) {
            assertThat(binding.orElseThrow().bytes())
                    .hasSize(32)
                    .isEqualTo(
                            pair.responder.session().exportKeyingMaterial("EXPORTER-Channel-Binding", new byte[0], 32));
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsExportedFromTls12(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var pair = pair(
                TlsContextFactory.clientBuilder(TRUST)
                        .provider(provider)
                        .allowTls12()
                        .build(),
                TlsContextFactory.serverBuilder(server)
                        .provider(provider)
                        .allowTls12()
                        .build(),
                PROTOCOLS,
                true);
        for (var session : List.of(pair.initiator.session(), pair.responder.session())) {
            assertThat(session.channelBinding(ChannelBinding.Type.TLS_EXPORTER)).isEmpty();
            assertThatThrownBy(() -> session.exportKeyingMaterial("EXPERIMENTAL", new byte[0], 32))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("TLSv1.2");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theSecondConnectionIsAResumedOneAndSaysSo(boolean tls12) throws Exception {
        var ofClient = TlsContextFactory.clientBuilder(TRUST).allowTls12().build();
        var ofServer = TlsContextFactory.serverBuilder(server).allowTls12().build();
        for (boolean resumed : new boolean[] {false, true}) {
            var pair = pair(ofClient, ofServer, PROTOCOLS, tls12);
            assertThat(pair.initiator.session().protocol().resumed()).isEqualTo(resumed);
            assertThat(pair.responder.session().protocol().resumed()).isEqualTo(resumed);
            assertThat(pair.initiator.session().peerCertificates().get(0))
                    .isEqualTo(server.certificateChain().get(0));
        }
    }

    private static TlsContextFactory.Client newClient(TlsProvider provider) {
        return TlsContextFactory.clientBuilder(TRUST).provider(provider).build();
    }

    private TlsContextFactory.Server newServer(TlsProvider provider) {
        return TlsContextFactory.serverBuilder(server).provider(provider).build();
    }

    private static EnginePair pair(
            TlsContextFactory.Client client, TlsContextFactory.Server server, List<String> protocols, boolean tls12)
            throws Exception {
        return new TlsEngines(client, server, HOST, protocols, tls12 ? "TLSv1.2" : "TLSv1.3").established();
    }
}
