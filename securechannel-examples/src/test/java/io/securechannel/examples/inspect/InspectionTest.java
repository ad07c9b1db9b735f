package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.inspect.Facts.ClientCertificate;
import io.securechannel.examples.inspect.Finding.Kind;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One defect each, on a live server: it is found, the library agrees, and the facts are reported all the same. */
@Timeout(60)
class InspectionTest {

    static final TestCa CA = TestCa.create("Inspection Root");
    private static final KeyPair KEYS = TestCa.keys("EC", 256);
    private static final Instant NOW = Instant.now();

    @Test
    void nothingIsWrongWithTheLibrarysOwnServer() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var identity = root.issue(CertificateProfile.tlsServer("localhost"));
        try (var server = own(TlsContextFactory.forServer(identity))) {
            var inspection = inspect(server.port(), root.certificate());
            assertThat(wrong(inspection)).isEmpty();
            assertThat(inspection.verdict().accepted()).isTrue();
            assertThat(inspection.facts().version()).isEqualTo("TLSv1.3");
            assertThat(inspection.facts().cipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
            assertThat(inspection.facts().flight().group()).hasToString("Optional[x25519]");
            assertThat(inspection.facts().applicationProtocol()).contains("securechannel/1");
            assertThat(inspection.facts().clientCertificate()).isEqualTo(ClientCertificate.NOT_ASKED);
            assertThat(inspection.facts().chain()).containsExactly(identity.certificate());
            assertThat(inspection.resumes()).contains(true);
            assertThat(inspection.nameMatches()).isTrue();
        }
    }

