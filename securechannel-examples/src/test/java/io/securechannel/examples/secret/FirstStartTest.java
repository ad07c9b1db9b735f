package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.service.ServerNames;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the server makes at its first start, keeps, and renews. */
class FirstStartTest {

    @TempDir
    private Path directory;

    private InProcess commands;

    @BeforeEach
    void commands() throws Exception {
        commands = InProcess.reusingCommands(directory);
        DataDirectory.cost = PasswordCost.insecureForTests();
        DataDirectory.randomCost = PasswordCost.insecureForTests();
    }

    @Test
    void theFirstStartMakesAllAndTheSecondUsesIt() throws Exception {
        var said = commands.run("secret-server --ca-only --data @data");
        assertThat(said.done())
                .contains("secret.password", "whoever reads both files has all keys", "the CA's certificate: ");
        for (var closed : List.of("data/secret.keys", "data/secret.password")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(commands.file(closed))))
                    .as(closed)
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(commands.file("data"))))
                .isEqualTo("rwx------");
        assertThat(Files.readString(commands.file("data/secret.password")).strip())
                .as("256 random bits")
                .matches("[\\w-]{43}");
        var certificate = Files.readString(commands.file("data/secret-ca.crt"));
        assertThat(certificate).contains("BEGIN CERTIFICATE").doesNotContain("PRIVATE");
        byte[] before = Files.readAllBytes(commands.file("data/secret.keys"));

        Files.delete(commands.file("data/secret-ca.crt"));
        assertThat(commands.run("secret-server --ca-only --data @data").code()).isZero();
        assertThat(Files.readString(commands.file("data/secret-ca.crt"))).isEqualTo(certificate);
        assertThat(Files.readAllBytes(commands.file("data/secret.keys")))
                .as("nothing was issued anew")
                .isEqualTo(before);
    }

    @Test
    void withAPasswordOfOnesOwnNoneIsWritten() throws Exception {
        var fresh = new InProcess(directory);
        var start = "secret-server --ca-only --data @data";
        assertThat(fresh.run(start, "--password-file", commands.path("pw")).code())
                .isZero();
        assertThat(commands.file("data/secret.password")).doesNotExist();
        Files.writeString(commands.file("other"), "Another-Horse-1\n");
        assertThat(fresh.run(start, "--password-file", commands.path("other")).failed())
                .contains("(WRONG_PASSWORD)");
    }

    @Test
    void theAuthorityIssuesForItsNamesAlone() throws Exception {
        commands.run("secret-server --ca-only --data @data --name secret.example,10.0.0.7,*.wild.example");
        try (var keys = open("data")) {
            var names = keys.get(OwnAuthority.SERVER, Identity.class);
            var client = TlsContextFactory.forClient(Trust.only(commands.file("data/secret-ca.crt")));
            for (var host : List.of("localhost", "127.0.0.1", "::1", "secret.example", "10.0.0.7", "a.wild.example")) {
                assertThat(client.verify(names.certificateChain(), host).certificateChain())
                        .as(host)
                        .isNotEmpty();
            }
            var authority = OwnAuthority.open(keys, Instant::now);
            assertThatThrownBy(() -> authority.ensureServer(ServerNames.with(List.of("bank.example"))))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(KeyMaterialException.Reason.NOT_GRANTED));
        }
        assertThat(commands.run("secret-server --ca-only --data @data --name bank.example")
                        .failed())
                .contains("bank.example", "--data DIR", "(NOT_GRANTED)");
    }

    @Test
    void aCertificateIsRenewedThirtyDaysBeforeItsEnd() throws Exception {
        var now = new AtomicReference<>(Instant.now());
        try (var password = Password.copyOf(InProcess.PASSWORD.toCharArray());
                var keys = KeyStoreManager.builder(directory.resolve("k"))
                        .clock(now::get)
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password)) {
            var names = ServerNames.with(List.of());
            var authority = OwnAuthority.openOrCreate(keys, names, now::get);
            assertThat(authority.ensureServer(names))
                    .hasValueSatisfying(
                            did -> assertThat(did).contains("made a certificate for localhost, 127.0.0.1, ::1"));
            var live = keys.liveIdentity(OwnAuthority.SERVER);
            var first = live.current().certificate();
            now.set(now.get().plus(Duration.ofDays(59)));
            assertThat(authority.ensureServer(names)).isEmpty();
            assertThat(live.current().certificate()).isEqualTo(first);
            now.set(now.get().plus(Duration.ofDays(2)));
            assertThat(authority.ensureServer(names))
                    .hasValueSatisfying(did -> assertThat(did).contains("renewed"));
            assertThat(live.current().notAfter()).isAfter(first.getNotAfter().toInstant());
        }
    }

    @Test
    void aFurtherNameMakesAnotherCertificate() throws Exception {
        commands.run("secret-server --ca-only --data @data --name a.example,b.example");
        commands.run("secret-server --ca-only --data @data --name a.example");
        try (var keys = open("data")) {
            assertThat(keys.versions(OwnAuthority.SERVER, Identity.class)).hasSize(1);
        }
        assertThat(commands.run("secret-server --ca-only --data @data --name c.a.example")
                        .code())
                .isZero();
        try (var keys = open("data")) {
            assertThat(keys.versions(OwnAuthority.SERVER, Identity.class))
                    .as("a name below one that was named")
                    .hasSize(2);
        }
    }

    @Test
    void clientsGetFiles() throws Exception {
        commands.run("secret-server --ca-only --data @data");
        assertThat(commands.run("secret-server issue-client ada --data @data --out @ada --plain")
                        .done())
                .contains("issued CN=ada", "NOT encrypted");
        var ada = Identity.fromPem(commands.file("ada/ada.crt"), commands.file("ada/ada.key"));
        var clients = Trust.only(commands.file("data/secret-ca.crt"));
        var verified = TlsContextFactory.serverBuilder(Fixture.SERVER)
                .requireClientCertificate(clients)
                .build()
                .verify(ada.certificateChain());
        assertThat(verified.certificateChain()).isEqualTo(ada.certificateChain());
        assertThat(commands.run("secret-server issue-client ada --data @data --out @ada --plain")
                        .failed())
                .contains("ada.crt is there already; --force replaces it");
        assertThat(commands.run("secret-server issue-client ../eve --data @data --out @eve --plain")
                        .done())
                .contains("NOT encrypted");
        try (var made = Files.list(commands.file("eve"))) {
            assertThat(made.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrder("_._eve.crt", "_._eve.key");
        }
    }

    @Test
    void tokensAreForAFileOrForTheTerminal() throws Exception {
        commands.run("secret-server --ca-only --data @data");
        var token = commands.run("secret-server token ada --data @data").done().strip();
        commands.run("secret-server token bob --data @data --minutes 5 --out @bob.token")
                .done();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(commands.file("bob.token"))))
                .isEqualTo("rw-------");
        try (var keys = open("data");
                var tokens = Tokens.openOrCreate(keys)) {
            var verifier = tokens.verifier().orElseThrow();
            assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
            var short5 = verifier.verifyUnbound(
                    Files.readString(commands.file("bob.token")).strip());
            assertThat(short5.subject()).isEqualTo("bob");
            assertThat(short5.expires()).isBefore(Instant.now().plusSeconds(301));
        }
        assertThat(commands.run("secret-server token ada --data @data --out @bob.token")
                        .failed())
                .contains("is there already; --force replaces it");
        assertThat(commands.run("secret-server token ada --data @data --minutes 0")
                        .wrong())
                .contains("a token lives for one second to");
    }

    @Test
    void beforeTheFirstStartThereIsNothingToIssueFrom() {
        assertThat(commands.run("secret-server issue-client ada --data @none --out @ada --plain")
                        .failed())
                .contains("secret.keys is not there", "first start");
        assertThat(commands.run("secret-server token ada --data @none").failed())
                .contains("first start");
    }

    @Test
    void optionsThatDoNotBelongTogetherAreRefusedBeforeAnythingIsMade() {
        assertThat(commands.run("secret-server --data @data --client-ca @x").wrong())
                .contains("--client-auth");
        assertThat(commands.run("secret-server --data @data --cert @x").wrong()).contains("--cert and --key");
        assertThat(commands.run("secret-server --data @data --cert @x --key @y --ca-only")
                        .wrong())
                .contains("not with --cert");
        assertThat(commands.run("secret-server --data @data --ca-only --name", "not a name")
                        .wrong())
                .contains("not a name");
        assertThat(commands.run("secret-server --data @data --client-auth sometimes")
                        .wrong())
                .contains("--client-auth");
        assertThat(commands.run("secret-server --data @data --listen nowhere.invalid")
                        .wrong())
                .contains("nowhere.invalid is no address");
        assertThat(commands.run("secret-server --data @data --port 65536").wrong())
                .contains("not a port");
        assertThat(commands.file("data")).doesNotExist();
    }

    @Test
    void theMessageComesFromAFileThatIsText() throws Exception {
        Files.write(commands.file("bytes"), new byte[] {(byte) 0xC3, 0x28});
        Files.write(commands.file("empty"), new byte[0]);
        Files.write(commands.file("large"), new byte[(64 << 10) + 1]);
        var fresh = new InProcess(directory);
        var start = "secret-server --data @data --ca-only --message-file ";
        assertThat(fresh.run(start + "@bytes").failed()).contains("is not UTF-8");
        assertThat(fresh.run(start + "@empty").failed()).contains("is empty");
        assertThat(fresh.run(start + "@large").failed()).contains("larger than 64 KiB");
        assertThat(fresh.run(start + "@none").failed()).contains("no such file");
        assertThat(fresh.run("secret-server --data @data --ca-only --message-env NO_SUCH_VARIABLE_7")
                        .failed())
                .contains("NO_SUCH_VARIABLE_7 is not set");
        assertThat(commands.file("data")).doesNotExist();
    }

    @Test
    void wordsForAShellAreQuoted() {
        assertThat(ClientCommands.quoted("a/b-c_d.crt")).isEqualTo("a/b-c_d.crt");
        assertThat(ClientCommands.quoted("a b")).isEqualTo("'a b'");
        assertThat(ClientCommands.quoted("it's $(rm)")).isEqualTo("'it'\\''s $(rm)'");
    }

    private KeyStoreManager open(String data) throws Exception {
        try (var password = Password.readFile(commands.file(data).resolve("secret.password"))) {
            return KeyStoreManager.open(commands.file(data).resolve("secret.keys"), password);
        }
    }
}
