package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.auth.Users;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.SealedSeed;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A second implementation of the login, in Python, that was written from the specification alone. */
@Tag("it")
@Timeout(60)
class LoginPythonIT {

    private static final TestCa CA = TestCa.create("Login Test Root");

    @TempDir
    static Path directory;

    private static Path root;
    private static String python;

    private final CredentialStore users = Users.withAda();
    private final SeedVault vault = SeedVault.of(SecretBytes.random(32));
    private final TotpSeed seed = TotpSeed.random();
    private PeerServer server;
    private Path password;

    @BeforeAll
    static void pythonIsThere() throws Exception {
        python = JwtInteropIT.python();
        root = PemFiles.write(directory, "root", CA.certificate());
    }

    @BeforeEach
    void start() throws Exception {
        var issuer =
                TokenIssuer.builder("chat.test").signWith(ProofKey.generate()).build();
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .insecureIterations(Users.ITERATIONS)
                .signUp(SignUpPolicy.OPEN)
                .secondStep(vault)
                .reconnectTokens(ReconnectTokens.by(issuer, Duration.ofDays(1)))
                .build();
        var config = ServerConfig.tls(TlsContextFactory.forServer(CA.server("localhost")))
                .requireLogin(verifier);
        server = PeerServer.start(
                config,
                channel -> channel.forEachMessage(message -> {
                    var login = channel.login().orElseThrow();
                    channel.sendText(login + ": " + new String(message, java.nio.charset.StandardCharsets.UTF_8));
                }));
        password = written("ada.password", "secret of ada");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private static Path written(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private Program login(String... options) throws Exception {
        var script = LoginPythonIT.class.getResource("login.py");
        assertThat(script).isNotNull();
        var command =
                new ArrayList<String>(List.of(python, Path.of(script.toURI()).toString()));
        command.addAll(List.of("localhost", String.valueOf(server.port()), root.toString()));
        command.addAll(List.of(options));
        return Program.start(command);
    }

    private void succeeds(String expected, String... options) throws Exception {
        try (var program = login(options)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            assertThat(program.output()).isEqualTo(expected);
        }
    }

    private void fails(String expected, String... options) throws Exception {
        try (var program = login(options)) {
            assertThat(program.awaitExit()).as("%s", program).isNotZero();
            assertThat(program.errors()).contains(expected);
        }
    }

    @Test
    void aPasswordThatIsRightLogsInAndAWrongOneDoesNot() throws Exception {
        succeeds(
                "ada by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: hello\n",
                "--user",
                "ada",
                "--password-file",
                password.toString(),
                "hello");
        fails(
                "FAILED 1",
                "--user",
                "ada",
                "--password-file",
                written("wrong", "wrong").toString(),
                "hello");
        fails("FAILED 1", "--user", "eve", "--password-file", password.toString(), "hello");
    }

    @Test
    void anotherChannelsBindingIsRefused() throws Exception {
        fails("FAILED 2", "--user", "ada", "--password-file", password.toString(), "--tamper", "binding", "hello");
    }

    @Test
    void aUserSignsUpAndChangesThePassword() throws Exception {
        var old = written("bob.password", "secret of bob");
        var fresh = written("bob.new", "another one");
        succeeds(
                "bob by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: hello\n",
                "--user",
                "bob",
                "--password-file",
                old.toString(),
                "--sign-up",
                "--new-password-file",
                fresh.toString(),
                "hello");
        fails("FAILED 1", "--user", "bob", "--password-file", old.toString(), "hello");
        succeeds(
                "bob by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: hello\n",
                "--user",
                "bob",
                "--password-file",
                fresh.toString(),
                "hello");
    }

    @Test
    void aTokenForTheNextTimeIsProved() throws Exception {
        var token = directory.resolve("token").toString();
        succeeds(
                "ada by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: hello\n",
                "--user",
                "ada",
                "--password-file",
                password.toString(),
                "--keep-token",
                token,
                "hello");
        succeeds("ada by SECURECHANNEL-TOKEN, bound by tls-server-end-point: again\n", "--token-file", token, "again");
        fails("FAILED 2", "--token-file", token, "--tamper", "binding", "again");
    }

    @Test
    void aCodeFollowsThePassword() throws Exception {
        var ada = users.find("ada").orElseThrow();
        assertThat(users.update(ada.withSecondStep(Optional.of(new SealedSeed(vault.seal("ada", seed))))))
                .isTrue();
        var totp = Totp.standard();
        var code = totp.code(seed, totp.step(Instant.now()));
        succeeds(
                "ada by SCRAM-SHA-256-PLUS and SECURECHANNEL-TOTP, bound by tls-server-end-point: hello\n",
                "--user",
                "ada",
                "--password-file",
                password.toString(),
                "--code",
                code,
                "hello");
        fails("FAILED 1", "--user", "ada", "--password-file", password.toString(), "--code", code, "hello");
    }

    @Test
    void aFurtherStepGoesTheSameWay() throws Exception {
        succeeds("""
                ada by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: hello
                ada by SCRAM-SHA-256-PLUS, bound by tls-server-end-point: after the step
                """, "--user", "ada", "--password-file", password.toString(), "--step-up", "hello");
    }
}
