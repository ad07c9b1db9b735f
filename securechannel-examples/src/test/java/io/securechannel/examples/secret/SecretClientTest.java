package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.InProcess;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client's command: the secret, or one line that says why not and what to do. */
@Timeout(60)
class SecretClientTest {

    @TempDir
    private Path directory;

    private InProcess commands;

    @BeforeEach
    void trust() throws Exception {
        commands = InProcess.reusingCommands(directory);
        Pem.writeCertificate(Fixture.CA.certificate(), directory.resolve("ca.crt"));
        Pem.write(Fixture.ADA, directory.resolve("ada.crt"), directory.resolve("ada.key"));
    }

    @Test
    void itPrintsTheSecret() throws Exception {
        try (var server = Fixture.open()) {
            assertThat(get(server, "--ca @ca.crt").done()).isEqualTo(Fixture.SECRET);
        }
    }

    @Test
    void thePinOfTheServersKeyIsEnough() throws Exception {
        try (var server = Fixture.open()) {
            var pin = Trust.pinOf(Fixture.SERVER.certificate());
            assertThat(get(server, "--pin " + pin).done()).isEqualTo(Fixture.SECRET);
            assertThat(get(server, "--ca @ca.crt --pin " + pin).done()).isEqualTo(Fixture.SECRET);
            var other = Trust.pinOf(Fixture.ADA.certificate());
            assertThat(get(server, "--pin " + other).failed()).contains("(PIN_MISMATCH");
            assertThat(get(server, "--ca @ca.crt --pin " + other).failed()).contains("(PIN_MISMATCH");
            assertThat(get(server, "--pin nonsense").wrong()).contains("not a pin");
        }
    }

    @Test
    void withoutTheAuthorityTheServerIsNotBelieved() throws Exception {
        try (var server = Fixture.open()) {
            assertThat(get(server, "").failed())
                    .contains(
                            "localhost:" + server.port(),
                            "no authority that this side trusts has issued it",
                            "CN=Secret Test CA",
                            "(UNTRUSTED_CERTIFICATE: the right authority belongs into FILE of --ca FILE)");
            assertThat(server.log).as("nothing was asked").isEmpty();
        }
    }

