package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ChannelHandler;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code openssl s_client} at our raw server. */
@Tag("it")
@Timeout(60)
class OpenSslClientPeerIT {

    private static final TestCa CA = TestCa.create("Peer Test Root");
    private static final TestCa STRANGER = TestCa.create("Stranger Root");

    @TempDir
    static Path directory;

    private static Path root;

    @BeforeAll
    static void opensslIsThere() throws Exception {
        Program.require("openssl");
        root = PemFiles.write(directory, "root", CA.certificate());
    }

    @Test
    void itsBytesComeBackAndItsEndIsProved() throws Exception {
        var large = "0123456789".repeat(10_000);
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var client = client(server, root, "-tls1_3", "-brief", "-nocommands")) {
            client.type("hello\n").awaitOutput("hello\n");
            client.type(large + "\n").awaitOutput(large + "\n");
            client.endInput();

            endsInOrder(client);
            server.endedInOrder();
            assertThat(server.established().protocol().version()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void ourEndIsProvedAndAnswered() throws Exception {
        ChannelHandler oneLine = channel -> {
            channel.inputStream().read();
            channel.outputStream().write("bye\n".getBytes(StandardCharsets.US_ASCII));
            channel.closeOutput();
            channel.inputStream().readAllBytes(); // only close_notify ends it
        };
        try (var server = PeerServer.start(server(), oneLine);
                var client = client(server, root, "-tls1_3", "-brief", "-nocommands", "-msg")) {
            client.type("hello\n");

            endsInOrder(client);
            assertThat(client.output())
                    .contains("bye\n")
                    .containsPattern("<<< .*Alert.*close_notify")
                    .containsPattern(">>> .*Alert.*close_notify");
            server.endedInOrder();
        }
    }

    @Test
    void aKeyUpdateInTheMiddleIsFollowed() throws Exception {
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var client = client(server, root, "-tls1_3")) {
            client.type("before\n").awaitOutput("before\n");
            client.type("K\n").awaitErrors("KEYUPDATE");
            client.type("after\n").awaitOutput("after\n");
            client.endInput();

            endsInOrder(client);
            server.endedInOrder();
        }
    }

    @Test
    void itsSessionIsResumedWithTheClientsCertificate() throws Exception {
        var session = directory.resolve("session.pem").toString();
        try (var server = PeerServer.start(demanding(), PeerServer.RAW_ECHO)) {
            for (var option : List.of("-sess_out", "-sess_in")) {
                try (var client = client(server, root, with(CA, "ada", "-tls1_3", "-nocommands", option, session))) {
                    client.type("hello\n").awaitOutput("hello\n");
                    client.endInput();
                    endsInOrder(client);
                    server.endedInOrder();

                    var established = server.established();
                    assertThat(established.protocol().resumed()).isEqualTo(option.equals("-sess_in"));
                    assertThat(established.identity().toString()).startsWith("CN=ada at ");
                }
            }
        }
    }

    @Test
    void aServerOfAnotherAuthorityOrNameIsRefused() throws Exception {
        var strangersRoot = PemFiles.write(directory, "stranger", STRANGER.certificate());
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO)) {
            try (var client = client(server, strangersRoot, "-tls1_3")) {
                fails(client, "certificate verify failed");
                assertThat(server.refusal()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);
            }
            try (var client = client(server, root, "-tls1_3", "-verify_hostname", "chat.example")) {
                fails(client, "certificate verify failed");
                assertThat(server.refusal()).isEqualTo(Reason.OWN_CERTIFICATE_REFUSED);
            }
        }
    }

    @Test
    void aDemandedCertificateIsCheckedAndAMissingOneRefused() throws Exception {
        try (var server = PeerServer.start(demanding(), PeerServer.RAW_ECHO)) {
            try (var ada = client(server, root, with(CA, "ada", "-tls1_3", "-brief", "-nocommands"))) {
                ada.type("hello\n").awaitOutput("hello\n");
                ada.endInput();
                endsInOrder(ada);
                assertThat(server.established().identity().toString()).startsWith("CN=ada at ");
            }
            try (var nobody = client(server, root, "-tls1_3")) {
                fails(nobody, "alert");
                assertThat(server.refusal()).isEqualTo(Reason.CLIENT_CERTIFICATE_MISSING);
            }
            try (var mallory = client(server, root, with(STRANGER, "mallory", "-tls1_3"))) {
                fails(mallory, "alert");
                assertThat(server.refusal()).isEqualTo(Reason.UNTRUSTED_CERTIFICATE);
            }
        }
    }

    @Test
    void tls12IsRefusedUnlessItIsAllowed() throws Exception {
        var allowing = raw(TlsContextFactory.serverBuilder(CA.server("localhost"))
                .allowTls12()
                .build());
        try (var strict = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var tolerant = PeerServer.start(allowing, PeerServer.RAW_ECHO);
                var refused = client(strict, root, "-tls1_2");
                var welcome = client(tolerant, root, "-tls1_2", "-brief", "-nocommands")) {
            fails(refused, "alert protocol version");
            assertThat(strict.refusal()).isEqualTo(Reason.PROTOCOL_VERSION);

            welcome.type("hello\n").awaitOutput("hello\n");
            welcome.endInput();
            endsInOrder(welcome);
            tolerant.endedInOrder();
            assertThat(tolerant.established().protocol().version()).isEqualTo("TLSv1.2");
        }
    }

    @Test
    void aKilledClientIsACut() throws Exception {
        try (var server = PeerServer.start(server(), PeerServer.RAW_ECHO);
                var client = client(server, root, "-tls1_3", "-brief", "-nocommands")) {
            client.type("hello\n").awaitOutput("hello\n");
            client.kill();

            assertThat(server.endedWith()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    private static ServerConfig.Builder server() {
        return raw(TlsContextFactory.forServer(CA.server("localhost")));
    }

    private static ServerConfig.Builder demanding() {
        return raw(TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(Trust.only(CA.certificate()))
                .build());
    }

    private static ServerConfig.Builder raw(TlsContextFactory.Server tls) {
        return ServerConfig.tls(tls).framing(Framing.none());
    }

    /** The options, and a certificate of that name. */
    private static String[] with(TestCa issuer, String name, String... options) throws IOException {
        var files = PemFiles.write(directory, name, issuer.client(name));
        var all = new ArrayList<>(List.of(options));
        all.addAll(List.of(
                "-cert", files.certificates().toString(), "-key", files.key().toString()));
        return all.toArray(String[]::new);
    }

    private static Program client(PeerServer server, Path trusted, String... options) throws IOException {
        var command = new ArrayList<>(List.of(
                "openssl",
                "s_client",
                "-connect",
                server.address(),
                "-no-CApath",
                "-no-CAstore",
                "-CAfile",
                trusted.toString(),
                "-verify_return_error",
                "-verify_hostname",
                "localhost"));
        command.addAll(List.of(options));
        return Program.start(command);
    }

    private static void endsInOrder(Program client) throws InterruptedException {
        assertThat(client.awaitExit()).as("%s", client).isZero();
        assertThat(client.errors()).doesNotContain("unexpected eof").doesNotContain(":error:");
    }

    private static void fails(Program client, String why) throws InterruptedException {
        assertThat(client.awaitExit()).as("%s", client).isNotZero();
        assertThat(client.errors()).contains(why);
    }
}
