package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.inspect.Facts.ClientCertificate;
import io.securechannel.examples.inspect.Finding.Kind;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is a fact and no fault, and servers of which there is nothing to inspect. */
@Timeout(60)
class InspectionFactsTest {

    @Test
    void aDemandForAClientCertificateIsAFactAndNoFault() throws Exception {
        var tls = TlsContextFactory.serverBuilder(InspectionTest.identity())
                .requireClientCertificate(Trust.only(InspectionTest.CA.certificate()))
                .build();
        try (var server = InspectionTest.own(tls)) {
            var without = InspectionTest.inspect(server.port(), InspectionTest.CA.certificate());
            assertThat(InspectionTest.wrong(without)).isEmpty();
            assertThat(without.facts().clientCertificate()).isEqualTo(ClientCertificate.REQUIRED);
            assertThat(without.facts().clientAuthorities()).containsExactly("CN=Inspection Root");
            assertThat(without.facts().applicationProtocol()).contains("securechannel/1");

            var with = InspectionTest.inspect(server.port(), InspectionTest.CA.client("ada"));
            assertThat(InspectionTest.wrong(with)).isEmpty();
            assertThat(with.facts().clientCertificate()).isEqualTo(ClientCertificate.ACCEPTED);

            var stranger = InspectionTest.inspect(
                    server.port(), TestCa.create("Stranger").client("eve"));
            assertThat(InspectionTest.wrong(stranger)).containsExactly(Kind.CLIENT_CERTIFICATE_REFUSED);
            assertThat(stranger.facts().clientCertificate()).isEqualTo(ClientCertificate.REFUSED);
        }
    }

    @Test
    void anOptionalClientCertificateIsOptional() throws Exception {
        var tls = TlsContextFactory.serverBuilder(InspectionTest.identity())
                .requestClientCertificate(Trust.only(InspectionTest.CA.certificate()))
                .build();
        try (var server = InspectionTest.own(tls)) {
            assertThat(InspectionTest.inspect(server.port(), InspectionTest.CA.certificate())
                            .facts()
                            .clientCertificate())
                    .isEqualTo(ClientCertificate.OPTIONAL);
        }
    }

    @Test
    void aServerThatIsNotTls() throws Exception {
        try (var plain = new Scripted("220 mail.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII))) {
            var error = refused(plain.port());
            assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
            assertThat(error).hasMessageContaining("plain text");
        }
    }

    @Test
    void aServerOverNoiseIsCalledOneAndNamedByItsKey() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var open = noise(ServerConfig.noise(keys));
                var members = noise(ServerConfig.noise(keys, Trust.allow(key -> false)))) {
            var error = refused(open.port());
            assertThat(error.reason()).isEqualTo(Reason.NOT_SECURE_CHANNEL);
            assertThat(error)
                    .hasMessageContaining("no certificates to inspect")
                    .hasMessageContaining(keys.publicKey().text());
            assertThat(refused(members.port()))
                    .hasMessageContaining("it speaks Noise")
                    .hasMessageContaining("Noise_IKhfs");
        }
    }

    private static SecureChannelServer noise(ServerConfig.Builder config) throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return SecureChannelServer.listen(address, config.listener(event -> {}).build(), channel -> {});
    }

    /** An alert in answer to the first hello: nothing is known but that, and nothing is claimed. */
    @Test
    void aServerThatAgreesToNothing() throws Exception {
        try (var server = new Scripted(new byte[] {21, 3, 3, 0, 2, 2, 70})) { // fatal, protocol_version
            var inspection = InspectionTest.inspect(server.port(), InspectionTest.CA.certificate());
            assertThat(InspectionTest.wrong(inspection)).containsExactly(Kind.REFUSED);
            InspectionTest.assertRefused(inspection, Reason.PROTOCOL_VERSION);
            assertThat(inspection.postQuantum()).isEqualTo(new PostQuantumProbe.Answer.Unknown());
            assertThat(inspection.facts().version()).isEmpty();
            assertThat(TextReport.of(inspection)).contains("Certificates: none was shown");
        }
    }

    @Test
    void aPortWhereNobodyListens() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertThat(refused(nobody).reason()).isEqualTo(Reason.CONNECT_REFUSED);
    }

    @Test
    void aSilentServer() throws Exception {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var error = catchThrowableOfType(
                    SecureChannelException.class,
                    () -> Inspection.of(new Request(
                            "localhost",
                            silent.getLocalPort(),
                            "localhost",
                            Trust.only(InspectionTest.CA.certificate()),
                            Optional.empty(),
                            Duration.ofSeconds(1),
                            InstantSource.system())));
            assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_TIMEOUT);
            assertThat(error).hasMessageContaining("did not answer within 1 s");
        }
    }

    private static SecureChannelException refused(int port) {
        return catchThrowableOfType(
                SecureChannelException.class, () -> InspectionTest.inspect(port, InspectionTest.CA.certificate()));
    }
}
