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

    private static final Rows PAIRS = Rows.of("securechannel_login_pairs", "expires");
    private static final Rows COUNTS = Rows.of("securechannel_login_counts", "started");
    private static final Rows KNOWN = Rows.of("securechannel_login_known", "success");

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

    private boolean delete(Rows rows, long until, long after) throws KeyMaterialException {
        boolean past = deleteBetween(rows, Long.MIN_VALUE, until);
        boolean future = deleteBetween(rows, after, Long.MAX_VALUE);
        return past || future;
    }

    /** {@return whether more is left} Later than the first time, and not later than the second. */
    private boolean deleteBetween(Rows rows, long from, long to) throws KeyMaterialException {
        var last =
                database.single(transaction -> transaction.first(rows.lastAtOnce(), row -> row.getLong(1), from, to));
        long end = last.orElse(to);
        database.single(transaction -> transaction.update(rows.delete(), from, end));
        return last.isPresent();
    }

    /** Both read an index alone. H2 reads what a subquery finds again for every row that is deleted. */
    private record Rows(String lastAtOnce, String delete) {

        static Rows of(String table, String time) {
            var between = " FROM " + table + " WHERE " + time + " > ? AND " + time + " <= ?";
            return new Rows(
                    "SELECT " + time + between + " ORDER BY " + time + " OFFSET " + (AT_ONCE - 1)
                            + " ROWS FETCH FIRST 1 ROW ONLY",
                    "DELETE" + between);
        }
    }
}
