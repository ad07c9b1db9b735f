package io.securechannel.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.InProcess.Result;
import io.securechannel.pki.DevCertificates;
import io.securechannel.pki.Pem;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logins of echo-client that fail, each with one line. Those that succeed are in LoginFlowIT. */
@Timeout(60)
class ClientLoginTest {

    private static final String SECRET = "secret of ada";

    private static final ThrottleLimits TWO_FAILURES =
            new ThrottleLimits(2, Duration.ofMinutes(5), Duration.ofMinutes(15), 50, 50, Duration.ZERO);

    @TempDir
    private Path directory;

    private final InputStream standardInput = System.in;
    private InProcess line;
    private final CredentialStore users = CredentialStore.inMemory();

    @BeforeEach
    void writePasswords() throws Exception {
        System.setIn(InputStream.nullInputStream()); // a client that gets as far as to read would take Surefire's
        line = new InProcess(directory);
        Files.writeString(line.file("ada.pw"), SECRET + "\n");
        Files.writeString(line.file("wrong.pw"), "no idea");
    }

    @AfterEach
    void noSecretWasSaid() {
        System.setIn(standardInput);
        assertThat(line.said()).doesNotContain(SECRET, "no idea");
        users.close();
    }

    @Test
    void wrongUnknownAndLockedAreOneLineAndTheSame() throws Exception {
        addAda();
        try (var server = listen()) {
            var wrong = login(server, "--user ada --password-file @wrong.pw").failed();
            assertThat(wrong).contains("(LOGIN_REFUSED)", "does not say which");
            assertThat(login(server, "--user eve --password-file @wrong.pw").failed())
                    .isEqualTo(wrong);
            assertThat(login(server, "--user ada --password-file @wrong.pw").failed())
                    .isEqualTo(wrong);
            assertThat(login(server, "--user ada --password-file @ada.pw").failed())
                    .isEqualTo(wrong);
        }
    }

    @Test
    void aServerThatAsksSaysByWhichOption() throws Exception {
        try (var server = listen()) {
            assertThat(login(server, "").failed())
                    .contains(
                            "(LOGIN_REQUIRED: log in by --user NAME, --token-file FILE, --by-certificate or --by-key");
            assertThat(login(server, "--user ada --sign-up --password-file @ada.pw")
                            .failed())
                    .contains("(SIGN_UP_REFUSED: --invitation TOKEN");
            assertThat(login(server, "--by-certificate").failed()).contains("(LOGIN_NOT_OFFERED");
        }
    }

    @Test
    void usersChangeTheirOwnPasswords() throws Exception {
        addAda();
        Files.writeString(line.file("new.pw"), "the next secret");
        try (var server = listen()) {
            login(server, "--user ada --password-file @ada.pw --new-password-file @new.pw")
                    .done();
            assertThat(login(server, "--user ada --password-file @ada.pw").failed())
                    .contains("(LOGIN_REFUSED)");
            login(server, "--user ada --password-file @new.pw").done();
            assertThat(login(server, "--new-password-file @new.pw").wrong()).contains("about --user NAME");
            assertThat(login(server, "--user eve --sign-up --new-password-file @new.pw")
                            .wrong())
                    .contains("no old password");
        }
    }

    @Test
    void aTokenOfAnotherServerIsRefused() throws Exception {
        try (var server = listen()) {
            TokenFile.write(token(Duration.ofHours(1)), line.file("ada.token"));
            assertThat(login(server, "--token-file @ada.token").failed()).contains("(LOGIN_NOT_OFFERED");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--sign-up",
                "--invitation x",
                "--code",
                "--keep-token @x",
                "--user ada --invitation x",
                "--user ada --token-file @ada.pw",
                "--user ada --by-certificate",
                "--token-key @ada.pw",
                "--user ada --code --code-file @ada.pw",
                "--user ada --password-file @ada.pw --raw",
                "--user ada --password hunter2"
            })
    void optionsThatDoNotBelongTogetherAreWrongUsage(String options) {
        assertThat(line.run("echo-client " + options).wrong()).isNotBlank().doesNotContain("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n"})
    void anEmptyPasswordFileIsNone(String content) throws Exception {
        Files.writeString(line.file("empty"), content);
        assertThat(line.run("echo-client --user ada --password-file @empty").failed())
                .contains("holds no password");
    }

    @Test
    void aPasswordFileThatIsTooLargeOrNotThereIsNone() throws Exception {
        Files.writeString(line.file("large"), "x".repeat(4_097));
        assertThat(line.run("echo-client --user ada --password-file @large").failed())
                .contains("(TOO_LARGE)");
        assertThat(line.run("echo-client --user ada --password-file @none").failed())
                .contains("(UNREADABLE)");
    }

