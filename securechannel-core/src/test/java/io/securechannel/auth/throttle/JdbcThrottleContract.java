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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** What holds of every throttle in a database. */
abstract class JdbcThrottleContract extends LoginThrottleContract {

    private static final List<String> TABLES = List.of("login_pairs", "login_counts", "login_known");

    abstract DataSource source();

    @Override
    LoginThrottle create(ThrottleLimits limits, FakeClock clock) throws Exception {
        LoginThrottle.jdbc(source(), limits, clock);
        for (var table : TABLES) {
            sql("DELETE FROM securechannel_" + table);
        }
        return again(limits);
    }

    LoginThrottle again(ThrottleLimits limits) throws KeyMaterialException {
        return LoginThrottle.jdbc(source(), limits, clock);
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
                .extracting(Lock::user)
                .containsExactly("ada");
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
    void noNameIsKeptInClearTextUnlessItIsLocked() throws Exception {
        wrong("hunter2", HOME, 4);
        assertThat(names()).containsExactly((String) null);
        wrong("hunter2", HOME);
        assertThat(names()).containsExactly("hunter2");
    }

    private List<String> names() throws SQLException {
        var names = new ArrayList<String>();
        try (var connection = source().getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT user_name, account, address FROM securechannel_login_pairs")) {
            while (row.next()) {
                names.add(row.getString(1));
                assertThat(row.getString(2)).matches("[0-9a-f]{64}");
            }
        }
        return names;
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