    @Test
    void anotherAuthorityOfTheSameNameIsAnotherOne() throws Exception {
        var impostor = CertificateAuthority.create("Secret Test CA");
        try (var server = Fixture.with(impostor.issue(CertificateProfile.tlsServer("localhost")))) {
            assertThat(get(server, "--ca @ca.crt").failed()).contains("localhost:" + server.port(), "CERTIFICATE");
            assertThat(server.log).isEmpty();
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        try (var server = Fixture.with(Fixture.CA.issue(CertificateProfile.tlsServer("other.example")))) {
            assertThat(get(server, "--ca @ca.crt").failed()).contains("other.example", "localhost", "(WRONG_HOST)");
        }
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        var past = CertificateAuthority.builder("Secret Test CA of the past")
                .clock(() -> Instant.now().minus(Duration.ofDays(200)))
                .build();
        Pem.writeCertificate(past.certificate(), directory.resolve("past.crt"));
        var expired = past.issue(CertificateProfile.tlsServer("localhost"));
        try (var server = Fixture.with(expired)) {
            assertThat(get(server, "--ca @past.crt").failed()).contains("(CERTIFICATE_EXPIRED");
        }
    }

    @Test
    void aClientCertificateOpens() throws Exception {
        try (var server = Fixture.requiringCertificates()) {
            assertThat(get(server, "--ca @ca.crt --cert @ada.crt --key @ada.key")
                            .done())
                    .isEqualTo(Fixture.SECRET);
            assertThat(get(server, "--ca @ca.crt").failed())
                    .contains("the server may demand a client certificate (--cert FILE --key FILE)");
        }
        try (var server = Fixture.requestingCertificates(false)) {
            assertThat(get(server, "--ca @ca.crt").failed())
                    .contains("answers 403", "a client certificate is missing", "(--cert FILE --key FILE)");
        }
    }

    @Test
    void aTokenOpens() throws Exception {
        try (var server = Fixture.requiringTokens()) {
            OwnerOnlyFile.write(
                    directory.resolve("ada.token"), (server.token("ada") + "\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(get(server, "--ca @ca.crt --token-file @ada.token").done())
                    .isEqualTo(Fixture.SECRET);
            assertThat(get(server, "--ca @ca.crt").failed())
                    .contains("answers 401", "a token is missing", "(--token-file FILE)");
            Files.writeString(directory.resolve("no.token"), "a\r\nX-Injected: b");
            assertThat(get(server, "--ca @ca.crt --token-file @no.token").failed())
                    .contains("no.token holds no token", "secret-server token NAME");
            Files.writeString(directory.resolve("no.token"), "a".repeat(20_000));
            assertThat(get(server, "--ca @ca.crt --token-file @no.token").failed())
                    .contains("no.token holds no token");
        }
    }

    @Test
    void whereNobodyListensThatIsSaid() throws Exception {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(commands.run("secret-client --ca @ca.crt --url https://localhost:" + free + "/secret")
                        .failed())
                .contains("is secret-server running?", "(CONNECT_REFUSED)");
    }

    /** A server that speaks something else, or nothing. */
    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK,HANDSHAKE_FAILED", "'',"})
    void whatIsNoHttpsServerIsNotBelieved(String greeting, String reason) throws Exception {
        Thread server;
        try (var socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            server = new Thread(() -> {
                while (answers(socket, greeting)) {
                    // The JDK tries once more after some ends of a connection.
                }
            });
            server.start();
            var said = commands.run(
                            "secret-client --ca @ca.crt --url https://localhost:" + socket.getLocalPort() + "/secret")
                    .failed();
            assertThat(said).contains("not speak HTTPS at this port", reason == null ? "(" : reason);
        }
        server.join();
    }

    private static boolean answers(ServerSocket socket, String greeting) {
        try (var peer = socket.accept()) {
            var in = new DataInputStream(peer.getInputStream());
            in.skipNBytes(3); // the whole first record: a close with bytes unread is a reset
            in.skipNBytes(in.readUnsignedShort());
            peer.getOutputStream().write((greeting + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            peer.shutdownOutput();
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // of this connection, or of the socket that is closed at the end
        }
        return !socket.isClosed();
    }

    @Test
    void anAnswerDoesNotSteerTheTerminal() throws Exception {
        var answers = Map.of("/secret", "a\u001b[2Jb\u009bc\nd\u202ee\n");
        try (var server = OddServer.start(answers)) {
            assertThat(commands.run("secret-client --ca @ca.crt --url " + server.url("/secret"))
                            .done())
                    .isEqualTo("a?[2Jb?c\nd?e\n");
        }
    }

    @Test
    void aRedirectionIsNotFollowedAndTooMuchIsRefused() throws Exception {
        try (var server = OddServer.start(Map.of("/large", "a".repeat(300_000)))) {
            assertThat(commands.run("secret-client --ca @ca.crt --url " + server.url("/large"))
                            .failed())
                    .contains("more than 256 KiB");
            assertThat(commands.run("secret-client --ca @ca.crt --url " + server.url("/moved"))
                            .failed())
                    .contains("answers 302");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://localhost:8443/secret", "ftp://localhost/", "localhost:8443", "https:///x", "ht tp"})
    void anAddressWithoutTlsIsWrongUsage(String url) {
        assertThat(commands.run("secret-client --ca @ca.crt", "--url", url).wrong())
                .startsWith("--url ");
    }

    @Test
    void certificateAndKeyBelongTogether() {
        assertThat(commands.run("secret-client --cert @ada.crt").wrong()).contains("--cert and --key belong together");
        assertThat(commands.run("secret-client --key @ada.key").wrong()).contains("--cert and --key belong together");
    }

    private InProcess.Result get(Fixture server, String options) {
        var line = "secret-client --url " + server.url("/secret") + (options.isEmpty() ? "" : " " + options);
        return commands.run(line);
    }
}
