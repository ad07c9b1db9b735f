package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsClientBuilder;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our raw client at {@code openssl s_server}, which gives each line back in reverse. */
@Tag("it")
@Timeout(60)
class OpenSslServerPeerIT {

    private static final TestCa CA = TestCa.create("Peer Test Root");
    private static final TestCa STRANGER = TestCa.create("Stranger Root");

    @TempDir
    static Path directory;

    private static Path root;
    private static PemFiles localhost;

    @BeforeAll
    static void opensslIsThere() throws Exception {
        Program.require("openssl");
        root = PemFiles.write(directory, "root", CA.certificate());
        localhost = PemFiles.write(directory, "localhost", CA.server("localhost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "Ed25519"})
    void aServerWithAKeyOfAnyKindAnswersAndEndsInOrder(String algorithm) throws Exception {
        var files = PemFiles.write(
                directory,
                algorithm,
                CA.leaf("localhost")
                        .names("localhost")
                        .purposes(KeyPurposeId.id_kp_serverAuth)
                        .keys(TestCa.keys(algorithm))
                        .issue());
        try (var server = server(files, "-tls1_3", "-rev");
                var channel = connect(server, trustingClient())) {
            assertThat(channel.protocol().version()).isEqualTo("TLSv1.3");
            echoes(channel);
            write(channel, "CLOSE\n"); // at this line s_server shuts TLS down
            assertThat(channel.inputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aPageThatOnlyTheEndOfTheStreamDelimitsIsWhole() throws Exception {
        try (var server = server(localhost, "-tls1_3", "-www");
                var channel = connect(server, trustingClient())) {
            write(channel, "GET / HTTP/1.0\r\n\r\n");
            var page = new String(channel.inputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(page).startsWith("HTTP/1.0 200 ok").endsWith("</HTML>\r\n\r\n");
        }
    }

    @ParameterizedTest
    @CsvSource({"X25519, x25519", "P-256, secp256r1", "P-384, secp384r1"})
    void aServerWithOneGroupIsMet(String theirs, String ours) throws Exception {
        try (var server = server(localhost, "-tls1_3", "-rev", "-groups", theirs);
                var channel = connect(server, trustingClient())) {
            assertThat(channel.protocol().group()).contains(ours);
            echoes(channel);
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        try (var server = server(localhost, "-tls1_3", "-rev")) {
            var trustsAnother = TlsContextFactory.clientBuilder(Trust.only(STRANGER.certificate()));
            assertThat(refusal(() -> connect(server, trustsAnother))).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
        }
        var elsewhere = PemFiles.write(directory, "elsewhere", CA.server("chat.example"));
        try (var server = server(elsewhere, "-tls1_3", "-rev")) {
            assertThat(refusal(() -> connect(server, trustingClient()))).isEqualTo(Reason.WRONG_HOST);
        }
    }

    @Test
    void tls12IsRefusedUnlessItIsAllowed() throws Exception {
        try (var server = server(localhost, "-tls1_2", "-rev")) {
            assertThat(refusal(() -> connect(server, trustingClient()))).isEqualTo(Reason.PROTOCOL_VERSION);
            try (var channel = connect(server, trustingClient().allowTls12())) {
                assertThat(channel.protocol().version()).isEqualTo("TLSv1.2");
                echoes(channel);
            }
        }
    }

    @Test
    void theClientsCertificateIsShownWhereOneIsDemanded() throws Exception {
        try (var server = demandingServer()) {
            try (var channel = connect(server, trustingClient().identity(CA.client("ada")))) {
                echoes(channel);
            }
            server.awaitErrors("Peer certificate: CN ?= ?ada");
        }
    }

    @Test
    void aMissingOrWrongClientCertificateIsRefusedByName() throws Exception {
        try (var server = demandingServer()) {
            assertThat(refusal(() -> converse(server, trustingClient()))).isEqualTo(Reason.CLIENT_CERTIFICATE_MISSING);
            Identity mallory = STRANGER.client("mallory");
            assertThat(refusal(() -> converse(server, trustingClient().identity(mallory))))
                    .isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);
        }
    }

    @Test
    void aSessionIsResumedAndItsCertificateCheckedAgain() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        InstantSource clock = now::get;
        var config = config(trustingClient().clock(clock).build());
        try (var server = server(localhost, "-tls1_3", "-rev")) {
            try (var first = connect(server, config)) {
                echoes(first); // its answer brings the ticket along
                assertThat(first.protocol().resumed()).isFalse();
            }
            try (var second = connect(server, config)) {
                assertThat(second.protocol().resumed()).isTrue();
                assertThat(second.peer().certificate()).isPresent();
                echoes(second);
            }
            now.set(Instant.now().plus(Duration.ofDays(61)));
            assertThat(refusal(() -> connect(server, config))).isEqualTo(Reason.CERTIFICATE_EXPIRED);
            server.awaitErrors("(?s)(CONNECTION ESTABLISHED.*){2}");
        }
    }

    @Test
    void aServerKilledInTheMiddleIsACut() throws Exception {
        try (var server = server(localhost, "-tls1_3", "-rev");
                var channel = connect(server, trustingClient())) {
            echoes(channel);
            write(channel, "half a line, to which no answer comes");
            server.kill();

            assertThat(refusal(() -> channel.inputStream().read())).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    private static Program server(PemFiles files, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:0",
                "-cert",
                files.certificates().toString(),
                "-key",
                files.key().toString()));
        command.addAll(List.of(options));
        return Program.start(command);
    }

    private static Program demandingServer() throws IOException {
        return server(
                localhost,
                "-tls1_3",
                "-rev",
                "-Verify",
                "1",
                "-verify_return_error",
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                root.toString());
    }

    private static TlsClientBuilder trustingClient() {
        return TlsContextFactory.clientBuilder(Trust.only(CA.certificate()));
    }

    private static ClientConfig config(TlsContextFactory.Client tls) {
        return ClientConfig.tls(tls).framing(Framing.none()).build();
    }

    private static SecureChannel connect(Program server, TlsClientBuilder tls) throws Exception {
        return connect(server, config(tls.build()));
    }

    private static SecureChannel connect(Program server, ClientConfig config) throws Exception {
        int port = Integer.parseInt(server.awaitOutput("ACCEPT \\S+:(\\d+)\n").group(1));
        return SecureChannel.connect("localhost", port, config);
    }

    /** In TLS 1.3 a server says only after the client's handshake what it thinks of its certificate. */
    private static void converse(Program server, TlsClientBuilder tls) throws Exception {
        try (var channel = connect(server, tls)) {
            echoes(channel);
        }
    }

    private static void echoes(SecureChannel channel) throws IOException {
        write(channel, "stressed\n");
        assertThat(channel.inputStream().readNBytes(9))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("desserts\n");
    }

    private static void write(SecureChannel channel, String text) throws IOException {
        channel.outputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Reason refusal(ThrowingCallable attempt) {
        var error = catchThrowableOfType(SecureChannelException.class, attempt);
        assertThat(error).as("a refusal").isNotNull();
        return error.reason();
    }
}
