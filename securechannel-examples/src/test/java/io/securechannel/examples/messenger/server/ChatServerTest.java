package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server's beginning and its end. */
class ChatServerTest {

    @TempDir
    private Path directory;

    private final TestUser ada = new TestUser("ada");
    private final TestUser bob = new TestUser("bob");

    @Test
    void theFirstStartMakesEverythingForItsOwnerAlone() throws Exception {
        var data = directory.resolve("made");
        try (var harness = ServerHarness.in(data)) {
            assertThat(harness.said())
                    .singleElement()
                    .asString()
                    .contains("chat.password", "can be this server", "--password-file");
            harness.signUp(ada);
            var ca = Files.readAllBytes(harness.server().caCertificate());
            harness.restart();
            assertThat(Files.readAllBytes(harness.server().caCertificate())).isEqualTo(ca);
            harness.enter(ada);
            assertThat(harness.said()).as("the second start makes nothing").hasSize(1);
            assertThatThrownBy(() -> ServerHarness.in(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use, by a chat-server that runs: stop that one first");
        }
        assertThat(permissions(data)).isEqualTo("rwx------");
        try (var files = Files.list(data)) {
            assertThat(files.filter(file -> !file.endsWith("chat-ca.crt")))
                    .hasSizeGreaterThan(3)
                    .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
        }
    }

    @Test
    void anotherNameIsAnotherCertificateOfTheSameAuthority() throws Exception {
        Path ca;
        try (var harness = ServerHarness.in(directory)) {
            ca = directory.resolve("copy.crt");
            Files.copy(harness.server().caCertificate(), ca);
        }
        try (var harness = ServerHarness.in(directory, config -> config.names(List.of("chat.example")))) {
            assertThat(harness.said()).singleElement().asString().contains("new certificate", "chat.example");
            ProtocolClient.connect(harness.server().port(), ca, "ada", true).close();
        }
        try (var harness = ServerHarness.in(directory, config -> config.names(List.of("other.example")))) {
            assertThat(harness.said())
                    .as("as many names, and not the same")
                    .singleElement()
                    .asString()
                    .contains("new certificate", "other.example");
        }
        try (var harness = ServerHarness.in(directory, config -> config.names(List.of("OTHER.example", "0:0::1")))) {
            assertThat(harness.said()).as("the same").isEmpty();
        }
    }

    @Test
    void aCertificateIsRenewedWhileTheServerRuns() throws Exception {
        var config = ChatServerConfig.in(directory)
                .insecureIterations(ProtocolClient.ITERATIONS)
                .build();
        try (var data = DataDirectory.openOrMake(directory);
                var keys = ServerKeys.openOrMake(data, config)) {
            var first = keys.identity().current().certificate();
            assertThat(keys.certify(Instant.now().plus(Duration.ofDays(304)))).isEmpty();
            assertThat(keys.certify(Instant.now().plus(Duration.ofDays(306))).orElseThrow())
                    .contains("new certificate", "localhost");
            assertThat(keys.identity().current().certificate()).isNotEqualTo(first);
        }
    }

    @Test
    void whatOthersCanChangeOrReadIsSaid() throws Exception {
        ServerHarness.in(directory).close();
        Files.setPosixFilePermissions(directory.resolve("chat.password"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory.resolve("audit.log"), PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (var harness = ServerHarness.in(directory)) {
            assertThat(harness.said()).singleElement().asString().contains("others", "chmod 600", "chat.password");
            assertThat(permissions(harness.file("audit.log"))).isEqualTo("rw-------");
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxr-x"));
        assertThatThrownBy(() -> ServerHarness.in(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("can write in " + directory)
                .hasMessageContaining("chmod go-w");
    }

    @Test
    void nothingIsLeftBehind() throws Exception {
        var before = threads();
        try (var harness = ServerHarness.in(directory)) {
            for (int i = 0; i < 8; i++) {
                harness.signUp(new TestUser("user" + i));
            }
            assertThat(threads()).anyMatch(name -> name.startsWith("chat-sender"));
            harness.server().close();
            harness.server().close(); // does nothing
            assertThat(harness.server().failure()).isEmpty();
            assertThat(threads().stream().filter(name -> !before.contains(name)))
                    .noneMatch(name -> name.startsWith("chat-") || name.contains("H2") || name.contains("MVStore"));
        }
    }

    /** A store that fails promises nothing, and the server does not go on as if it had one. */
    @Test
    void aFailedStoreEndsTheServer() throws Exception {
        try (var harness = ServerHarness.in(directory)) {
            var fromAda = harness.signUp(ada);
            harness.signUp(bob);
            fromAda.sendAccepted(ada.mail(bob.id(), 1));
            try (var connection =
                    DriverManager.getConnection("jdbc:h2:" + directory.resolve("chat") + H2MailStore.SETTINGS)) {
                connection.createStatement().execute("SHUTDOWN IMMEDIATELY");
            }
            fromAda.say(new ClientMessage.Send(ada.mail(bob.id(), 2)));
            fromAda.awaitClose();
            assertThat(fromAda.kept(ServerMessage.Accepted.class)).isEmpty();
            harness.server().awaitClose();
            assertThat(harness.server().failure().orElseThrow())
                    .hasMessageContainingAll(
                            "the store of mails failed",
                            "H2 error",
                            directory.resolve("chat.mv.db").toString());
        }
    }

    @Test
    void signUpCanBeClosed() throws Exception {
        try (var harness = ServerHarness.in(directory, config -> config.signUp(SignUpPolicy.CLOSED))) {
            assertThatThrownBy(() -> harness.connect("ada", true))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.SIGN_UP_REFUSED));
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).collect(Collectors.toSet());
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
