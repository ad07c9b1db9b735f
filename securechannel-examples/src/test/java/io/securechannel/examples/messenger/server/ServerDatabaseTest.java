package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.InProcess;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that has lost its database, or its keys, does not begin anew unless it is told. */
class ServerDatabaseTest {

    private static final String GONE = "chat.mv.db is gone or empty, though this server has run before: put the backup"
            + " back; --new-database begins anew, without users and mail";

    @TempDir
    private Path directory;

    private Path data;
    private Path database;

    @BeforeEach
    void aServerHasRun() throws Exception {
        data = directory.resolve("data");
        database = data.resolve("chat.mv.db");
        try (var harness = ServerHarness.in(data)) {
            harness.signUp(new TestUser("ada"));
        }
    }

    @Test
    void aMissingDatabaseIsRefusedUntilItIsPutBack() throws Exception {
        var backup = directory.resolve("backup");
        Files.move(database, backup);
        assertRefused().hasMessageContaining(GONE);
        assertThat(database).doesNotExist();
        var line = new InProcess(directory);
        assertThat(line.run("chat-server --port 0 --data @data").failed()).contains(GONE);
        assertThat(line.run("chat-server invite --data @data").failed()).contains(GONE);
        assertThat(database).doesNotExist();
        Files.move(backup, database);
        try (var harness = ServerHarness.in(data)) {
            harness.connect("ada", false).close();
        }
    }

    /** Cut within its first blocks H2 opens it as an empty one. */
    @ParameterizedTest
    @ValueSource(longs = {0, 9_000})
    void aDatabaseThatWasCutIsRefused(long size) throws Exception {
        cut(size);
        assertRefused().hasMessageContaining(GONE);
        assertRefused().as("opening it has made no tables").hasMessageContaining(GONE);
        assertThat(new InProcess(directory)
                        .run("chat-server invite --data @data")
                        .failed())
                .contains(GONE);
        assertBeginsAnew();
    }

    /** Where the cut is decides whether H2 finds nothing, or says that the file is damaged. */
    @Test
    void aDatabaseThatWasCutFurtherBackIsRefused() throws Exception {
        cut(12_288);
        assertRefused().hasMessageContainingAll(database.toString(), "put the backup back", "--new-database");
        Files.move(database, directory.resolve("damaged"));
        assertBeginsAnew();
    }

    @Test
    void aLostDatabaseIsMadeAnewWhenThatIsSaid() throws Exception {
        Files.delete(database);
        assertBeginsAnew();
    }

    @Test
    void aDatabaseThatIsThereIsNotReplaced() {
        assertThatThrownBy(() -> ServerHarness.in(data, config -> config.newDatabase(true)))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(database.toString(), "is there: --new-database is for one that is lost");
    }

    @Test
    void theDatabaseOfAnotherServerIsRefused() throws Exception {
        var other = directory.resolve("other");
        ServerHarness.in(other).close();
        Files.copy(other.resolve("chat.mv.db"), database, StandardCopyOption.REPLACE_EXISTING);
        assertRefused().hasMessageContaining("chat.mv.db and chat.keys are of different servers: put both back");
        assertThatThrownBy(() -> ServerHarness.in(data, config -> config.newDatabase(true)))
                .hasMessageContaining("are of different servers");
    }

    @Test
    void keysThatAreGoneAreNotMadeAgain() throws Exception {
        var ca = Files.readAllBytes(data.resolve("chat-ca.crt"));
        Files.delete(data.resolve("chat.keys"));
        assertRefused().hasMessageContaining("chat.keys is gone, though this server has run before: put the backup");
        assertThat(data.resolve("chat.keys")).doesNotExist();
        assertThat(data.resolve("chat-ca.crt")).hasBinaryContent(ca);
    }

    @Test
    void aPasswordThatIsGoneIsSaid() throws Exception {
        Files.delete(data.resolve("chat.password"));
        assertRefused()
                .hasMessageContainingAll("chat.password", "is gone: put it back from the backup", "--password-file");
    }

    /** Keys without a database's number have never had one. */
    @Test
    void aFirstStartThatWasCutOffIsDoneAgain() throws Exception {
        var fresh = directory.resolve("fresh");
        var config = ChatServerConfig.in(fresh)
                .insecureIterations(ProtocolClient.ITERATIONS)
                .build();
        try (var made = DataDirectory.openOrMake(fresh);
                var keys = ServerKeys.openOrMake(made, config)) {
            assertThat(keys.databaseId()).isEmpty();
        }
        ServerHarness.in(fresh).close();
        Files.delete(fresh.resolve("chat.mv.db"));
        assertThatThrownBy(() -> ServerHarness.in(fresh)).hasMessageContaining(GONE);
    }

    @Test
    void anInvitationMayBeMadeBeforeTheFirstStart() throws Exception {
        Files.createDirectory(directory.resolve("fresh"));
        var token = new InProcess(directory).run("chat-server invite --data @fresh");
        assertThat(token.done().strip()).isNotEmpty();
        ServerHarness.in(directory.resolve("fresh")).close();
        try (var harness = ServerHarness.in(directory.resolve("fresh"))) {
            assertThat(harness.server().failure()).isEmpty();
        }
    }

    @Test
    void aFailedStoreNamesItsCause() {
        var cause = new SQLException("SQL that has values", "HY000", 50_000);
        cause.initCause(new IllegalStateException("General error", new IOException("No space left on device")));
        assertThat(StoreFailure.of(cause, database))
                .hasMessage("the store of mails failed: No space left on device, H2 error 50000, SQL state HY000;"
                        + " its file is " + database);
    }

    private void cut(long size) throws IOException {
        try (var file = FileChannel.open(database, StandardOpenOption.WRITE)) {
            assertThat(file.size()).isGreaterThan(size);
            file.truncate(size);
        }
    }

    private void assertBeginsAnew() throws Exception {
        try (var harness = ServerHarness.in(data, config -> config.newDatabase(true))) {
            harness.signUp(new TestUser("ada"));
        }
        try (var harness = ServerHarness.in(data)) {
            harness.connect("ada", false).close();
        }
    }

    private AbstractThrowableAssert<?, ?> assertRefused() {
        return assertThatThrownBy(() -> ServerHarness.in(data)).isInstanceOf(IOException.class);
    }
}
