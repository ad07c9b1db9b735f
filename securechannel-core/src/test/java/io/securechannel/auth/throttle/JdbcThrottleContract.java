package io.securechannel.auth.throttle;

import static io.securechannel.auth.throttle.LoginThrottle.Result.ACCEPTED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.LOCKED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED_AND_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.store.Together;
import io.securechannel.auth.throttle.LoginThrottle.Lock;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds of every throttle in a database. */
abstract class JdbcThrottleContract extends LoginThrottleContract {

    private static final List<String> TABLES = List.of("login_pairs", "login_counts", "login_known");

    abstract DataSource source();

    @Override
    LoginThrottle create(ThrottleLimits limits, FakeClock clock) throws Exception {
        again(limits);
        for (var table : TABLES) {
            sql("DELETE FROM securechannel_" + table);
        }
        return again(limits);
    }

    LoginThrottle again(ThrottleLimits limits) throws KeyMaterialException {
        return JdbcThrottle.open(source(), limits, clock, transaction -> clock.millis());
    }

    void sql(String sql) throws SQLException {
        try (var connection = source().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int rows() throws SQLException {
        int rows = 0;
        for (var table : TABLES) {
            try (var connection = source().getConnection();
                    var statement = connection.createStatement();
                    var result = statement.executeQuery("SELECT COUNT(*) FROM securechannel_" + table)) {
                result.next();
                rows += result.getInt(1);
            }
        }
        return rows;
    }

    @Test
    void serversShareFailuresAndLocks() throws Exception {
        var other = again(ThrottleLimits.DEFAULTS);
        assertThat(wrong("ada", HOME, 3)).containsOnly(REFUSED);
        assertThat(other.attempt("ada", HOME, () -> false).result()).isEqualTo(REFUSED);
        assertThat(other.attempt("ada", HOME, () -> false).result()).isEqualTo(REFUSED_AND_LOCKED);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.locked())
                .isEqualTo(other.locked())
                .extracting(Lock::address)
                .containsExactly("203.0.113.7");
        assertThat(other.unlock("ada")).isEqualTo(1);
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
        wrongFromElsewhere("ada", 50);
        assertThat(other.attempt("ada", HOME, () -> false).delay()).as("known").isZero();
        assertThat(other.attempt("ada", AWAY, () -> false).delay()).isEqualTo(SLOW);
    }

    @Test
    void locksOutlastARestart() throws Exception {
        wrong("ada", HOME, 5);
        throttle = again(ThrottleLimits.DEFAULTS);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
    }

    @Test
    void ofManyServersAtOnceNoMoreAreAnsweredThanTheLimit() throws Exception {
        var answered = Collections.synchronizedList(new ArrayList<Result>());
        Together.run(8, number -> {
            var mine = again(ThrottleLimits.DEFAULTS);
            for (int i = 0; i < 2; i++) {
                answered.add(mine.attempt("ada", HOME, () -> false).result());
            }
        });
        answered.removeIf(LOCKED::equals);
        assertThat(answered).containsExactlyInAnyOrder(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED_AND_LOCKED);
    }

    @Test
    void failuresOfAnAddressAtOnceAreAllCounted() throws Exception {
        Together.run(10, number -> {
            for (int i = 0; i < 5; i++) {
                wrong("user " + number + " " + i, HOME);
            }
        });
        try (var connection = source().getConnection();
                var statement = connection.createStatement();
                var count = statement.executeQuery(
                        "SELECT failures FROM securechannel_login_counts WHERE counted = '203.0.113.7'")) {
            assertThat(count.next()).isTrue();
            assertThat(count.getInt(1)).isEqualTo(50);
        }
    }

    @Test
    void whatIsOverIsDeleted() throws Exception {
        wrong("ada", HOME, 5);
        wrong("bob", HOME, 2);
        right("eve", AWAY);
        assertThat(rows()).isEqualTo(6);
        clock.pass(MINUTE.multipliedBy(6));
        right("eve", AWAY);
        assertThat(rows()).as("ada is locked, eve known").isEqualTo(2);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        clock.pass(KnownAddresses.LASTS);
        right("eve", HOME);
        assertThat(rows()).as("eve is known where she is now").isEqualTo(1);
    }

    @Test
    void noNameIsKeptInClearText() throws Exception {
        wrong("hunter2", HOME, 5);
        try (var connection = source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT * FROM securechannel_login_pairs")) {
            assertThat(row.next()).isTrue();
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                assertThat(row.getString(column)).doesNotContain("hunter2");
            }
        }
    }

    /** So that a locked pair takes as long as a wrong password. */
    @Test
    void aLockedPairCostsTheStatementsOfAWrongPassword() throws Exception {
        var statements = new ArrayList<String>();
        var watched =
                JdbcThrottle.open(watched(statements), ThrottleLimits.DEFAULTS, clock, transaction -> clock.millis());
        wrong("ada", HOME, 3);
        statements.clear();
        assertThat(watched.attempt("ada", HOME, () -> false).result()).isEqualTo(REFUSED);
        var wrong = List.copyOf(statements);
        assertThat(wrong).hasSizeGreaterThan(4).anyMatch(sql -> sql.startsWith("UPDATE securechannel_login_pairs"));
        statements.clear();
        assertThat(watched.attempt("ada", HOME, () -> false).result()).isEqualTo(REFUSED_AND_LOCKED);
        assertThat(statements).isEqualTo(wrong);
        var until = throttle.locked();
        for (boolean right : new boolean[] {true, false}) {
            clock.pass(TICK);
            statements.clear();
            assertThat(watched.attempt("ada", HOME, () -> right).result()).isEqualTo(LOCKED);
            assertThat(statements).isEqualTo(wrong);
        }
        assertThat(throttle.locked()).as("not prolonged").isEqualTo(until);
    }

