package io.securechannel.auth.throttle;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.jdbc.Database;
import io.securechannel.internal.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Deletes what counts no more, in small steps, each of which is over long before it would be given up.
 *
 * <p>Only what is over by this server's clock and by the database's: a server whose clock is ahead would delete the locks of all
 * others. What is in the future by both was written by a clock that was wrong, and would stay for years.
 */
final class OldRows {

    /** So that no login waits for long; each adds three rows at most. */
    private static final int AT_ONCE = 1_000;

    private static final String PAIRS = sql("securechannel_login_pairs", "account, address", "expires");
    private static final String COUNTS = sql("securechannel_login_counts", "counted", "started");
    private static final String KNOWN = sql("securechannel_login_known", "account, address", "success");

    private final Database database;
    private final ThrottleLimits limits;
    private final Clock clock;

    /** What the database says that the time is. */
    @FunctionalInterface
    interface Clock {
        long millis(Transaction transaction) throws SQLException;
    }

    OldRows(Database database, ThrottleLimits limits, Clock clock) {
        this.database = database;
        this.limits = limits;
        this.clock = clock;
    }

    static long databaseTime(Transaction transaction) throws SQLException {
        return transaction
                .first("SELECT CURRENT_TIMESTAMP", row -> row.getTimestamp(1).getTime())
                .orElseThrow(() -> new SQLException("no time"));
    }

    /** {@return whether more is left} */
    boolean delete(long now) throws KeyMaterialException {
        long there = database.single(clock::millis);
        long earliest = Math.min(now, there);
        long latest = Math.max(now, there);
        var longest = limits.lock().compareTo(limits.window()) > 0 ? limits.lock() : limits.window();
        boolean pairs = delete(PAIRS, earliest, ClockRule.latestEnd(longest, latest));
        long future = ClockRule.latestEnd(Duration.ZERO, latest);
        boolean counts = delete(COUNTS, earliest - limits.window().toMillis(), future);
        boolean known = delete(KNOWN, earliest - KnownAddresses.LASTS.toMillis(), future);
        return pairs || counts || known;
    }

    private boolean delete(String sql, long until, long after) throws KeyMaterialException {
        return database.single(transaction -> transaction.update(sql, until, after, until, after)) >= AT_ONCE;
    }

    /** The time is asked twice: the row may have changed since it was chosen. */
    private static String sql(String table, String key, String time) {
        var isOver = "(" + time + " <= ? OR " + time + " > ?)";
        return "DELETE FROM " + table + " WHERE " + isOver + " AND (" + key + ") IN (SELECT " + key + " FROM " + table
                + " WHERE " + isOver + " FETCH FIRST " + AT_ONCE + " ROWS ONLY)";
    }
}