    @Test
    void aPostQuantumGroupIsSeen() throws Exception {
        var tls = TlsContextFactory.serverBuilder(identity())
                .provider(TlsProvider.CONSCRYPT)
                .build();
        try (var server = own(tls)) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(inspection.findings()).isEmpty();
            assertThat(inspection.postQuantum()).isEqualTo(new PostQuantumProbe.Answer.Takes(new Group(0x11EC)));
            assertThat(inspection.verdict().accepted()).isTrue();
        }
    }

    @Test
    void expired() throws Exception {
        var leaf = leaf().valid(NOW.minus(Duration.ofDays(100)), NOW.minus(Duration.ofDays(10)));
        assertFinds(Kind.EXPIRED, Reason.CERTIFICATE_EXPIRED, leaf);
    }

    @Test
    void notYetValid() throws Exception {
        var leaf = leaf().valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(90)));
        assertFinds(Kind.NOT_YET_VALID, Reason.CERTIFICATE_NOT_YET_VALID, leaf);
    }

    @Test
    void expiresSoon() throws Exception {
        var leaf = leaf().valid(NOW.minus(Duration.ofDays(61)), NOW.plus(Duration.ofDays(29)));
        try (var server = TlsServer.start(KEYS, leaf.certificate())) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.EXPIRES_SOON);
            assertThat(inspection.findings().get(0).what()).contains("expires in 28 days");
            assertThat(inspection.verdict().accepted()).isTrue();
        }
    }

    @Test
    void wrongName() throws Exception {
        var leaf = CA.leaf("localhost")
                .names("chat.example")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(89)))
                .keys(KEYS);
        assertFinds(Kind.WRONG_NAME, Reason.WRONG_HOST, leaf);
    }

    @Test
    void noNameAtAll() throws Exception {
        var leaf = CA.leaf("localhost")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(89)))
                .keys(KEYS);
        assertFinds(Kind.WRONG_NAME, Reason.WRONG_HOST, leaf);
    }

    @Test
    void theNameAskedForMayDifferFromTheHost() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf().names("chat.example").certificate())) {
            for (var name : List.of("chat.example", "localhost")) {
                var inspection = Inspection.of(request("127.0.0.1", server.port(), name, CA.certificate()));
                assertThat(wrong(inspection)).as(name).isEmpty();
                assertThat(inspection.verdict().accepted()).as(name).isTrue();
            }
            var byAddress = Inspection.of(request("127.0.0.1", server.port(), "127.0.0.1", CA.certificate()));
            assertThat(wrong(byAddress)).containsExactly(Kind.WRONG_NAME);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wrongUse(boolean extended) throws Exception {
        var leaf = extended
                ? CA.leaf("localhost").purposes(KeyPurposeId.id_kp_clientAuth)
                : CA.leaf("localhost").usage(KeyUsage.keyAgreement);
        leaf.names("localhost").keys(KEYS).valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(89)));
        assertFinds(Kind.WRONG_USE, Reason.CERTIFICATE_UNUSABLE, leaf);
    }

    @Test
    void weakKey() throws Exception {
        var weak = TestCa.keys("RSA", 1_024);
        try (var server = TlsServer.start(weak, leaf().keys(weak).certificate())) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.WEAK_KEY);
            assertThat(inspection.findings().get(0).what()).contains("RSA, 1024 bits");
            assertRefused(inspection, Reason.CERTIFICATE_UNUSABLE);
        }
    }

    @Test
    void weakSignature() throws Exception {
        var root = OddCertificate.selfSigned("Old Root", KEYS, "SHA256withECDSA");
        var leaf = OddCertificate.issue("localhost", KEYS.getPublic(), root, KEYS, "SHA1withECDSA");
        try (var server = TlsServer.start(KEYS, leaf)) {
            var inspection = inspect(server.port(), root);
            assertThat(wrong(inspection)).containsExactly(Kind.WEAK_SIGNATURE);
            assertRefused(inspection, Reason.CERTIFICATE_UNUSABLE);
        }
    }

    @Test
    void selfSigned() throws Exception {
        var itself = OddCertificate.selfSigned("localhost", KEYS, "SHA256withECDSA");
        try (var server = TlsServer.start(KEYS, itself)) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.SELF_SIGNED);
            assertRefused(inspection, Reason.UNTRUSTED_CERTIFICATE);
            assertThat(wrong(inspect(server.port(), itself)))
                    .as("trusted itself")
                    .isEmpty();
        }
    }

    @Test
    void untrustedRoot() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf().certificate(), CA.certificate())) {
            var inspection =
                    inspect(server.port(), TestCa.create("Another Root").certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.UNTRUSTED_ISSUER);
            assertRefused(inspection, Reason.UNTRUSTED_CERTIFICATE);
        }
    }

    @Test
    void anAuthorityOfTheSameNameWithAnotherKey() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf().certificate())) {
            var inspection =
                    inspect(server.port(), TestCa.create("Inspection Root").certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.UNTRUSTED_ISSUER);
            assertThat(inspection.findings().get(0).what()).contains("but with another key");
        }
    }

    @Test
    void anUnknownIssuerIsLikelyARootOfOnesOwnWherePublicOnesAreTrusted() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf().certificate())) {
            var inspection =
                    Inspection.of(request("localhost", server.port(), "localhost", Trust.system(), Optional.empty()));
            assertThat(wrong(inspection)).containsExactly(Kind.UNTRUSTED_ISSUER);
            assertThat(inspection.findings().get(0).remedy()).contains("intermediate", "--ca FILE");
        }
    }

    @Test
    void missingIntermediate() throws Exception {
        var intermediate = CA.intermediate("Inspection Intermediate");
        var leaf = server(intermediate.leaf("localhost")).certificate();
        try (var server = TlsServer.start(KEYS, leaf)) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.INCOMPLETE_CHAIN);
            assertThat(inspection.findings().get(0).what()).contains("CN=Inspection Intermediate");
            assertRefused(inspection, Reason.UNTRUSTED_CERTIFICATE);
        }
        try (var server = TlsServer.start(KEYS, leaf, intermediate.certificate())) {
            assertThat(wrong(inspect(server.port(), CA.certificate()))).isEmpty();
        }
    }

    @Test
    void chainOutOfOrder() throws Exception {
        var upper = CA.intermediate("Upper");
        var lower = upper.intermediate("Lower");
        var leaf = server(lower.leaf("localhost")).certificate();
        try (var server = TlsServer.start(KEYS, leaf, upper.certificate(), lower.certificate())) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.CHAIN_OUT_OF_ORDER);
            assertThat(inspection.findings().get(0).what())
                    .contains("[CN=localhost, CN=Upper, CN=Lower] should be [CN=localhost, CN=Lower, CN=Upper]");
            assertThat(inspection.verdict().accepted()).isTrue();
        }
    }

    @Test
    void aCertificateThatDoesNotBelong() throws Exception {
        var stranger = TestCa.create("Stranger").certificate();
        try (var server = TlsServer.start(KEYS, leaf().certificate(), stranger)) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(inspection.findings()).extracting(Finding::kind).contains(Kind.SUPERFLUOUS_CERTIFICATE);
            assertThat(wrong(inspection)).isEmpty();
        }
    }

    @Test
    void severalAtOnce() throws Exception {
        var leaf = CA.leaf("localhost")
                .names("chat.example")
                .purposes(KeyPurposeId.id_kp_clientAuth)
                .valid(NOW.minus(Duration.ofDays(100)), NOW.minus(Duration.ofDays(10)))
                .keys(KEYS)
                .certificate();
        try (var server = TlsServer.start(KEYS, leaf)) {
            assertThat(wrong(inspect(server.port(), TestCa.create("Another").certificate())))
                    .containsExactly(Kind.INCOMPLETE_CHAIN, Kind.EXPIRED, Kind.WRONG_NAME, Kind.WRONG_USE);
        }
    }

    @Test
    void tls12Alone() throws Exception {
        try (var server = TlsServer.start(List.of("TLSv1.2"), KEYS, leaf().certificate())) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(Kind.NO_TLS13);
            assertThat(inspection.facts().version()).isEqualTo("TLSv1.2");
            assertThat(inspection.facts().flight().group()).hasToString("Optional[x25519]");
            assertThat(inspection.verdict().refusal().orElseThrow().reason()).isEqualTo(Reason.PROTOCOL_VERSION);
            assertThat(inspection.verdict().onCertificate().accepted()).isTrue();
            assertThat(inspection.resumes()).contains(true);
        }
    }

    private static void assertFinds(Kind kind, Reason reason, TestCa.Leaf leaf) throws Exception {
        var certificate = leaf.certificate();
        try (var server = TlsServer.start(KEYS, certificate)) {
            var inspection = inspect(server.port(), CA.certificate());
            assertThat(wrong(inspection)).containsExactly(kind);
            assertRefused(inspection, reason);
            assertThat(inspection.facts().chain()).containsExactly(certificate);
            assertThat(inspection.facts().version()).isEqualTo("TLSv1.3");
        }
    }

    static void assertRefused(Inspection inspection, Reason reason) {
        assertThat(inspection.verdict().refusal().orElseThrow().reason()).isEqualTo(reason);
    }

    static List<Kind> wrong(Inspection inspection) {
        return inspection.findings().stream()
                .filter(Finding::wrong)
                .map(Finding::kind)
                .toList();
    }

    static TestCa.Leaf leaf() {
        return server(CA.leaf("localhost"));
    }

    private static TestCa.Leaf server(TestCa.Leaf leaf) {
        return leaf.names("localhost")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(89)))
                .keys(KEYS);
    }

    static Identity identity() {
        return leaf().issue();
    }

    static SecureChannelServer own(TlsContextFactory.Server tls) throws IOException {
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(tls).build(),
                channel -> channel.forEachMessage(channel::send));
    }

    static Inspection inspect(int port, X509Certificate ca) throws SecureChannelException {
        return Inspection.of(request("localhost", port, "localhost", ca));
    }

    static Inspection inspect(int port, Identity identity) throws SecureChannelException {
        return Inspection.of(
                request("localhost", port, "localhost", Trust.only(CA.certificate()), Optional.of(identity)));
    }

    private static Request request(String host, int port, String name, X509Certificate ca) {
        return request(host, port, name, Trust.only(ca), Optional.empty());
    }

    static Request request(String host, int port, String name, Trust trust, Optional<Identity> identity) {
        return new Request(host, port, name, trust, identity, Duration.ofSeconds(10), InstantSource.system());
    }
}