    /** The database, and what it is asked. */
    private DataSource watched(List<String> statements) {
        return proxy(DataSource.class, source(), (method, given, real) -> {
            if (!(real instanceof Connection connection)) {
                return real;
            }
            return proxy(Connection.class, connection, (called, arguments, result) -> {
                if (called.equals("prepareStatement")) {
                    statements.add(String.valueOf(arguments[0]));
                }
                return result;
            });
        });
    }

    /** What is made of a result. */
    @FunctionalInterface
    private interface Watch {
        Object result(String method, Object[] given, Object result);
    }

    private static <T> T proxy(Class<T> type, T real, Watch watch) {
        return type.cast(Proxy.newProxyInstance(
                JdbcThrottleContract.class.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
                    try {
                        return watch.result(method.getName(), given, method.invoke(real, given));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void howeverManyRowsAreOverTheyAreDeletedAttemptByAttempt() throws Exception {
        insertCounts(2_500);
        clock.pass(MINUTE.multipliedBy(5));
        right("ada", HOME);
        assertThat(rows()).as("1,000 at once, and ada is known now").isEqualTo(1_501);
        right("ada", HOME);
        assertThat(rows()).isEqualTo(501);
        right("ada", HOME);
        assertThat(rows()).isEqualTo(1);
        insertCounts(1);
        clock.pass(MINUTE.multipliedBy(5));
        right("ada", HOME);
        assertThat(rows()).isEqualTo(1);
    }

    private void insertCounts(int number) throws SQLException {
        try (var connection = source().getConnection();
                var statement = connection.prepareStatement(
                        "INSERT INTO securechannel_login_counts (counted, started, failures) VALUES (?, ?, 1)")) {
            for (int i = 0; i < number; i++) {
                statement.setString(1, "row " + i);
                statement.setLong(2, clock.millis() - i);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    @Test
    void whatCouldNotBeDeletedIsTriedAgainAfterTenSeconds() throws Exception {
        var tries = new AtomicInteger();
        var failing = JdbcThrottle.open(source(), ThrottleLimits.DEFAULTS, clock, transaction -> {
            tries.incrementAndGet();
            throw new SQLException("no time", "XX000");
        });
        clock.pass(MINUTE);
        failing.attempt("ada", HOME, () -> true);
        failing.attempt("ada", HOME, () -> true);
        clock.pass(Duration.ofSeconds(10).minus(TICK));
        failing.attempt("ada", HOME, () -> true);
        assertThat(tries).hasValue(1);
        clock.pass(TICK);
        failing.attempt("ada", HOME, () -> true);
        assertThat(tries).hasValue(2);
    }

    @Test
    void aServerWhoseClockIsAheadDeletesNoLocksOfOthers() throws Exception {
        wrong("ada", HOME, 5);
        var ahead = new FakeClock();
        ahead.pass(YEARS);
        var other = JdbcThrottle.open(source(), ThrottleLimits.DEFAULTS, ahead, transaction -> clock.millis());
        ahead.pass(MINUTE);
        other.attempt("bob", AWAY, () -> true);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
    }

    /** By the real time of the database. */
    @Test
    void theDatabasesTimeIsAsked() throws Exception {
        var now = LoginThrottle.jdbc(source(), ThrottleLimits.DEFAULTS, InstantSource.system());
        for (int i = 0; i < 5; i++) {
            now.attempt("ada", HOME, () -> false);
        }
        var offset = new AtomicReference<>(YEARS);
        var ahead = LoginThrottle.jdbc(
                source(), ThrottleLimits.DEFAULTS, () -> Instant.now().plus(offset.get()));
        offset.set(YEARS.plus(MINUTE));
        ahead.attempt("bob", AWAY, () -> true);
        assertThat(now.attempt("ada", HOME, () -> true).result()).isEqualTo(LOCKED);
    }

    @Test
    void whatAWrongClockLeftInTheFutureIsDeleted() throws Exception {
        clock.pass(YEARS);
        wrong("ada", HOME, 5);
        right("bob", HOME);
        clock.pass(YEARS.negated());
        assertThat(rows()).isEqualTo(4);
        throttle = again(ThrottleLimits.DEFAULTS);
        clock.pass(MINUTE);
        right("eve", HOME);
        assertThat(rows()).as("eve is known").isEqualTo(1);
    }

    @Test
    void damagedRowsLetNobodyIn() throws Exception {
        wrong("ada", HOME);
        sql("UPDATE securechannel_login_pairs SET failures = '1,x'");
        assertThatThrownBy(() -> right("ada", HOME))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DAMAGED))
                .hasMessageContaining("unlock the account");
        throttle.unlock("ada");
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
    }

    @Test
    void aLaterSchemaIsRefused() throws Exception {
        sql("UPDATE securechannel_schema SET version = 2 WHERE part = 'logins'");
        assertThatThrownBy(() -> again(ThrottleLimits.DEFAULTS))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TOO_NEW))
                .hasMessageContaining("update the library");
        sql("UPDATE securechannel_schema SET version = 1 WHERE part = 'logins'");
    }
}