    @Test
    void garbageIsNoToken() throws Exception {
        Files.writeString(line.file("empty"), "");
        assertThat(line.run("echo-client --token-file @empty").failed()).contains("holds no token");
        Files.writeString(line.file("words"), "not a token, three words");
        assertThat(line.run("echo-client --token-file @words").failed()).contains("holds no token");
        Files.write(line.file("large"), new byte[(64 << 10) + 1]);
        assertThat(line.run("echo-client --token-file @large").failed()).contains("larger than 64 KiB");
        assertThat(line.run("echo-client --token-file @none").failed()).contains("no such file");
        Files.writeString(line.file("bare"), "aGVhZA.Ym9keQ.c2ln");
        assertThat(line.run("echo-client --token-file @bare").wrong()).contains("--token-key", "--insecure-without");
        assertThat(line.run("echo-client --token-file @bare --token-key @words").failed())
                .contains("no private key in PEM");
        Files.writeString(line.file("pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThat(line.run("echo-client --token-file @bare --token-key @pem").failed())
                .contains("(MALFORMED)");
    }

    @Test
    void aDamagedReconnectTokenIsNone() throws Exception {
        var file = line.file("ada.token");
        TokenFile.write(token(Duration.ofHours(1)), file);
        var whole = Files.readString(file);
        var random = new Random(4711);
        for (int i = 0; i < 40; i++) {
            var cut = whole.substring(0, 31 + random.nextInt(whole.length() - 35));
            Files.writeString(file, cut);
            assertThatThrownBy(() -> TokenFile.read(file))
                    .as(cut)
                    .isInstanceOfAny(IOException.class, KeyMaterialException.class);
        }
        Files.writeString(file, whole.replace("token/1", "token/2"));
        assertThat(line.run("echo-client --token-file @ada.token").failed()).contains("(");
    }

    @Test
    void aReconnectTokenIsForItsOwnerAlone() throws Exception {
        var file = line.file("ada.token");
        try (var token = token(Duration.ofHours(1))) {
            TokenFile.write(token, file);
            try (var again = TokenFile.read(file)) {
                assertThat(again.token()).isEqualTo(token.token());
                assertThat(again.key().publicKey()).isEqualTo(token.key().publicKey());
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(line.run("echo-client --token-file @ada.token").failed()).contains("chmod 600");
        assertThat(line.run("echo-client --token-file @none.token").failed()).contains("none.token: no such file");
    }

    @Test
    void aTokenReplacesNothingButATokenFile() throws Exception {
        assertThat(line.run("echo-client --user ada --password-file @ada.pw --keep-token @wrong.pw")
                        .failed())
                .contains("is there already");
        assertThat(line.file("wrong.pw")).hasContent("no idea");
        assertThat(line.run("echo-client --user ada --password-file @ada.pw --keep-token @none/token")
                        .failed())
                .contains("there is no directory");
    }

    @Test
    void theKeyOfATokenIsReadFromPem() throws Exception {
        try (var key = ProofKey.generate();
                var pkcs8 = key.pkcs8()) {
            var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(pkcs8.copy());
            var file = Files.writeString(
                    line.file("key.pem"), "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
            try (var read = TokenFile.key(file)) {
                assertThat(read.publicKey()).isEqualTo(key.publicKey());
            }
        }
    }

    private static ReconnectToken token(Duration lifetime) throws Exception {
        try (var issuer = TokenIssuer.builder("test").build()) {
            var key = ProofKey.generate(); // the token's from now on
            var request = TokenRequest.of("ada", "test", lifetime).boundTo(key.publicKey());
            return ReconnectToken.of(issuer.issue(request), key);
        }
    }

    private void addAda() throws Exception {
        try (var password = Password.copyOf(SECRET.toCharArray())) {
            users.add(User.of("ada", ScramCredential.derive(password, 100_000), Instant.now()));
        }
    }

    private SecureChannelServer listen() throws Exception {
        var identity = DevCertificates.localhost();
        Pem.writeCertificate(identity.certificate(), line.file("ca.crt"));
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .iterations(100_000)
                .throttle(LoginThrottle.inMemory(TWO_FAILURES, InstantSource.system()))
                .build();
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(TlsContextFactory.forServer(identity))
                        .requireLogin(verifier)
                        .build(),
                channel -> channel.forEachMessage(channel::send));
    }

    private Result login(SecureChannelServer server, String options) {
        return line.run("echo-client --ca @ca.crt --port " + server.port() + (options.isEmpty() ? "" : " " + options));
    }
}
