package io.securechannel.tls;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.Loopback;
import io.securechannel.Loopback.Pair;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What two ends agree on, and what they can prove of it. */
@Tag("verify")
@Timeout(30)
class NegotiationTest {

    private static final Trust TRUST = Trust.only(CA.certificate());

    @Test
    void suitesAreNarrowedInTheOrderOfTheWish() throws Exception {
        var client = TlsContextFactory.clientBuilder(TRUST)
                .cipherSuites("TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256")
                .build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .cipherSuites("TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256")
                .build();
        try (var pair = pair(client, server)) {
            assertThat(pair.client().protocol().cipherSuite()).isEqualTo("TLS_AES_128_GCM_SHA256");
            assertThat(pair.server().protocol()).isEqualTo(pair.client().protocol());
        }
    }

    @Test
    void suitesCannotBeWidened() {
        assertThatThrownBy(() -> TlsContextFactory.clientBuilder(TRUST)
                        .cipherSuites("TLS_RSA_WITH_AES_128_CBC_SHA")
                        .allowTls12()
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("can only be narrowed");
        assertThatThrownBy(() -> TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                        .cipherSuites("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowTls12()");
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_19)
    void groupsCannotBeNarrowedOnAnOldJdkAndTheErrorSaysWhatCan() {
        assertThatThrownBy(() ->
                        TlsContextFactory.clientBuilder(TRUST).groups("x25519").build())
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("JDK 20 or newer")
                .hasMessageContaining("jdk.tls.namedGroups");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_20)
    void groupsAreNarrowedWhereTheJdkCan() throws Exception {
        var client = TlsContextFactory.clientBuilder(TRUST)
                .groups("secp384r1", "x25519")
                .build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .groups("secp384r1")
                .build();
        try (var pair = pair(client, server)) {
            assertThat(pair.client().protocol().group()).contains("secp384r1");
        }
        assertThatThrownBy(() -> TlsContextFactory.clientBuilder(TRUST)
                        .groups("ffdhe2048")
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("x25519");
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_20)
    void noCommonGroupIsToldAtBothEnds() throws Exception {
        var client = TlsContextFactory.clientBuilder(TRUST).groups("x448").build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .groups("secp521r1")
                .build();
        var both = Loopback.errors(
                "localhost",
                Loopback.client(client).build(),
                Loopback.server(server).build());
        assertTells(both.server(), Reason.NO_COMMON_SUITE, "group");
        assertTells(both.client(), Reason.PROTOCOL_VIOLATION, "share no group");
    }

    @Test
    void theGroupIsKnownAtBothEnds() throws Exception {
        try (var pair = Loopback.pair()) {
            assertThat(pair.client().protocol().group()).contains("x25519");
            assertThat(pair.server().protocol().group()).contains("x25519");
            assertThat(pair.client().protocol().postQuantumConfidentiality()).isFalse();
            assertThat(pair.client().protocol().postQuantumAuthentication()).isFalse();
            assertThat(pair.client().protocol().resumed()).isFalse();
        }
    }

    @Test
    void tls12OnRequestMeansEphemeralKeysAndAuthenticatedEncryption() throws Exception {
        var tls = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .allowTls12()
                .build();
        var config = Loopback.server(tls).framing(Framing.none()).build();
        try (var listening = Loopback.listen()) {
            var accepted = start(() -> {
                try (var channel = SecureChannel.accept(listening.accept(), config)) {
                    channel.outputStream().write(channel.inputStream().read());
                    return channel.protocol();
                }
            });
            var factory = Loopback.stock(null).getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("localhost", listening.getLocalPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.getOutputStream().write(7);
                assertThat(socket.getInputStream().read()).isEqualTo(7);
            }
            var agreed = await(accepted);
            assertThat(agreed.version()).isEqualTo("TLSv1.2");
            assertThat(agreed.cipherSuite()).startsWith("TLS_ECDHE_ECDSA_WITH_").contains("GCM");
        }
    }

    @Test
    void tls13IsTakenWhereBothEndsAllowTls12() throws Exception {
        try (var pair = pair(
                TlsContextFactory.clientBuilder(TRUST).allowTls12().build(),
                TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                        .allowTls12()
                        .build())) {
            assertThat(pair.client().protocol().version()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void anOptionalClientCertificateTellsTheClientsApart() throws Exception {
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requestClientCertificate(TRUST)
                .build();
        var ada = CA.client("ada");
        var with = TlsContextFactory.clientBuilder(TRUST).identity(ada).build();
        try (var pair = pair(with, server)) {
            assertThat(pair.server().peer().certificate()).contains(ada.certificate());
            assertThat(pair.server().peer().host()).isEmpty();
        }
        try (var pair = pair(TlsContextFactory.forClient(TRUST), server)) {
            assertThat(pair.server().peer().authenticated()).isFalse();
        }
        var stranger = TlsContextFactory.clientBuilder(TRUST)
                .identity(TestCa.create("Stranger").client("eve"))
                .build();
        var both = Loopback.errors(
                "localhost",
                Loopback.client(stranger).build(),
                Loopback.server(server).build());
        assertTells(both.server(), Reason.UNTRUSTED_CERTIFICATE, "CN=Stranger");
    }

    @Test
    void keysOfEveryKindServe() throws Exception {
        for (var keys : new Object[][] {{"EC", 256}, {"RSA", 2_048}, {"Ed25519", 0}}) {
            var identity = CA.leaf("localhost")
                    .names("localhost")
                    .keys(TestCa.keys((String) keys[0], (int) keys[1]))
                    .issue();
            try (var pair = pair(TlsContextFactory.forClient(TRUST), TlsContextFactory.forServer(identity))) {
                pair.client().sendText("hello");
                assertThat(pair.server().receiveText()).contains("hello");
            }
        }
    }

    @Test
    void theBindingIsTheSameAtBothEnds() throws Exception {
        try (var pair = Loopback.pair()) {
            assertThat(pair.client().channelBinding()).isEqualTo(pair.server().channelBinding());
            var endPoint = ChannelBinding.Type.TLS_SERVER_END_POINT;
            assertThat(pair.client().channelBinding(endPoint))
                    .isPresent()
                    .isEqualTo(pair.server().channelBinding(endPoint));
        }
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void exportedKeysAreTheSameAtBothEndsAndNowhereElse() throws Exception {
        try (var pair = Loopback.pair();
                var other = Loopback.pair()) {
            var label = "EXPERIMENTAL test";
            var context = new byte[] {1, 2};
            var exported = pair.client().exportKeyingMaterial(label, context, 40);
            assertThat(exported).hasSize(40).isEqualTo(pair.server().exportKeyingMaterial(label, context, 40));
            assertThat(exported)
                    .isNotEqualTo(other.client().exportKeyingMaterial(label, context, 40))
                    .isNotEqualTo(pair.client().exportKeyingMaterial(label, new byte[0], 40))
                    .isNotEqualTo(pair.client().exportKeyingMaterial("EXPERIMENTAL other", context, 40));
            assertThat(pair.client().channelBinding().type()).isEqualTo(ChannelBinding.Type.TLS_EXPORTER);
            assertThat(pair.client().channelBinding())
                    .isNotEqualTo(other.client().channelBinding());
        }
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_24)
    void anOldJdkHasNoExporterAndSaysSo() throws Exception {
        try (var pair = Loopback.pair()) {
            assertThat(pair.client().channelBinding(ChannelBinding.Type.TLS_EXPORTER))
                    .isEmpty();
            assertThatThrownBy(() -> pair.client().exportKeyingMaterial("EXPERIMENTAL test", new byte[0], 32))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("from 25 on")
                    .hasMessageContaining("TlsProvider.CONSCRYPT");
        }
        Identity ed = CA.leaf("localhost")
                .names("localhost")
                .keys(TestCa.keys("Ed25519", 0))
                .issue();
        try (var pair = pair(TlsContextFactory.forClient(TRUST), TlsContextFactory.forServer(ed))) {
            // The CA signs with ECDSA, so that the end point is defined also for this key.
            assertThat(pair.client().channelBinding()).isEqualTo(pair.server().channelBinding());
        }
    }

    @Test
    void aSecondConnectionIsResumedAndTheTrustIsCheckedAgain() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        var client = Loopback.client(
                        TlsContextFactory.clientBuilder(TRUST).clock(now::get).build())
                .build();
        var server = Loopback.server().build();
        try (var listening = Loopback.listen()) {
            var serving = start(() -> {
                for (int i = 0; i < 2; i++) {
                    try (var channel = SecureChannel.accept(listening.accept(), server)) {
                        channel.sendText(channel.protocol().resumed() ? "resumed" : "full");
                        assertThat(channel.receive()).isEmpty();
                    }
                }
                return catchThrowable(
                        () -> SecureChannel.accept(listening.accept(), server).receive());
            });
            int port = listening.getLocalPort();
            for (var expected : new String[] {"full", "resumed"}) {
                try (var channel = SecureChannel.connect("localhost", port, client)) {
                    assertThat(channel.receiveText()).contains(expected);
                    assertThat(channel.protocol().resumed()).isEqualTo(expected.equals("resumed"));
                    assertThat(channel.peer().authenticated()).isTrue();
                }
            }
            now.set(Instant.now().plus(Duration.ofDays(61)));
            assertTells(
                    catchThrowable(() -> SecureChannel.connect("localhost", port, client)),
                    Reason.CERTIFICATE_EXPIRED,
                    "asked for as localhost");
            assertThat(await(serving)).isNotNull();
        }
    }

    private static Pair pair(TlsContextFactory.Client client, TlsContextFactory.Server server) throws Exception {
        return Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build());
    }
}
