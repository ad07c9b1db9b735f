package io.securechannel.examples.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.InProcess.Result;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.Password;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The users' command line as its users see it. Passwords are hashed as little as it allows. */
@Timeout(60)
class UsersCommandTest {

    private static final String SECRET = "secret of ada";

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void writePassword() throws Exception {
        line = new InProcess(directory);
        Files.writeString(line.file("ada.pw"), SECRET + "\r\n");
    }

    @AfterEach
    void noSecretWasSaid() {
        assertThat(line.said()).doesNotContain(SECRET);
    }

    @Test
    void aUserIsAddedListedShownAndRemoved() throws Exception {
        assertThat(users("add ada --password-file @ada.pw --iterations 100000 --attribute role=analyst")
                        .done())
                .startsWith("ada: added to ");
        try (var store = CredentialStore.file(line.file("users"))) {
            var ada = store.find("ada").orElseThrow();
            assertThat(ada.attributes()).isEqualTo(Map.of("role", "analyst"));
            assertThat(ada.enabled()).isTrue();
            assertProves(ada, SECRET);
        }
        var table = users("list").done().lines().toList();
        assertThat(table.get(0)).matches("NAME +STATE +PASSWORD +SECOND STEP +SINCE +ATTRIBUTES");
        assertThat(table.get(1)).matches("ada +enabled +100000 iterations +\\d{4}-\\d\\d-\\d\\d +role=analyst");
        var json = JsonParser.parseString(users("list --json").done()).getAsJsonArray();
        assertThat(json).hasSize(1);
        assertThat(json.get(0))
                .isEqualTo(JsonParser.parseString(users("show ada --json").done()));
        assertThat(json.get(0).getAsJsonObject().get("iterations").getAsInt()).isEqualTo(100_000);
        assertThat(users("show ada").done()).contains("attributes   role=analyst");

        assertThat(users("remove ada").wrong()).contains("--force removes");
        assertThat(users("remove ada --force").done()).contains("ada: removed");
        assertThat(users("remove ada --force").failed()).contains("no user of that name", "users list");
        assertThat(users("list").done().lines()).hasSize(1);
    }

    @Test
    void aPasswordIsReplacedAndAUserKeptOut() throws Exception {
        users("add ada --password-file @ada.pw --iterations 100000").done();
        long added;
        try (var store = CredentialStore.file(line.file("users"))) {
            added = store.find("ada").orElseThrow().revision();
        }
        Files.writeString(line.file("new.pw"), "the next secret");
        assertThat(users("passwd ada --password-file @new.pw --iterations 100000")
                        .done())
                .contains("ada: has the new password");
        users("disable ada").done();
        assertThat(users("list").done()).contains("disabled");
        try (var store = CredentialStore.file(line.file("users"))) {
            var ada = store.find("ada").orElseThrow();
            assertThat(ada.enabled()).isFalse();
            assertThat(ada.revision()).isEqualTo(added + 2);
            assertProves(ada, "the next secret");
        }
        users("enable ada").done();
        assertThat(users("show ada --json").done()).contains("\"enabled\": true");
        assertThat(users("passwd eve --password-file @new.pw --iterations 100000")
                        .failed())
                .contains("no user of that name");
        assertThat(users("disable eve").failed()).contains("no user of that name");
    }

    @Test
    void aNameIsTakenOnce() {
        users("add ada --no-password").done();
        assertThat(users("add ada --password-file @ada.pw").failed()).contains("ada is there already", "users passwd");
        assertThat(users("list").done()).contains("none");
    }

    @Test
    void aNameIsStoredAsLoginsSpellIt() throws Exception {
        users("add", "I\u00ADX\u00A0\u2168", "--no-password").done(); // RFC 4013, section 3
        try (var store = CredentialStore.file(line.file("users"))) {
            assertThat(store.names()).containsExactly("IX IX");
        }
        assertThat(users("show", "\u2168").failed()).contains("no user");
        assertThat(users("add", "a\u0007b", "--no-password").failed()).contains("U+0007", "(MALFORMED)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\r\n\r\n"})
    void anEmptyPasswordFileIsNone(String content) throws Exception {
        Files.writeString(line.file("empty"), content);
        assertThat(users("add ada --password-file @empty").failed()).contains("holds no password", "(MISSING)");
        assertThat(users("list").done().lines()).hasSize(1);
    }

