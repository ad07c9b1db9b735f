package io.securechannel.auth.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What holds of every store in a database. */
abstract class JdbcStoreContract extends SharedStoreContract {

    /** The database that {@link #create} made last. */
    abstract DataSource source();

    @Override
    CredentialStore again() throws KeyMaterialException {
        return CredentialStore.jdbc(source());
    }

    void sql(String sql) throws SQLException {
        try (var connection = source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static void refused(ThrowingCallable call, Reason reason, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                    assertThat(e.reason()).isEqualTo(reason);
                    assertThat(e.getCause()).isNull();
                })
                .hasMessageContaining(message);
    }

    @Test
    void migrationsRunByManyAtOnce() throws Exception {
        for (int round = 0; round < 5; round++) {
            for (var table : new String[] {"users", "invitations", "secret", "schema"}) {
                sql("DROP TABLE securechannel_" + table);
            }
            serversThatStartAtOnceMakeOneStore();
        }
    }

    @Test
    void aLaterSchemaIsToldFromADamagedOne() throws Exception {
        sql("UPDATE securechannel_schema SET version = 99");
        refused(
                this::again,
                Reason.TOO_NEW,
                "has version 99 of the tables of \"users\", and this version of the library"
                        + " knows 1: update the library");
        sql("UPDATE securechannel_schema SET version = -1");
        refused(this::again, Reason.DAMAGED, "restore it from a backup");
    }

    @Test
    void damagedRowsAreRefusedWithoutTheirContent() throws Exception {
        store.add(everything("ada"));
        var damages = new String[] {
            "verifier = 'SCRAM-SHA-256$4096:c2FsdHNhbHQ=$c2VjcmV0:c2VjcmV0'",
            "verifier = 'SCRAM-SHA-256$4096:!!$c2VjcmV0:c2VjcmV0'",
            "verifier = 'SCRAM-SHA-256$9999999999:c2FsdHNhbHQ=$c2VjcmV0:c2VjcmV0'",
            "verifier = 'secret'",
            "second_step = '%secret%'",
            "second_step = ''",
            "attributes = '{\"a\": \"secret\"'",
            "attributes = '{\"a\": 1}'",
            "attributes = '{\"a\": \"b\"} {}'",
            "attributes = '{\"a\": \"b\", \"a\": \"secret\"}'",
            "credentials_since = -1",
            "revision = -5"
        };
        for (var damage : damages) {
            store.remove("ada");
            store.add(everything("ada"));
            sql("UPDATE securechannel_users SET " + damage);
            assertThatThrownBy(() -> store.find("ada"))
                    .as(damage)
                    .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.DAMAGED);
                        assertThat(e.getCause()).isNull();
                    })
                    .hasMessageContaining("holds of \"ada\"")
                    .hasMessageContaining("restore it from a backup")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void aDamagedSecretIsRefused() throws Exception {
        for (var damage : new String[] {"c2hvcnQ=", "%%", ""}) {
            sql("UPDATE securechannel_secret SET secret = '" + damage + "'");
            refused(this::again, Reason.DAMAGED, "restore it from a backup");
        }
    }

    @Test
    void tablesThatAreGoneMakeItUnavailable() throws Exception {
        sql("ALTER TABLE securechannel_users RENAME TO moved");
        refused(() -> store.find("ada"), Reason.UNAVAILABLE, "its tables are not there or not this program's to use");
        refused(() -> store.add(user("ada")), Reason.UNAVAILABLE, "(SQL state 42");
        refused(() -> store.iterationCounts(), Reason.UNAVAILABLE, "check schema and rights of its user");
        sql("ALTER TABLE moved RENAME TO securechannel_users");
        store.add(user("ada"));
        assertThat(store.find("ada")).isPresent();
    }

    @Test
    void connectionsGoBackAsTheyCame() throws Exception {
        store.add(user("ada"));
        store.find("ada");
        refused(() -> store.add(user("ada")), Reason.ALREADY_THERE, "choose another name");
        try (var connection = source().getConnection();
                var statement = connection.createStatement()) {
            assertThat(connection.getAutoCommit()).isTrue();
            assertThat(statement.getQueryTimeout()).isZero();
            assertThat(connection.getNetworkTimeout()).isZero();
        }
    }
}
