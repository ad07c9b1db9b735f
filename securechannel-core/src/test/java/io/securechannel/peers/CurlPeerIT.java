package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ChannelHandler;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code curl} at a small HTTP responder on our raw streams. */
@Tag("it")
@Timeout(60)
class CurlPeerIT {

    private static final int CONNECT_ERROR = 35;
    private static final int RECEIVE_ERROR = 56;
    private static final int PEER_FAILED_VERIFICATION = 60;

    private static final TestCa CA = TestCa.create("Peer Test Root");
    private static final TestCa STRANGER = TestCa.create("Stranger Root");
    private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

    /** Answers with the body of the request. No length is announced: only the proved end of the stream ends it. */
    private static final ChannelHandler RESPONDER = CurlPeerIT::respond;

    @TempDir
    static Path directory;

    private static Path root;

    @BeforeAll
    static void curlIsThere() throws Exception {
        Program.require("curl");
        root = PemFiles.write(directory, "root", CA.certificate());
    }

    @Test
    void anAnswerThatOnlyTheEndOfTheStreamDelimitsIsWhole() throws Exception {
        var body = "0123456789".repeat(100_000);
        try (var server = PeerServer.start(server(), RESPONDER);
                var curl = curl(server, root, "--data-binary", "@-")) {
            curl.type(body).endInput();

            assertThat(curl.awaitExit()).as("%s", curl.errors()).isZero();
            assertThat(curl.output()).isEqualTo(body);
            server.endedInOrder();
        }
    }

    @Test
    void theApplicationProtocolIsAgreedOn() throws Exception {
        try (var server = PeerServer.start(server().applicationProtocols("http/1.1"), RESPONDER);
                var curl = curl(server, root, "--data", "hello")) {
            assertThat(curl.awaitExit()).as("%s", curl).isZero();
            assertThat(curl.output()).isEqualTo("hello");
            assertThat(server.established().protocol().applicationProtocol()).contains("http/1.1");
        }
    }

    @Test
    void anotherApplicationProtocolIsRefused() throws Exception {
        try (var server = PeerServer.start(server().applicationProtocols("imap"), RESPONDER);
                var curl = curl(server, root, "--data", "hello")) {
            assertThat(curl.awaitExit()).as("%s", curl).isEqualTo(CONNECT_ERROR);
            assertThat(server.refusal()).isEqualTo(Reason.ALPN_MISMATCH);
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        var strangersRoot = PemFiles.write(directory, "stranger", STRANGER.certificate());
        var elsewhere = raw(TlsContextFactory.forServer(CA.server("chat.example")));
        try (var server = PeerServer.start(server(), RESPONDER);
                var misnamed = PeerServer.start(elsewhere, RESPONDER);
                var trustsAnother = curl(server, strangersRoot, "--data", "hello");
                var wantsAnother = curl(misnamed, root, "--data", "hello")) {
            assertThat(trustsAnother.awaitExit()).as("%s", trustsAnother).isEqualTo(PEER_FAILED_VERIFICATION);
            assertThat(server.refusal()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);

            // curl looks at the name after the handshake, and so our side sees a connection that ends early.
            assertThat(wantsAnother.awaitExit()).as("%s", wantsAnother).isEqualTo(PEER_FAILED_VERIFICATION);
            assertThat(wantsAnother.output()).isEmpty();
        }
    }

    @Test
    void aDemandedCertificateIsCheckedAndAMissingOneRefused() throws Exception {
        var demanding = raw(TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(Trust.only(CA.certificate()))
                .build());
        try (var server = PeerServer.start(demanding, RESPONDER)) {
            try (var ada = curl(server, root, with(CA, "ada"))) {
                assertThat(ada.awaitExit()).as("%s", ada).isZero();
                assertThat(ada.output()).isEqualTo("hello");
                assertThat(server.established().identity().toString()).startsWith("CN=ada at ");
            }
            try (var nobody = curl(server, root, "--data", "hello")) {
                assertThat(nobody.awaitExit()).as("%s", nobody).isEqualTo(RECEIVE_ERROR);
                assertThat(server.refusal()).isEqualTo(Reason.CLIENT_CERTIFICATE_MISSING);
            }
            try (var mallory = curl(server, root, with(STRANGER, "mallory"))) {
                assertThat(mallory.awaitExit()).as("%s", mallory).isEqualTo(RECEIVE_ERROR);
                assertThat(server.refusal()).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
            }
        }
    }

    @Test
    void tls12IsRefused() throws Exception {
        try (var server = PeerServer.start(server(), RESPONDER);
                var curl = curl(server, root, "--tls-max", "1.2", "--data", "hello")) {
            assertThat(curl.awaitExit()).as("%s", curl).isEqualTo(CONNECT_ERROR);
            assertThat(server.refusal()).isEqualTo(Reason.PROTOCOL_VERSION);
        }
    }

    private static ServerConfig.Builder server() {
        return raw(TlsContextFactory.forServer(CA.server("localhost")));
    }

    private static ServerConfig.Builder raw(TlsContextFactory.Server tls) {
        return ServerConfig.tls(tls).framing(Framing.none());
    }

    private static void respond(SecureChannel channel) throws IOException {
        var in = channel.inputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) nextOctet(in));
        }
        var length = CONTENT_LENGTH.matcher(head);
        var body = in.readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
        var out = channel.outputStream();
        out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }

    private static int nextOctet(InputStream in) throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new IOException("the request ended in its head");
        }
        return octet;
    }

    private static String[] with(TestCa issuer, String name) throws IOException {
        var files = PemFiles.write(directory, name, issuer.client(name));
        return new String[] {
            "--data",
            "hello",
            "--cert",
            files.certificates().toString(),
            "--key",
            files.key().toString()
        };
    }

    private static Program curl(PeerServer server, Path trusted, String... options) throws IOException {
        // -q: no .curlrc; no Expect: header, whose interim answer the responder does not give
        var command = new ArrayList<>(List.of(
                "curl",
                "-q",
                "--noproxy",
                "*",
                "--silent",
                "--show-error",
                "--http1.1",
                "--max-time",
                "20",
                "--header",
                "Expect:",
                "--cacert",
                trusted.toString()));
        command.addAll(List.of(options));
        command.add("https://" + server.address() + "/");
        return Program.start(command);
    }
}
