package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database is replaced while two servers run: by nothing, by a part of its backup, by another's, by an earlier state of its own. */
@Tag("it")
@Timeout(240)
class EmptiedStoreIT extends TwoServers {

    private static final String TABLES = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'";

    private String database;

    @BeforeEach
    void connect() throws Exception {
        database = postgres.create();
        source = postgres.source(database);
    }

    @Test
    void aDatabaseThatIsEmptiedIsNotBegunAnewAndComesBackWithItsBackup() throws Exception {
        start(UnaryOperator.identity());
        first.signUp(ada);
        second.signUp(bob);
        backUp();
        enter(first, ada).sendAccepted(ada.mail(bob.id(), 1)); // the backup lacks it
        replace("CREATE DATABASE " + database);
        assertSaid("and empty");
        assertNobodyIsLetIn();
        assertThat(query(source, TABLES)).as("nothing is made in it").isZero();
        partOfTheBackup("DROP TABLE securechannel_users");
        assertSaid("it lacks securechannel_users;");
        assertNobodyIsLetIn();
        partOfTheBackup("ALTER TABLE chat_mails DROP CONSTRAINT chat_mails_pkey; TRUNCATE securechannel_users");
        assertSaid("it lacks chat_mails;");
        assertNobodyIsLetIn();
        partOfTheBackup("UPDATE chat_state SET number = number + 1 WHERE name = 'id'");
        assertSaid("that of servers with other keys");
        replace("CREATE DATABASE " + database + " TEMPLATE backup");
        assertSaid("the database is back");
        var again = enter(first, ada);
        assertThat(again.sendRejected(ada.mail(bob.id(), 2)).expected()).isEqualTo(1);
        again.sendAccepted(ada.mail(bob.id(), 1));
        enter(second, bob).expect(ServerMessage.Deliver.class);
        assertThat(first.server().failure()).isEmpty();
        assertThat(second.server().failure()).isEmpty();
    }

    /** The same tables, with rows of before: the servers would go on with what they remember of later ones. */
    @Test
    void rowsThatGoBackUnderARunningServerAreNoticed() throws Exception {
        first = harness("first", UnaryOperator.identity());
        var atFirst = first.signUp(ada);
        atFirst.sendAccepted(ada.mail(ada.id(), 1));
        execute(source, "UPDATE chat_state SET number = 1 WHERE name = 'changes'");
        assertThat(atFirst.awaitClose()).contains("has lost its database");
        assertThat(first.said()).anySatisfy(line -> assertThat(line).contains("gone back to an earlier state"));
        enter(first, ada).sendAccepted(ada.mail(ada.id(), 2));
    }

    @Test
    void aPartOfItsTablesIsRefusedAtTheStart() throws Exception {
        first = harness("first", UnaryOperator.identity());
        first.signUp(ada);
        first.close();
        execute(source, "DROP TABLE securechannel_users");
        assertThatThrownBy(() -> harness("first", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("is not whole", "securechannel_users", "put its backup back");
        assertThat(query(
                        source,
                        "SELECT count(*) FROM information_schema.tables WHERE table_name = 'securechannel_users'"))
                .isZero();
    }

    /** By an operator, while the backup is not back: its tables would be in the way of the restore. */
    @Test
    void noInvitationIsMadeInADatabaseThatIsEmptyOrNotWhole() throws Exception {
        var empty = invite();
        assertThat(empty.code()).isEqualTo(1);
        assertThat(empty.err()).contains("is empty", "put its backup back", "nothing is made");
        assertThat(query(source, TABLES)).isZero();
        harness("first", UnaryOperator.identity()).close();
        assertThat(invite().done()).hasLineCount(1);
        execute(source, "DROP TABLE securechannel_users");
        long left = query(source, TABLES);
        assertThat(invite().err()).contains("is not whole: it lacks securechannel_users;");
        assertThat(query(source, TABLES)).isEqualTo(left);
    }

    private InProcess.Result invite() throws Exception {
        Files.writeString(directory.resolve("db.pw"), Postgres.PASSWORD);
        return new InProcess(directory)
                .run("chat-server invite --store " + postgres.url(database) + " --db-user " + Postgres.USER
                        + " --db-password-file @db.pw");
    }

    private void backUp() throws Exception {
        var admin = postgres.source("postgres");
        execute(admin, "ALTER DATABASE " + database + " ALLOW_CONNECTIONS false");
        try {
            execute(
                    admin,
                    "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + database + "'");
            execute(admin, "DROP DATABASE IF EXISTS backup");
            execute(admin, "CREATE DATABASE backup TEMPLATE " + database);
        } finally {
            execute(admin, "ALTER DATABASE " + database + " ALLOW_CONNECTIONS true");
        }
        execute(admin, "ALTER DATABASE backup ALLOW_CONNECTIONS true");
        assertSaid("the database is back");
    }

    private void partOfTheBackup(String change) throws Exception {
        var admin = postgres.source("postgres");
        execute(admin, "CREATE DATABASE part TEMPLATE backup");
        execute(postgres.source("part"), change);
        replace("ALTER DATABASE part RENAME TO " + database);
    }

    private void replace(String by) throws Exception {
        first.said().clear();
        second.said().clear();
        var admin = postgres.source("postgres");
        execute(admin, "DROP DATABASE " + database + " WITH (FORCE)");
        execute(admin, by);
    }

    private void assertSaid(String what) {
        for (var server : List.of(first, second)) {
            while (server.said().stream().noneMatch(line -> line.contains(what))) {
                assertThat(Thread.currentThread().isInterrupted())
                        .as("waited in vain for \"%s\" among %s", what, server.said())
                        .isFalse();
                Thread.onSpinWait();
            }
        }
    }

    private void assertNobodyIsLetIn() {
        for (var server : List.of(first, second)) {
            for (boolean signUp : List.of(true, false)) {
                assertThatThrownBy(() -> server.connect("ada", signUp))
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_UNAVAILABLE));
            }
        }
    }

    /** The pool finds out by itself, a moment after the writer has. */
    private static ProtocolClient enter(ServerHarness server, TestUser user) throws Exception {
        while (true) {
            try {
                return server.enter(user);
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isIn(Reason.LOGIN_UNAVAILABLE, Reason.CLOSED_BY_PEER, Reason.CONNECTION_CUT);
            } catch (AssertionError e) {
                assertThat(e).hasMessageContaining("the server has closed");
            }
        }
    }

    private static void execute(DataSource source, String sql) throws Exception {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long query(DataSource source, String sql) throws Exception {
        try (var connection = source.getConnection()) {
            return PostgresTables.number(connection, sql);
        }
    }
}
