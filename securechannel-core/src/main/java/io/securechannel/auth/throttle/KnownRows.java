package io.securechannel.auth.throttle;

import io.securechannel.internal.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Duration;

/** {@link KnownAddresses} in a database. */
final class KnownRows {

    /** A success is written again only when the one that is there is older: not every login costs a write. */
    private static final Duration FRESH = Duration.ofHours(1);

    boolean contains(Transaction transaction, ThrottleKey key, long now) throws SQLException {
        return transaction
                .first(
                        "SELECT success FROM securechannel_login_known WHERE account = ? AND address = ?",
                        row -> row.getLong(1),
                        key.account(),
                        key.address())
                .filter(success -> KnownAddresses.lasts(success, now))
                .isPresent();
    }

    void add(Transaction transaction, ThrottleKey key, long now) throws SQLException {
        var before = transaction.first(
                "SELECT success FROM securechannel_login_known WHERE account = ? AND address = ?",
                row -> row.getLong(1),
                key.account(),
                key.address());
        if (before.isEmpty()) {
            transaction.update(
                    "INSERT INTO securechannel_login_known (account, address, success) VALUES (?, ?, ?)",
                    key.account(),
                    key.address(),
                    now);
            keepTheLatest(transaction, key.account());
        } else if (!ClockRule.counts(before.get(), FRESH, now)) {
            transaction.update(
                    "UPDATE securechannel_login_known SET success = ? WHERE account = ? AND address = ?",
                    now,
                    key.account(),
                    key.address());
        }
    }

    private static void keepTheLatest(Transaction transaction, String account) throws SQLException {
        var addresses = transaction.all(
                "SELECT address FROM securechannel_login_known WHERE account = ? ORDER BY success DESC, address",
                row -> row.getString(1),
                account);
        for (var old : addresses.subList(Math.min(addresses.size(), KnownAddresses.OF_ONE_ACCOUNT), addresses.size())) {
            transaction.update("DELETE FROM securechannel_login_known WHERE account = ? AND address = ?", account, old);
        }
    }
}
