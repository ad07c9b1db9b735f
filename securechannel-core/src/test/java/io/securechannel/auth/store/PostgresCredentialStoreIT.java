package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.peers.PostgresServer;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresCredentialStoreIT extends JdbcStoreContract {

    private static PostgresServer server;

    private DataSource source;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    CredentialStore create() throws SQLException, KeyMaterialException {
        source = PostgresDatabase.create(server);
        return CredentialStore.jdbc(source);
    }

    @Override
    DataSource source() {
        return source;
    }

    @Test
    void aDatabaseThatIsKilledIsUnavailableUntilItIsBack() throws Exception {
        var ada = user("ada");
        store.add(ada);
        store.takeTimeStep("ada", 3);
        var secret = store.secret();
        server.kill();
        try {
            refused(() -> store.find("ada"), Reason.UNAVAILABLE, "check that it runs and can be reached");
            refused(() -> store.add(user("bob")), Reason.UNAVAILABLE, "(SQL state 08");
            refused(() -> store.takeTimeStep("ada", 4), Reason.UNAVAILABLE, "the database of users");
            refused(this::again, Reason.UNAVAILABLE, "(SQL state 08");
        } finally {
            server.restart();
        }
        assertThat(store.find("ada")).contains(stored(ada));
        assertThat(store.takeTimeStep("ada", 3)).isFalse();
        assertThat(store.secret()).isEqualTo(secret);
        store.add(user("bob"));
        assertThat(store.names()).containsExactly("ada", "bob");
    }

    @Test
    void aTableThatIsLockedForLongIsNotWaitedFor() throws Exception {
        store.add(user("ada"));
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE securechannel_users");
            refused(() -> store.find("ada"), Reason.UNAVAILABLE, "it took longer than 5 s");
            connection.rollback();
        }
        assertThat(store.find("ada")).isPresent();
    }

    @Test
    void aWrongPasswordIsNamedAndNotShown() throws Exception {
        var wrong = new PGSimpleDataSource();
        wrong.setUrl(server.jdbcUrl() + "?user=postgres&password=hunter2");
        refused(
                () -> CredentialStore.jdbc(wrong),
                Reason.UNAVAILABLE,
                "check the user and the password of the DataSource");
    }

    @Test
    void aUserWithoutTheRightToMakeTablesCanUseThem() throws Exception {
        store.add(user("ada"));
        sql("CREATE ROLE clerk LOGIN PASSWORD 'clerk'");
        sql("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk");
        var clerk = new PGSimpleDataSource();
        clerk.setUrl(server.jdbcUrl());
        clerk.setDatabaseName(((PGSimpleDataSource) source).getDatabaseName());
        clerk.setUser("clerk");
        clerk.setPassword("clerk");
        try (var second = CredentialStore.jdbc(clerk)) {
            second.add(user("bob"));
            assertThat(second.names()).containsExactly("ada", "bob");
        }
        sql("DROP TABLE securechannel_schema");
        refused(() -> CredentialStore.jdbc(clerk), Reason.UNAVAILABLE, "check schema and rights of its user");
    }
}
