package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ChannelHandler;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code gnutls-cli} at our raw server. The other direction is left out: gnutls-serv cannot be bound to loopback. */
@Tag("it")
@Timeout(60)
class GnuTlsPeerIT {

    private static final TestCa CA = TestCa.create("Peer Test Root");
    private static final TestCa STRANGER = TestCa.create("Stranger Root");

    @TempDir
    static Path directory;

    private static Path root;

    @BeforeAll
    static void gnutlsIsThere() throws Exception {
        Program.require("gnutls-cli");
        root = PemFiles.write(directory, "root", CA.certificate());
    }

    @Test
    void itHearsTheAnswerThatComesAfterItsEnd() throws Exception {
        ChannelHandler answersLast = channel -> {
            var all = channel.inputStream().readAllBytes();
            channel.outputStream().write(all);
        };
        try (var server = PeerServer.start(server(), answersLast);
                var client = client(server, root)) {
            client.type("the answer\n").endInput();

            assertThat(client.awaitExit()).as("%s", client).isZero();
            assertThat(client.output()).contains("\nthe answer\n").contains("(TLS1.3");
            server.endedInOrder();
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        var strangersRoot = PemFiles.write(directory, "stranger", STRANGER.certificate());
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var trustsAnother = client(server, strangersRoot);
                var wantsAnother = client(server, root, "--verify-hostname", "chat.example")) {
            assertThat(trustsAnother.awaitExit()).as("%s", trustsAnother).isNotZero();
            assertThat(trustsAnother.output()).contains("The certificate issuer is unknown");
            assertThat(wantsAnother.awaitExit()).as("%s", wantsAnother).isNotZero();
            assertThat(wantsAnother.output()).contains("does not match the expected");

            assertThat(List.of(server.refusal(), server.refusal())).containsOnly(Reason.OWN_CERTIFICATE_REFUSED);
        }
    }

    @Test
    void aDemandedCertificateIsCheckedAndAMissingOneRefused() throws Exception {
        var demanding = ServerConfig.tls(TlsContextFactory.serverBuilder(CA.server("localhost"))
                        .requireClientCertificate(Trust.only(CA.certificate()))
                        .build())
                .framing(Framing.none());
        var files = PemFiles.write(directory, "ada", rsa(CA.leaf("ada").purposes(KeyPurposeId.id_kp_clientAuth)));
        try (var server = PeerServer.start(demanding, PeerServer.RAW_ECHO)) {
            try (var ada = client(
                    server,
                    root,
                    "--x509certfile",
                    files.certificates().toString(),
                    "--x509keyfile",
                    files.key().toString())) {
                ada.type("hello\n").awaitOutput("\nhello\n");
                ada.endInput();
                assertThat(ada.awaitExit()).as("%s", ada).isZero();
                assertThat(server.established().identity().toString()).startsWith("CN=ada at ");
            }
            try (var nobody = client(server, root)) {
                assertThat(nobody.awaitExit()).as("%s", nobody).isNotZero();
                assertThat(server.refusal()).isEqualTo(Reason.CLIENT_CERTIFICATE_MISSING);
            }
        }
    }

    @Test
    void tls12IsRefused() throws Exception {
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var client = client(server, root, "--priority", "NORMAL:-VERS-ALL:+VERS-TLS1.2")) {
            assertThat(client.awaitExit()).as("%s", client).isNotZero();
            assertThat(server.refusal()).isEqualTo(Reason.PROTOCOL_VERSION);
        }
    }

    private static ServerConfig.Builder server() {
        return ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")))
                .framing(Framing.none());
    }

    private static Program client(PeerServer server, Path trusted, String... options) throws IOException {
        var command = new ArrayList<>(
                List.of("gnutls-cli", "--port", server.port(), "--x509cafile", trusted.toString(), "localhost"));
        command.addAll(List.of(options));
        return Program.start(command);
    }

    /** gnutls 3.7 reads no EC key without its public half, which the JDK leaves out of PKCS#8 (RFC 5915: optional). */
    private static Identity rsa(TestCa.Leaf leaf) {
        return leaf.keys(TestCa.keys("RSA", 2_048)).issue();
    }
}