    @Test
    void aPasswordFileThatIsNoneIsRefused() throws Exception {
        Files.writeString(line.file("large"), "x".repeat(4_097));
        assertThat(users("add ada --password-file @large").failed()).contains("4 KiB", "(TOO_LARGE)");
        Files.write(line.file("latin"), new byte[] {(byte) 0xE4, 'x'});
        assertThat(users("add ada --password-file @latin").failed()).contains("not UTF-8", "(MALFORMED)");
        assertThat(users("add ada --password-file @none").failed()).contains("(UNREADABLE)");
        assertThat(users("add ada --password-env SECURECHANNEL_NO_SUCH_VARIABLE")
                        .failed())
                .contains("is not set");
        assertThat(users("add ada --password", SECRET + "2").wrong()).contains("never an argument");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99999", "10000001", "0", "-1"})
    void iterationsHaveBounds(String count) {
        assertThat(users("add ada --password-file @ada.pw --iterations " + count)
                        .wrong())
                .contains("between 100000 and 10000000");
    }

    @Test
    void anInvitationServesOnce() throws Exception {
        var said = users("invite --days 1").done().lines().toList();
        assertThat(said.get(0)).matches("[0-9a-f]{32}");
        assertThat(said.get(1)).startsWith("lets one user sign up, until ");
        assertThat(Files.readString(line.file("users"))).doesNotContain(said.get(0));
        var hash = MessageDigest.getInstance("SHA-256").digest(said.get(0).getBytes(StandardCharsets.UTF_8));
        try (var store = CredentialStore.file(line.file("users"))) {
            store.add(nobody("bob"), hash, Instant.now());
            assertThatThrownBy(() -> store.add(nobody("carol"), hash, Instant.now()))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            error -> assertThat(error.reason()).isEqualTo(KeyMaterialException.Reason.NOT_GRANTED));
        }
        assertThat(users("invite --days 0").wrong()).contains("between 1 and 365");
    }

    @Test
    void aSecondStepIsSealedShownOnceAndTakenAway() throws Exception {
        line.store("keys init").done();
        line.store("keys new vault --kind secret").done();
        users("add ada --no-password").done();
        var keys = " --keys " + line.path("test.keys") + " --keys-password-file " + line.path("pw");
        var said = users("totp ada --vault vault --issuer Chat" + keys).done();
        assertThat(said).contains("otpauth://totp/Chat:ada?secret=", "This is shown once");
        var base32 = said.lines()
                .filter(each -> each.startsWith("secret, to type in: "))
                .findFirst()
                .orElseThrow()
                .substring(20);
        try (var store = CredentialStore.file(line.file("users"));
                var opened = line.open();
                var secret = opened.get("vault", SharedSecret.class);
                var key = secret.bytes();
                var vault = SeedVault.of(key);
                var expected = TotpSeed.fromBase32(base32)) {
            var sealed = store.find("ada").orElseThrow().secondStep().orElseThrow();
            try (var seed = vault.open("ada", sealed.bytes())) {
                assertThat(seed).isEqualTo(expected);
            }
        }
        assertThat(users("list").done()).contains("code").doesNotContain(base32);
        assertThat(users("totp ada --vault vault" + keys).failed())
                .contains("ada has a second step already; --replace makes a new seed, and the old app's codes end");
        assertThat(users("totp ada --vault vault --replace" + keys).done())
                .contains("otpauth://totp/")
                .doesNotContain(base32);
        assertThat(users("totp ada --remove --replace").wrong()).contains("one of them");
        users("totp ada --remove").done();
        assertThat(users("show ada --json").done()).contains("\"secondStep\": false");
        assertThat(users("totp ada").wrong()).contains("--vault NAME", "--remove");
        assertThat(users("totp ada --vault none" + keys).failed()).contains("(MISSING)");
        assertThat(users("totp eve --vault vault" + keys).failed()).contains("no user");
    }

    @Test
    void locksOfAFileAreNotThere() {
        users("add ada --no-password").done();
        assertThat(users("unlock ada").failed()).contains("server counts failures in its own memory", "15 minutes");
    }

