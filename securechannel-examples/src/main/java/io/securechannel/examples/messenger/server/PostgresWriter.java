package io.securechannel.examples.messenger.server;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One connection of {@link PostgresMailStore} that changes it, and what is remembered of the store as long as that connection lives. */
final class PostgresWriter implements AutoCloseable {

    private final SqlConnection sql;
    private final SharedSource source;
    private final Owners owners = new Owners(Map.of());
    private final SharedNumbers numbers = new SharedNumbers();
    private final SharedCounts counts;
    private final MailChanges changes;
    private final ServerLease lease;

    /** The number of the last group of changes that this server knows of; from 0 it hears of everything. */
    private long seen;

    private long delivered;
    private boolean isNews;

    private PostgresWriter(SqlConnection sql, SharedSource source, ServerLimits.Mailboxes limits) {
        this.sql = sql;
        this.source = source;
        this.counts = new SharedCounts(sql, limits);
        this.changes = new MailChanges(sql, counts, owners, numbers);
        this.lease = new ServerLease(sql, source.lease());
    }

    /** From now on this server is there. */
    static PostgresWriter begin(SqlConnection sql, SharedSource source, ServerLimits.Mailboxes limits)
            throws SQLException {
        var writer = new PostgresWriter(sql, source, limits);
        long unused = writer.lock();
        writer.delivered = writer.numbers.last();
        writer.lease.begin();
        sql.commit();
        return writer;
    }

    long lastDelivery() {
        return delivered;
    }

    News begin() throws SQLException, IOException {
        long last = lock();
        isNews = false;
        if (last < seen) {
            throw new StoreLostException(
                    "the database " + source.name() + " has gone back to an earlier state, as by a backup");
        }
        if (!lease.keep(last + 1)) {
            throw new StoreLostException(
                    "this server was not heard of for " + source.lease().toSeconds() + " s, and the other servers of "
                            + source.name() + " take it for gone");
        }
        isNews = sql.hasChanged(); // by then others have gone
        if (last == seen && !isNews) {
            return News.NONE;
        }
        changes.forgetRows();
        counts.forget();
        var news = news();
        delivered = numbers.last();
        seen = last;
        return news;
    }

    List<Outcome> apply(Instant now, List<Change> group) throws SQLException {
        var outcomes = new ArrayList<Outcome>(group.size());
        for (var change : group) {
            outcomes.add(make(now, change));
        }
        changes.finish();
        counts.write();
        long next = seen;
        if (sql.hasChanged()) {
            next++;
            end(next);
        }
        sql.commit();
        seen = next;
        delivered = numbers.last();
        return outcomes;
    }

    /** Nobody is here any more. */
    void end() throws SQLException {
        sql.rollback(); // of what nobody was told
        long next = lock() + 1;
        lease.end(next);
        isNews = true;
        end(next);
        sql.commit();
    }

    @Override
    public void close() {
        try {
            sql.close();
        } catch (SQLException e) {
            return; // it was broken
        }
    }

    /** {@return the number of the last group of changes} */
    private long lock() throws SQLException {
        try (var state = sql.query(PostgresTables.LOCK)) {
            state.next();
            long last = state.getLong(2);
            state.next();
            numbers.set(state.getLong(2));
            return last;
        }
    }

    private Outcome make(Instant now, Change change) throws SQLException {
        if (change instanceof Change.Arrive arrive) {
            // A device that was removed meanwhile is told so; others do not hear that it has come.
            boolean isOnList = arrive.user().equals(owners.userOf(arrive.device()));
            if (isOnList) {
                lease.arrive(arrive, seen + 1);
                isNews = true;
            }
            return new Outcome.Done(0);
        }
        if (change instanceof Change.Depart depart) {
            isNews |= lease.depart(depart, seen + 1);
            return new Outcome.Done(0);
        }
        var outcome = changes.make(now, change);
        if (change instanceof Change.Publish publish) {
            sql.update(PostgresTables.STAMP_ENTRY, seen + 1, publish.entry().user());
            for (var device : publish.removed()) {
                sql.update(PostgresTables.REMOVE_SESSION, (Object) MailRows.bytes(device));
            }
            isNews = true;
        }
        return outcome;
    }

    /** The others are told at the commit, and only then. */
    private void end(long number) throws SQLException {
        sql.update(PostgresTables.SET_CHANGES, number);
        if (numbers.last() != delivered) {
            sql.update(MailTables.SET_STATE, numbers.last());
            isNews = true;
        }
        if (isNews) {
            sql.query(PostgresTables.TELL, source.channel(), source.self()).close();
        }
    }

    private News news() throws SQLException, IOException {
        var devices = new HashMap<String, Set<DeviceId>>();
        try (var rows = sql.query(PostgresTables.NEW_DEVICES, seen)) {
            while (rows.next()) {
                devices.computeIfAbsent(rows.getString(1), user -> new HashSet<>())
                        .add(MailRows.device(rows, 2));
            }
        }
        var entries = new ArrayList<News.Renewed>();
        for (var entry : newEntries()) {
            var list = devices.getOrDefault(entry.user(), Set.of());
            owners.set(entry.user(), list);
            entries.add(new News.Renewed(entry, list));
        }
        return new News(entries, newSessions(), newMail());
    }

    private List<DirectoryEntry> newEntries() throws SQLException, IOException {
        try (var rows = sql.query(PostgresTables.NEW_ENTRIES, seen)) {
            var entries = new ArrayList<DirectoryEntry>();
            while (rows.next()) {
                entries.add(MailRows.entry(rows, 2));
            }
            return entries;
        } catch (SecureChannelException e) {
            throw new IOException("an entry in the store cannot be read: " + e.getMessage(), e);
        }
    }

    private List<News.Elsewhere> newSessions() throws SQLException {
        try (var rows = sql.query(PostgresTables.NEW_SESSIONS, seen)) {
            var sessions = new ArrayList<News.Elsewhere>();
            while (rows.next()) {
                long server = rows.getLong(3);
                boolean isThere = !rows.wasNull();
                if (!(isThere && lease.isOf(server))) {
                    sessions.add(new News.Elsewhere(rows.getString(1), MailRows.device(rows, 2), isThere));
                }
            }
            return sessions;
        }
    }

    private Set<DeviceId> newMail() throws SQLException {
        var addressees = new HashSet<DeviceId>();
        if (numbers.last() > delivered) {
            try (var rows = sql.query(PostgresTables.NEW_MAIL, delivered)) {
                while (rows.next()) {
                    addressees.add(MailRows.device(rows, 1));
                }
            }
        }
        return addressees;
    }
}
