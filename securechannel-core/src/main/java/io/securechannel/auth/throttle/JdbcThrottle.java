package io.securechannel.auth.throttle;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.jdbc.Database;
import io.securechannel.internal.jdbc.Schema;
import io.securechannel.internal.jdbc.Transaction;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Counts in a database, which servers may share. Attempts of one pair wait for each other at the pair's row. Every
 * transaction changes the pair first, then the count of the address, then that of the account, so that two of them do not
 * wait for each other.
 */
final class JdbcThrottle implements LoginThrottle {

    private static final int SCHEMA = 1;

    /** How often what is over is deleted. */
    private static final Duration PRUNE_EVERY = Duration.ofMinutes(1);

    /** After it has failed. */
    private static final Duration PRUNE_AGAIN = Duration.ofSeconds(10);

    private static final String OF_PAIR = " FROM securechannel_login_pairs WHERE account = ? AND address = ?";

    private final Database database;
    private final ThrottleLimits limits;
    private final InstantSource clock;
    private final KnownRows known = new KnownRows();
    private final OldRows oldRows;
    private final AtomicLong pruned;

    private JdbcThrottle(Database database, ThrottleLimits limits, InstantSource clock, OldRows oldRows) {
        this.database = database;
        this.limits = limits;
        this.clock = clock;
        this.oldRows = oldRows;
        this.pruned = new AtomicLong(clock.millis());
    }

    static JdbcThrottle open(DataSource source, ThrottleLimits limits, InstantSource clock)
            throws KeyMaterialException {
        return open(source, limits, clock, OldRows::databaseTime);
    }

    /** For tests: with another time of the database. */
    static JdbcThrottle open(DataSource source, ThrottleLimits limits, InstantSource clock, OldRows.Clock databaseClock)
            throws KeyMaterialException {
        var database = new Database(source, "the database of failed logins");
        new Schema(JdbcThrottle.class, "logins", SCHEMA).bringUpToDate(database);
        return new JdbcThrottle(database, limits, clock, new OldRows(database, limits, databaseClock));
    }

    /**
     * The proof is asked before the transaction, and what came of it counts, or is forgotten, within: whatever runs at the
     * same time, no more proofs are answered than the limit allows, and nobody's proof keeps a row locked.
     */
    @Override
    public Attempt attempt(String user, InetAddress address, BooleanSupplier proof) throws KeyMaterialException {
        var key = ThrottleKey.of(user, address);
        boolean right = proof.getAsBoolean();
        var attempt = database.transact(transaction -> attempt(transaction, key, right));
        pruneNowAndThen();
        return attempt;
    }

    @Override
    public int unlock(String user) throws KeyMaterialException {
        var account = ThrottleKey.account(user);
        long now = clock.millis();
        return database.transact(transaction -> {
            int locked = transaction
                    .all(
                            "SELECT locked_until FROM securechannel_login_pairs WHERE account = ? AND locked_until > ?"
                                    + " AND locked_until <= ? FOR UPDATE",
                            row -> row.getLong(1),
                            account,
                            now,
                            ClockRule.latestEnd(limits.lock(), now))
                    .size();
            transaction.update("DELETE FROM securechannel_login_pairs WHERE account = ?", account);
            transaction.update("DELETE FROM securechannel_login_counts WHERE counted = ?", account);
            return locked;
        });
    }

    @Override
    public List<Lock> locked(Collection<String> names) throws KeyMaterialException {
        var resolve = ThrottleKey.namesOf(names);
        long now = clock.millis();
        return database.single(transaction -> transaction.all(
                "SELECT account, address, locked_until FROM securechannel_login_pairs WHERE locked_until > ?"
                        + " AND locked_until <= ? ORDER BY locked_until",
                row -> new Lock(
                        resolve.apply(row.getString(1)), row.getString(2), Instant.ofEpochMilli(row.getLong(3))),
                now,
                ClockRule.latestEnd(limits.lock(), now)));
    }

    private Attempt attempt(Transaction transaction, ThrottleKey key, boolean right)
            throws SQLException, KeyMaterialException {
        var stored = transaction.first(
                "SELECT failures, locked_until" + OF_PAIR + " FOR UPDATE", Stored::read, key.account(), key.address());
        long now = clock.millis();
        var delay = delay(transaction, key, now);
        var state = stored.isPresent() ? stored.get().state() : PairState.NONE;
        var outcome = state.after(right, now, limits);
        switch (outcome.result()) {
            case ACCEPTED -> {
                if (stored.isPresent()) {
                    transaction.update("DELETE" + OF_PAIR, key.account(), key.address());
                }
                known.add(transaction, key, now);
            }
            case REFUSED, REFUSED_AND_LOCKED, LOCKED -> {
                // A lock is written as it is: it must take no less time than to count a failure.
                remember(transaction, key, outcome.next(), stored.isPresent());
                count(transaction, key, now);
            }
        }
        return new Attempt(outcome.result(), delay);
    }

