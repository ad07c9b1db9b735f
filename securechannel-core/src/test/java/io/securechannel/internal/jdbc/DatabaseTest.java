package io.securechannel.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.store.H2;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a database does wrong. */
class DatabaseTest {

    private static final String SECRET = "jdbc:x://db?password=hunter2 Key (verifier)=(SCRAM-SHA-256$4096)";

    private final H2 h2 = H2.create();
    private final Database database = new Database(h2.source(), "the database");

    @AfterEach
    void shutDown() throws SQLException {
        h2.close();
    }

    private static DataSource proxy(InvocationHandler handler) {
        return (DataSource)
                Proxy.newProxyInstance(DatabaseTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, handler);
    }

    @ParameterizedTest
    @CsvSource({
        "08001, check that it runs and can be reached",
        "57P01, check that it runs and can be reached",
        "28P01, check the user and the password",
        "42501, check schema and rights",
        "57014, took longer than 5 s",
        "53300, no room or no connection left",
        "'', check that it runs",
    })
    void anErrorSaysWhatToDoAndNotWhatTheDriverSays(String state, String advice) {
        var failing = new Database(
                proxy((proxy, method, arguments) -> {
                    throw new SQLException(SECRET, state, 7, new ConnectException(SECRET));
                }),
                "the database");
        assertThatThrownBy(() -> failing.single(transaction -> 1))
                .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                    assertThat(e.getCause()).isNull();
                    assertThat(e.getSuppressed()).isEmpty();
                })
                .hasMessageContaining("code 7, SQLException by ConnectException")
                .hasMessageContaining(advice)
                .hasMessageNotContaining("hunter2")
                .hasMessageNotContaining("SCRAM");
    }

    @Test
    void aStateThatIsNoneIsNotRepeated() {
        var failing = new Database(
                proxy((proxy, method, arguments) -> {
                    throw new SQLException(SECRET, SECRET);
                }),
                "the database");
        assertThatThrownBy(() -> failing.single(transaction -> 1))
                .hasMessageContaining("(SQL state unknown,")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void whatPassesIsTriedAgainFromTheBeginning() throws Exception {
        database.transact(transaction -> transaction.update("CREATE TABLE t (n INTEGER)"));
        var tries = new AtomicInteger();
        int rows = database.transact(transaction -> {
            transaction.update("INSERT INTO t VALUES (1)");
            if (tries.incrementAndGet() < 4) {
                throw new SQLException("another was first", tries.get() % 2 == 0 ? "40001" : "23505");
            }
            return transaction.all("SELECT n FROM t", row -> row.getInt(1)).size();
        });
        assertThat(tries).hasValue(4);
        assertThat(rows).as("each try was undone").isEqualTo(1);
    }

    @Test
    void whatDoesNotPassIsGivenUpInTheEnd() {
        var tries = new AtomicInteger();
        var hasty = new Database(h2.source(), "the database", Duration.ofMillis(200));
        assertThatThrownBy(() -> hasty.transact(transaction -> {
                    tries.incrementAndGet();
                    throw new SQLException("a deadlock", "40P01");
                }))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("SQL state 40P01");
        assertThat(tries).hasValueGreaterThan(1);
    }

    @Test
    void allIsUndoneWhateverIsThrown() throws Exception {
        database.transact(transaction -> transaction.update("CREATE TABLE t (n INTEGER)"));
        for (var thrown : List.of(
                new SQLException("no", "XX000"),
                new KeyMaterialException(Reason.NOT_GRANTED, "no"),
                new IllegalStateException("no"),
                new AssertionError("no"))) {
            assertThatThrownBy(() -> database.transact(transaction -> {
                        transaction.update("INSERT INTO t VALUES (1)");
                        return sneak(thrown);
                    }))
                    .isNotNull();
            List<Integer> rows =
                    database.single(transaction -> transaction.all("SELECT n FROM t", row -> row.getInt(1)));
            assertThat(rows).isEmpty();
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> int sneak(Throwable thrown) throws X {
        throw (X) thrown;
    }

    @Test
    void whatAPoolThrowsIsNotRepeated() {
        var failing = new Database(
                proxy((proxy, method, arguments) -> {
                    throw new IllegalStateException(SECRET, new ConnectException(SECRET));
                }),
                "the database");
        assertThatThrownBy(() -> failing.transact(transaction -> 1))
                .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                    assertThat(e.getCause()).isNull();
                    assertThat(e.getSuppressed()).isEmpty();
                })
                .hasMessage(
                        "the database gives no connection (IllegalStateException by ConnectException): check that it"
                                + " runs and can be reached, and the DataSource's settings");
    }

    /** What is done to a connection before it is given out. */
    @FunctionalInterface
    private interface Begin {
        void with(Connection connection) throws SQLException;
    }

    /** A connection of H2, and what is called on it. */
    private DataSource watched(Begin begin, List<String> calls, String... failing) {
        return proxy((proxy, method, arguments) -> {
            var real = h2.source().getConnection();
            begin.with(real);
            return Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, called, given) -> {
                        var value = given == null || given[0] instanceof Executor ? "" : " " + given[0];
                        calls.add(called.getName() + value);
                        if (List.of(failing).contains(called.getName())) {
                            throw new SQLException(SECRET, "08006");
                        }
                        try {
                            return called.invoke(real, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        });
    }

    @Test
    void statementsRunInReadCommitted() throws Exception {
        var calls = new ArrayList<String>();
        var strict = new Database(
                watched(
                        connection -> connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE),
                        calls,
                        "none"),
                "the database");
        Database.Work<String> work = transaction -> transaction
                .first(
                        "SELECT ISOLATION_LEVEL FROM INFORMATION_SCHEMA.SESSIONS WHERE SESSION_ID = SESSION_ID()",
                        row -> row.getString(1))
                .orElseThrow();
        assertThat(strict.single(work)).isEqualTo("READ COMMITTED");
        assertThat(strict.transact(work)).isEqualTo("READ COMMITTED");
        assertThat(calls)
                .filteredOn(call -> call.startsWith("setTransactionIsolation"))
                .containsExactly(
                        "setTransactionIsolation 2",
                        "setTransactionIsolation 8",
                        "setTransactionIsolation 2",
                        "setTransactionIsolation 8");
    }

    @Test
    void aTransactionThatCannotBeRolledBackIsNotCommittedByChance() throws Exception {
        database.transact(transaction -> transaction.update("CREATE TABLE t (n INTEGER)"));
        var calls = new ArrayList<String>();
        var broken = new Database(watched(connection -> {}, calls, "rollback", "close"), "the database");
        assertThatThrownBy(() -> broken.transact(transaction -> {
                    transaction.update("INSERT INTO t VALUES (1)");
                    throw new KeyMaterialException(Reason.NOT_GRANTED, "no");
                }))
                .isInstanceOfSatisfying(KeyMaterialException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED);
                    assertThat(e.getSuppressed()).isEmpty();
                });
        assertThat(calls).containsSubsequence("setAutoCommit false", "rollback", "abort", "close");
        assertThat(calls).endsWith("abort", "close").doesNotContain("setAutoCommit true", "commit");
    }

    @Test
    void whatIsCommittedIsDoneHoweverTheConnectionGoes() throws Exception {
        database.transact(transaction -> transaction.update("CREATE TABLE t (n INTEGER)"));
        var failing = new Database(watched(connection -> {}, new ArrayList<>(), "close"), "the database");
        int done = failing.transact(transaction -> transaction.update("INSERT INTO t VALUES (1)"));
        assertThat(done).isEqualTo(1);
        List<Integer> rows = database.single(transaction -> transaction.all("SELECT n FROM t", row -> row.getInt(1)));
        assertThat(rows).hasSize(1);
    }

    @Test
    void connectionsGoBackWithTheirSettings() throws Exception {
        var closed = new ArrayList<String>();
        var source = proxy((proxy, method, arguments) -> {
            var real = h2.source().getConnection();
            real.setAutoCommit(false);
            return Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {Connection.class}, (self, called, given) -> {
                        if (called.getName().equals("close")) {
                            try (var statement = real.createStatement()) {
                                closed.add(real.getAutoCommit() + " " + statement.getQueryTimeout());
                            }
                        }
                        try {
                            return called.invoke(real, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        });
        var other = new Database(source, "the database");
        other.single(transaction -> transaction.first("SELECT 1", row -> row.getInt(1)));
        other.transact(transaction -> transaction.first("SELECT 1", row -> row.getInt(1)));
        assertThatThrownBy(() -> other.transact(transaction -> transaction.update("nonsense")))
                .isInstanceOf(KeyMaterialException.class);
        assertThat(closed).containsExactly("false 0", "false 0", "false 0");
    }
}