    @Test
    void aDatabaseHoldsUsersAndLocks() throws Exception {
        assertThat(database("add ada --no-password").done()).contains("ada: added to jdbc:h2:");
        try (var opened = UserStore.open("jdbc:h2:" + line.path("db"), new DatabaseOptions(), false)) {
            var failures = opened.failures().orElseThrow();
            for (int i = 0; i < 5; i++) {
                assertThat(failures.attempt("ada", InetAddress.getLoopbackAddress(), () -> false)
                                .result()
                                .name())
                        .startsWith("REFUSED");
            }
        }
        assertThat(database("list").done()).containsPattern("ada +enabled, locked for 127.0.0.1 until ");
        assertThat(database("unlock ada").done()).contains("ada: unlocked, for 1 address");
        assertThat(database("unlock ada").done()).contains("ada: was not locked");
        assertThat(database("list").done()).doesNotContain("locked");
        assertThat(database("list --db-user sa --db-password-file @ada.pw").failed())
                .contains("jdbc:h2:", "does not let this program in");
    }

    @Test
    void anEmbeddedDatabaseIsItsOwnersAloneAndMadeOnPurpose() throws Exception {
        assertThat(database("list").failed()).contains("there is no database " + line.path("db.mv.db"), "users add");
        assertThat(line.file("db.mv.db")).doesNotExist();
        database("add ada --no-password").done();
        var address = "jdbc:h2:" + line.path("db") + ";AUTO_SERVER=TRUE";
        try (var opened = UserStore.open(address, new DatabaseOptions(), false)) {
            assertThat(opened.users().names()).containsExactly("ada");
            for (var each : List.of("db.mv.db", "db.lock.db")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(line.file(each))))
                        .as(each)
                        .isEqualTo("rw-------");
            }
            assertThat(line.run("users list --store " + address).done()).contains("ada");
        }
        assertThat(line.file("db.trace.db")).doesNotExist();
    }

    @Test
    void aShortPasswordIsWarnedOf() throws Exception {
        Files.writeString(line.file("short.pw"), "seven77");
        var said = users("add ada --password-file @short.pw --iterations 100000");
        assertThat(said.code()).isZero();
        assertThat(said.err()).contains("warning: a password of fewer than 8 characters");
        Files.writeString(line.file("short.pw"), "eight888");
        users("passwd ada --password-file @short.pw --iterations 100000").done();
    }

    @Test
    void whatIsNoStoreSaysSo() throws Exception {
        assertThat(line.run("users list --store @none").failed()).contains("is not there", "users add");
        assertThat(line.file("none")).doesNotExist();
        Files.writeString(line.file("text"), "no users");
        assertThat(line.run("users list --store @text").failed()).contains("(");
        assertThat(line.run("users list --store jdbc:mysql://localhost/chat").wrong())
                .contains("an H2 or a PostgreSQL");
        assertThat(line.run("users list --store jdbc:postgresql://localhost/chat?user=a&password=hunter2")
                        .wrong())
                .contains("never an argument", "--db-password-file")
                .doesNotContain("hunter2");
        assertThat(line.run("users list --store jdbc:h2:./x;PASSWORD=hunter2").wrong())
                .contains("never an argument")
                .doesNotContain("hunter2");
        assertThat(line.run("users list --db-user chat --store @none").wrong()).contains("is a file");
        assertThat(line.run("users list --store jdbc:postgresql://127.0.0.1:1/chat")
                        .failed())
                .contains("jdbc:postgresql://127.0.0.1:1/chat does not let this program in");
    }

    private static User nobody(String name) {
        return new User(name, Optional.empty(), Optional.empty(), Map.of(), true, Instant.now(), 0);
    }

    private static void assertProves(User user, String password) throws Exception {
        try (var stored = user.password().orElseThrow();
                var typed = Password.copyOf(password.toCharArray());
                var derived = ScramCredential.derive(typed, stored.salt(), stored.iterations())) {
            assertThat(derived).isEqualTo(stored);
        }
    }

    private Result users(String words, String... more) {
        var all = new ArrayList<>(List.of(more));
        all.addAll(List.of("--store", line.path("users")));
        return line.run("users " + words, all.toArray(String[]::new));
    }

    private Result database(String words) {
        return line.run("users " + words, "--store", "jdbc:h2:" + line.path("db"));
    }
}