    /** By what was before this attempt: whether it succeeds must not show in how long it takes. */
    private Duration delay(Transaction transaction, ThrottleKey key, long now) throws SQLException {
        var counts = transaction
                .all(
                        "SELECT counted, started, failures FROM securechannel_login_counts WHERE counted IN (?, ?)",
                        row -> new Counted(row.getString(1), new FailureCount(row.getLong(2), row.getInt(3))),
                        key.address(),
                        key.account())
                .stream()
                .collect(Collectors.toMap(Counted::key, Counted::count));
        boolean slowAddress =
                counts.getOrDefault(key.address(), FailureCount.NONE).reaches(limits.addressFailures(), now, limits);
        boolean slowAccount =
                counts.getOrDefault(key.account(), FailureCount.NONE).reaches(limits.accountFailures(), now, limits)
                        && !known.contains(transaction, key, now);
        return slowAddress || slowAccount ? limits.delay() : Duration.ZERO;
    }

    private void remember(Transaction transaction, ThrottleKey key, PairState next, boolean isThere)
            throws SQLException {
        var failures = next.failures().stream().map(String::valueOf).collect(Collectors.joining(","));
        transaction.update(
                isThere
                        ? "UPDATE securechannel_login_pairs SET failures = ?, locked_until = ?, expires = ?"
                                + " WHERE account = ? AND address = ?"
                        : "INSERT INTO securechannel_login_pairs (failures, locked_until, expires, account, address)"
                                + " VALUES (?, ?, ?, ?, ?)",
                failures,
                next.lockedUntil(),
                next.expires(limits),
                key.account(),
                key.address());
    }

    /** The address first: see above. The same arithmetic as {@link FailureCount#plusOne}, where the row is. */
    private void count(Transaction transaction, ThrottleKey key, long now) throws SQLException {
        long over = now - limits.window().toMillis();
        long future = ClockRule.latestEnd(Duration.ZERO, now);
        for (var counted : List.of(key.address(), key.account())) {
            int rows = transaction.update(
                    "UPDATE securechannel_login_counts SET"
                            + " failures = CASE WHEN started <= ? OR started > ? THEN 1 ELSE failures + 1 END,"
                            + " started = CASE WHEN started <= ? OR started > ? THEN ? ELSE started END WHERE counted = ?",
                    over,
                    future,
                    over,
                    future,
                    now,
                    counted);
            if (rows == 0) {
                transaction.update(
                        "INSERT INTO securechannel_login_counts (counted, started, failures) VALUES (?, ?, 1)",
                        counted,
                        now);
            }
        }
    }

    /**
     * The attempt has been counted: that old rows stay longer is no reason to refuse it. As long as more are left, each attempt
     * deletes some, which is more than it adds. A clock that was ahead does not put the next time off.
     */
    private void pruneNowAndThen() {
        long now = clock.millis();
        long last = pruned.get();
        if (Math.abs(now - last) < PRUNE_EVERY.toMillis() || !pruned.compareAndSet(last, now)) {
            return;
        }
        try {
            if (oldRows.delete(now)) {
                pruned.compareAndSet(now, now - PRUNE_EVERY.toMillis());
            }
        } catch (KeyMaterialException e) {
            // Not at once: it may have taken its 5 seconds, which no login after it should wait for again.
            pruned.compareAndSet(now, now - PRUNE_EVERY.minus(PRUNE_AGAIN).toMillis());
        }
    }

    private record Counted(String key, FailureCount count) {}

    /** A row as it was read. */
    private record Stored(String failures, long lockedUntil) {

        static Stored read(ResultSet row) throws SQLException {
            return new Stored(row.getString(1), row.getLong(2));
        }

        PairState state() throws KeyMaterialException {
            try {
                var times = Optional.of(failures)
                        .filter(text -> !text.isEmpty())
                        .map(text -> Arrays.stream(text.split(",", -1))
                                .map(Long::valueOf)
                                .toList())
                        .orElse(List.of());
                return new PairState(times, lockedUntil);
            } catch (NumberFormatException e) {
                throw new KeyMaterialException(
                        Reason.DAMAGED,
                        "what securechannel_login_pairs holds of an account is not in the form of this library:"
                                + " unlock the account, which deletes it");
            }
        }
    }
}
