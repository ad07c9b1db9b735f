package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.InProcess;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line around the server; the server itself runs in an IT. */
class ChatServerCommandTest {

    @TempDir
    private Path directory;

    @Test
    void anInvitationLetsOneUserSignUp() throws Exception {
        var line = new InProcess(directory);
        var data = directory.resolve("data");
        String token;
        try (var harness = ServerHarness.in(data, config -> config.signUp(SignUpPolicy.BY_INVITATION))) {
            assertThat(line.run("chat-server invite --data @data").failed())
                    .contains("is in use, by a chat-server that runs: stop that one first");
            harness.server().close();
            token = line.run("chat-server invite --data @data --days 2").done().strip();
            assertThat(token).isNotEmpty();
            harness.restart();
            var login = ChallengeAuth.password("ada", () -> Password.copyOf("a password".toCharArray()))
                    .insecureIterations(ProtocolClient.ITERATIONS)
                    .signingUp(token);
            var trust = Trust.only(harness.server().caCertificate());
            var config = ClientConfig.tls(TlsContextFactory.forClient(trust))
                    .login(login)
                    .build();
            try (var channel =
                    SecureChannel.connect("localhost", harness.server().port(), config)) {
                assertThat(channel.login().orElseThrow().user()).isEqualTo("ada");
            }
            assertThat(Files.readString(harness.file("audit.log")))
                    .contains("\"signed up\"")
                    .doesNotContain(token);
        }
    }

    @Test
    void whatIsWrongIsSaid() throws Exception {
        var line = new InProcess(directory);
        assertThat(line.run("chat-server invite --data @nowhere").failed())
                .contains("nowhere is not there", "--data names another");
        assertThat(line.run("chat-server invite --days 0").wrong()).contains("--days is between 1 and 365");
        assertThat(line.run("chat-server --sign-up anybody").wrong()).contains("OPEN, INVITATION, CLOSED");
        assertThat(line.run("chat-server --data @none --listen 0.0.0.0 --port 0")
                        .wrong())
                .contains("other machines can reach 0.0.0.0", "--sign-up");
        assertThat(directory.resolve("none")).doesNotExist();
        assertThat(line.run("chat-server --password hunter2").wrong())
                .contains("a password is never an argument")
                .doesNotContain("hunter2");
        Files.writeString(directory.resolve("db.pw"), "hunter2");
        assertThat(line.run("chat-server --data @none --store jdbc:h2:@db").wrong())
                .contains("is a PostgreSQL");
        assertThat(line.run("chat-server --store jdbc:postgresql://localhost/chat?password=hunter2")
                        .wrong())
                .contains("a password is never an argument", "--db-password-file")
                .doesNotContain("hunter2");
        assertThat(line.run("chat-server --store jdbc:postgresql://chat:hunter2@localhost/chat")
                        .wrong())
                .contains("a password is never an argument", "--db-user")
                .doesNotContain("hunter2");
        assertThat(line.run("chat-server --db-user chat").wrong()).contains("are for --store");
        assertThat(line.run("chat-server --data @shared --store jdbc:postgresql://127.0.0.1:1/chat --db-user chat"
                                + " --db-password-file @db.pw")
                        .failed())
                .contains("jdbc:postgresql://127.0.0.1:1/chat cannot be used: it cannot be reached", "--db-user")
                .doesNotContain("hunter2");
        assertThat(directory.resolve("shared").resolve("chat.keys")).doesNotExist();
        assertThat(line.run("chat-server --data @a;b").failed()).contains("semicolon", "--data");
    }
}
