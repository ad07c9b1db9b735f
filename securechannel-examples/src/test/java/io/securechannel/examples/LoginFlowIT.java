package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.examples.console.OwnerOnlyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users, a server and clients by the packaged command line, as the documentation shows them. */
class LoginFlowIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final String SECRET = "secret of ada";

    @TempDir
    private Path elsewhere;

    private String port = "";

    @BeforeEach
    void writePasswords() throws Exception {
        writeSecret("ada.pw", SECRET);
        writeSecret("wrong.pw", "no idea at all");
        writeSecret("pw", "Correct-Horse-7319");
    }

    @Test
    void aPasswordATokenAndASignUp() throws Exception {
        done("users add ada --password-file ada.pw");
        try (var server = start("echo-server --port 0 --users securechannel.users --sign-up invitation")) {
            assertThat(client("--user ada --password-file ada.pw --keep-token ada.token"))
                    .isEqualTo("hello\n");
            server.awaitLine("logged in, ada by SCRAM-SHA-256-PLUS, bound by tls-");
            assertThat(client("--token-file ada.token")).isEqualTo("hello\n");
            server.awaitLine("logged in, ada by SECURECHANNEL-TOKEN, bound by tls-");
            assertThat(refused("--user ada --password-file wrong.pw")).contains("(LOGIN_REFUSED)");
            server.awaitLine("ada: the password is wrong \\(LOGIN_REFUSED\\); not logged in");

            var invitation = done("users invite").lines().findFirst().orElseThrow();
            var bob = "--user bob --sign-up --password-file wrong.pw --invitation=";
            assertThat(client(bob + invitation)).isEqualTo("hello\n");
            server.awaitLine("bob, signed up");
            assertThat(refused(bob.replace("bob", "carol") + invitation)).contains("(SIGN_UP_REFUSED");

            done("users passwd ada --password-file wrong.pw");
            assertThat(refused("--token-file ada.token")).contains("(LOGIN_REFUSED)");
            assertThat(client("--user ada --password-file wrong.pw")).isEqualTo("hello\n");
            done("users disable bob");
            assertThat(refused("--user bob --password-file wrong.pw")).contains("(LOGIN_REFUSED)");
        }
        assertThat(Files.readString(elsewhere.resolve("securechannel.users"))).doesNotContain(SECRET, "no idea");
    }

    @Test
    void aSecondStepAndATokenThatOutlivesTheServer() throws Exception {
        done("users add ada --password-file ada.pw");
        done("keys init --password-file pw");
        done("keys new vault --kind secret --password-file pw");
        var said = done("users totp ada --vault vault --keys-password-file pw");
        var base32 = said.lines()
                .filter(each -> each.startsWith("secret, to type in: "))
                .findFirst()
                .orElseThrow()
                .substring(20);
        var server = "echo-server --port 0 --users securechannel.users --vault vault --keep-issuer issuer"
                + " --password-file pw";
        try (var running = start(server)) {
            assertThat(refused("--user ada --password-file ada.pw")).contains("(LOGIN_REQUIRED", "--code");
            writeCode(base32);
            assertThat(client("--user ada --password-file ada.pw --code-file code --keep-token ada.token"))
                    .isEqualTo("hello\n");
            running.awaitLine("logged in, ada by SCRAM-SHA-256-PLUS and SECURECHANNEL-TOTP");
            assertThat(refused("--user ada --password-file ada.pw --code-file code"))
                    .contains("(LOGIN_REFUSED)"); // a code serves once
        }
        try (var again = start(server)) {
            assertThat(client("--token-file ada.token")).isEqualTo("hello\n");
            again.awaitLine("logged in, ada by SECURECHANNEL-TOKEN");
        }
    }

    @Test
    void usersInADatabaseAreLockedAndUnlocked() throws Exception {
        usersAreLockedAndUnlocked("jdbc:h2:./users;AUTO_SERVER=TRUE", "");
    }

    @Test
    void whoeverMeetsADatabaseInUseIsToldHowToShareIt() throws Exception {
        done("users add ada --no-password --store jdbc:h2:./alone");
        try (var server = start("echo-server --port 0 --users jdbc:h2:./alone")) {
            var result = execute("", "users list --store jdbc:h2:./alone");
            assertThat(result.exitCode()).as("%s with %s", result, server).isEqualTo(1);
            assertThat(result.errors()).contains("has it open; add ;AUTO_SERVER=TRUE to the address");
        }
    }

    @Test
    void usersInPostgresqlAreLockedAndUnlocked() throws Exception {
        try (var database = Postgres.start()) {
            writeSecret("db.pw", Postgres.PASSWORD);
            usersAreLockedAndUnlocked(database.url(), " --db-user " + Postgres.USER + " --db-password-file db.pw");
            var wrong = execute("", "users list --store " + database.url() + " --db-user eve --db-password-file db.pw");
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.errors())
                    .contains("does not let this program in", "eve")
                    .doesNotContain(Postgres.PASSWORD);
        }
    }

    @Test
    void aTypedPasswordIsNotShown() throws Exception {
        Processes.require("tmux");
        done("users add ada --password-file ada.pw");
        var socket = "securechannel-login-" + ProcessHandle.current().pid();
        try (var server = start("echo-server --port 0 --users securechannel.users")) {
            var client = "echo-client --port " + port + " --ca securechannel-dev.crt --user ada";
            var line = String.join(" ", command(client));
            tmux(socket, "new-session", "-d", "-s", "it", "-x", "200", "-y", "50", "-c", elsewhere.toString(), "sh");
            tmux(socket, "send-keys", "-t", "it", line, "Enter");
            awaitScreen(socket, "Password of ada:");
            tmux(socket, "send-keys", "-t", "it", SECRET, "Enter");
            server.awaitLine("logged in, ada");
            assertThat(awaitScreen(socket, "logged in as ada")).doesNotContain(SECRET);
        } finally {
            tmux(socket, "kill-server");
        }
    }

    @Test
    void aTokenOfAnIdentityProvider() throws Exception {
        try (var key = ProofKey.generate();
                var pkcs8 = key.pkcs8();
                var provider = TokenIssuer.builder("https://login.example").build()) {
            Files.writeString(elsewhere.resolve("keys.json"), provider.publicKeys());
            var request = TokenRequest.of("ada", "echo", Duration.ofMinutes(5));
            Files.writeString(elsewhere.resolve("bound.jwt"), provider.issue(request.boundTo(key.publicKey())) + "\n");
            Files.writeString(elsewhere.resolve("bare.jwt"), provider.issue(request));
            Files.writeString(
                    elsewhere.resolve("key.pem"),
                    "-----BEGIN PRIVATE KEY-----\n" + Base64.getEncoder().encodeToString(pkcs8.copy())
                            + "\n-----END PRIVATE KEY-----\n");
        }
        var line =
                "echo-server --port 0 --token-keys keys.json --token-issuer https://login.example --token-audience echo";
        try (var server = start(line)) {
            assertThat(client("--token-file bound.jwt --token-key key.pem")).isEqualTo("hello\n");
            server.awaitLine("logged in, ada by SECURECHANNEL-TOKEN");
            assertThat(refused("--token-file bare.jwt --insecure-without-binding"))
                    .contains("(LOGIN_NOT_OFFERED");
        }
        try (var server = start(line + " --insecure-without-binding")) {
            assertThat(client("--token-file bare.jwt --insecure-without-binding"))
                    .isEqualTo("hello\n");
            server.awaitLine("logged in, ada by OAUTHBEARER");
            assertThat(refused("--token-file bound.jwt --insecure-without-binding"))
                    .contains("(LOGIN_REFUSED)");
        }
    }

    @Test
    void aCertificateIsALogin() throws Exception {
        done("dev-certs --dir certs --client ada");
        try (var server = start("echo-server --port 0 --cert certs/server.crt --key certs/server.key --client-auth"
                + " --ca certs/ca.crt --users-by-certificate")) {
            var client = "echo-client --port " + port
                    + " --ca certs/ca.crt --cert certs/client.crt --key certs/client.key --by-certificate";
            assertThat(execute("hello\n", client).orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("logged in, ada by EXTERNAL");
        }
    }

    /** Asks again and again until it is there; asking takes a few milliseconds each time. */
    private String awaitScreen(String socket, String text) throws Exception {
        long until = System.nanoTime() + 60_000_000_000L;
        var screen = "";
        while (System.nanoTime() - until < 0) {
            screen = tmux(socket, "capture-pane", "-p", "-J", "-t", "it");
            if (screen.contains(text)) {
                return screen;
            }
        }
        throw new AssertionError("no " + text + " on the screen:\n" + screen);
    }

    private String tmux(String socket, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("tmux", "-L", socket, "-f", "/dev/null"));
        command.addAll(Arrays.asList(arguments));
        return Processes.run(elsewhere, Map.of(), 20, command).orThrow();
    }

    private void usersAreLockedAndUnlocked(String database, String more) throws Exception {
        var store = " --store " + database + more;
        done("users add ada --password-file ada.pw" + store);
        try (var server = start("echo-server --port 0 --users " + database + more)) {
            assertThat(client("--user ada --password-file ada.pw")).isEqualTo("hello\n");
            for (int i = 0; i < 5; i++) {
                assertThat(refused("--user ada --password-file wrong.pw")).contains("(LOGIN_REFUSED)");
            }
            server.awaitLine("ada, locked for 127\\.0\\.0\\.1 ");
            assertThat(refused("--user ada --password-file ada.pw")).contains("(LOGIN_REFUSED)");
            assertThat(done("users list" + store)).contains("locked for 127.0.0.1");
            assertThat(done("users unlock ada" + store)).contains("ada: unlocked, for 1 address");
            assertThat(client("--user ada --password-file ada.pw")).isEqualTo("hello\n");
        }
    }

    private void writeSecret(String file, String secret) throws Exception {
        OwnerOnlyFile.write(elsewhere.resolve(file), (secret + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void writeCode(String base32) throws Exception {
        try (var seed = TotpSeed.fromBase32(base32)) {
            var totp = Totp.standard();
            Files.writeString(elsewhere.resolve("code"), totp.code(seed, totp.step(Instant.now())) + "\n");
        }
    }

    private RunningProcess start(String line) throws Exception {
        var server = RunningProcess.start(elsewhere, command(line));
        port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
        return server;
    }

    private String client(String options) throws Exception {
        var line = "echo-client --port " + port + " --ca securechannel-dev.crt " + options;
        var result = execute("hello\n", line);
        assertThat(result.errors()).as("%s", line).isEmpty();
        return result.orThrow().replace("\r\n", "\n");
    }

    private String refused(String options) throws Exception {
        var result = execute("hello\n", "echo-client --port " + port + " --ca securechannel-dev.crt " + options);
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.errors().lines()).as("%s", result).hasSize(1);
        assertThat(result.output()).isEmpty();
        assertThat(result.errors()).doesNotContain(SECRET, "no idea");
        return result.errors();
    }

    private String done(String line) throws Exception {
        var result = execute("", line);
        assertThat(result.errors()).as("%s", line).isEmpty();
        return result.orThrow();
    }

    private Processes.Result execute(String input, String line) throws Exception {
        return Processes.runWithInput(elsewhere, 60, input, command(line));
    }

    private static List<String> command(String line) throws Exception {
        var command = new ArrayList<>(
                List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        command.addAll(Arrays.asList(line.split(" ")));
        return command;
    }
}
