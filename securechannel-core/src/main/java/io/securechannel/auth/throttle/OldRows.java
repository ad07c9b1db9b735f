package io.securechannel.auth.throttle;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.jdbc.Database;

/** Deletes what counts no more, in small steps, each of which is over long before it would be given up. */
final class OldRows {

    private static final int AT_ONCE = 1_000;

    /** More are left to the next time, so that no login waits for all of them. */
    private static final int STEPS = 20;

    private static final String FIRST = " FETCH FIRST " + AT_ONCE + " ROWS ONLY)";

    private OldRows() {}

    static void delete(Database database, long now, ThrottleLimits limits) throws KeyMaterialException {
        // The time is asked twice: the row may have changed since it was chosen.
        delete(
                database,
                "DELETE FROM securechannel_login_pairs WHERE expires <= ? AND (account, address) IN"
                        + " (SELECT account, address FROM securechannel_login_pairs WHERE expires <= ?" + FIRST,
                now);
        delete(
                database,
                "DELETE FROM securechannel_login_counts WHERE started <= ? AND counted IN"
                        + " (SELECT counted FROM securechannel_login_counts WHERE started <= ?" + FIRST,
                now - limits.window().toMillis());
        delete(
                database,
                "DELETE FROM securechannel_login_known WHERE success <= ? AND (account, address) IN"
                        + " (SELECT account, address FROM securechannel_login_known WHERE success <= ?" + FIRST,
                now - KnownAddresses.LASTS.toMillis());
    }

    private static void delete(Database database, String sql, long until) throws KeyMaterialException {
        for (int step = 0; step < STEPS; step++) {
            if (database.single(transaction -> transaction.update(sql, until, until)) < AT_ONCE) {
                return;
            }
        }
    }
}
