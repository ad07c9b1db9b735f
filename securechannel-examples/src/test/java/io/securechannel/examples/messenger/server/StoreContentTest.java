package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a database that is there again is taken for the one of before; here in an H2, and over a PostgreSQL in EmptiedStoreIT. */
class StoreContentTest {

    private static final long COMMUNITY = 42;

    private final JdbcDataSource source = new JdbcDataSource();
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID()); // until the connection is closed
        connection = source.getConnection();
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    /** As a server's first start does. */
    private void make() throws Exception {
        CredentialStore.jdbc(source).close();
        LoginThrottle.jdbc(source, ThrottleLimits.DEFAULTS, InstantSource.system());
        MailTables.make(connection);
        for (var table : PostgresTables.TABLES) {
            execute(table);
        }
        execute("INSERT INTO chat_state (name, number) VALUES ('id', " + COMMUNITY + ")");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void requireKnown() throws SQLException, IOException {
        StoreContent.requireKnown(connection, "the test", COMMUNITY);
    }

    @Test
    void theDatabaseOfBeforeIsKnownAndEveryTableOfItIsAskedFor() throws Exception {
        make();
        requireKnown();
        var tables = new HashSet<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(
                        "SELECT LOWER(table_name) FROM information_schema.tables WHERE table_schema = 'PUBLIC'")) {
            while (found.next()) {
                tables.add(found.getString(1));
            }
        }
        assertThat(Set.copyOf(StoreContent.TABLES)).isEqualTo(tables);
    }

    @Test
    void anEmptyOneIsNotTakenForIt() throws Exception {
        assertThatThrownBy(this::requireKnown)
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("the test is there again, and empty", "Put its backup back", "--new-database");
    }

    @ParameterizedTest
    @MethodSource("tables")
    void oneThatLacksATableIsNotWhole(String table) throws Exception {
        make();
        execute("DROP TABLE " + table);
        assertThatThrownBy(this::requireKnown)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not whole: it lacks " + table + ";");
    }

    /** A restore makes the keys when it has put the rows back. */
    @ParameterizedTest
    @MethodSource("tables")
    void oneThatLacksAKeyIsNotWhole(String table) throws Exception {
        make();
        execute("ALTER TABLE " + table + " DROP PRIMARY KEY");
        assertThatThrownBy(this::requireKnown).hasMessageContaining("not whole: it lacks " + table + ";");
    }

    static Iterable<String> tables() {
        return StoreContent.TABLES;
    }

    @Test
    void oneOfOtherServersIsNotTakenForIt() throws Exception {
        make();
        execute("UPDATE chat_state SET number = 43 WHERE name = 'id'");
        assertThatThrownBy(this::requireKnown)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("that of servers with other keys");
        execute("DELETE FROM chat_state WHERE name = 'id'");
        assertThatThrownBy(this::requireKnown).hasMessageContaining("that of servers with other keys");
    }
}
