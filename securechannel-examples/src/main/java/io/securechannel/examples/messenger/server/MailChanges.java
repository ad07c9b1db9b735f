package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes changes in one open transaction. What it remembers of the database is true as long as no transaction fails; after that
 * nothing here is to be used again. For one thread.
 */
final class MailChanges {

    private static final int ROWS_REMEMBERED = 50_000;

    private final SqlConnection sql;
    private final MailCounts waiting;
    private final Owners owners;
    private final DeliveryNumbers numbers;
    private final RecentRows rows = new RecentRows(ROWS_REMEMBERED);
    private final Map<RecentRows.Key, ChangedRow> changedRows = new HashMap<>();
    private boolean isBatched;

    /**
     * Begins with what the database has.
     *
     * @param sql whose transactions the caller commits
     * @param waiting counts what waits
     * @param owners whose each device is
     * @param numbers of deliveries
     */
    MailChanges(SqlConnection sql, MailCounts waiting, Owners owners, DeliveryNumbers numbers) {
        this.sql = sql;
        this.waiting = waiting;
        this.owners = owners;
        this.numbers = numbers;
    }

    private record ChangedRow(RecentRows.Last last, boolean isNew) {}

    private record EndedMail(
            long delivery,
            DeviceId addressee,
            DeviceId sender,
            String user,
            long sequence,
            int size,
            boolean isNotice) {

        static EndedMail read(ResultSet row) throws SQLException {
            return new EndedMail(
                    row.getLong(1),
                    MailRows.device(row, 2),
                    MailRows.device(row, 3),
                    row.getString(4),
                    row.getLong(5),
                    row.getInt(6),
                    row.getBoolean(7));
        }
    }

    Outcome make(Instant now, Change change) throws SQLException {
        if (change instanceof Change.Keep keep) {
            return keep(now, keep);
        }
        if (change instanceof Change.Resume resume) {
            return resume(resume);
        }
        if (change instanceof Change.Forget forget) {
            return forget(forget);
        }
        if (change instanceof Change.Arrive || change instanceof Change.Depart) {
            return new Outcome.Done(0); // a single server knows by itself who is there
        }
        runBatch();
        return change instanceof Change.Publish publish ? publish(now, publish) : expire(now);
    }

    /** Somebody else has changed the database: what is remembered of its rows is true no more. */
    void forgetRows() {
        rows.clear();
    }

    /** Writes what was kept back, so that the transaction can be committed. */
    void finish() throws SQLException {
        runBatch();
        for (var each : changedRows.entrySet()) {
            var key = each.getKey();
            var sender = MailRows.bytes(key.sender());
            var addressee = MailRows.bytes(key.addressee());
            var row = each.getValue();
            var last = row.last();
            var hash = last.hash().map(Octets::bytes).orElse(null);
            var statement = row.isNew() ? MailTables.ADD_ROW : MailTables.SET_ROW;
            sql.batch(statement, last.sequence(), hash, sender, addressee);
            rows.put(key, last);
        }
        if (!changedRows.isEmpty()) {
            sql.runBatch(MailTables.ADD_ROW);
            sql.runBatch(MailTables.SET_ROW);
            changedRows.clear();
        }
    }

    private Outcome keep(Instant now, Change.Keep keep) throws SQLException {
        var user = keep.user();
        var mail = keep.mail();
        if (!user.equals(owners.userOf(mail.from()))) {
            return new Outcome.Refused(MailRefusal.NOT_YOURS, 0); // it was removed while it was connected
        }
        if (!owners.has(mail.to())) {
            return new Outcome.Refused(MailRefusal.NO_SUCH_DEVICE, 0);
        }
        var key = new RecentRows.Key(mail.from(), mail.to());
        var last = last(key);
        if (mail.sequence() == last.sequence()
                && last.hash().filter(had -> !had.equals(keep.hash())).isPresent()) {
            return new Outcome.Refused(MailRefusal.NUMBER_TAKEN, last.sequence() + 1);
        }
        if (mail.sequence() <= last.sequence()) {
            return new Outcome.Kept(Optional.empty());
        }
        if (mail.sequence() != last.sequence() + 1) {
            return new Outcome.Refused(MailRefusal.OUT_OF_ORDER, last.sequence() + 1);
        }
        var latest = now.plus(Mail.LONGEST_LIFE);
        if (!mail.expires().isAfter(now) || mail.expires().isAfter(latest)) {
            return new Outcome.Refused(MailRefusal.EXPIRED, 0);
        }
        int size = mail.envelope().length();
        if (!waiting.hasRoom(mail.to(), user, size)) {
            return new Outcome.Refused(MailRefusal.FULL, 0);
        }
        waiting.add(mail.to(), user, size);
        move(key, last, new RecentRows.Last(mail.sequence(), Optional.of(keep.hash())));
        return new Outcome.Kept(Optional.of(add(user, mail, size)));
    }

    private Outcome resume(Change.Resume resume) throws SQLException {
        var key = new RecentRows.Key(resume.from(), resume.to());
        if (!resume.user().equals(owners.userOf(resume.from())) || !owners.has(resume.to())) {
            return new Outcome.Done(0);
        }
        var last = last(key);
        if (resume.next() - 1 <= last.sequence()) {
            return new Outcome.Done(0);
        }
        move(key, last, new RecentRows.Last(resume.next() - 1, Optional.empty()));
        return new Outcome.Done(1);
    }

    private void move(RecentRows.Key key, RecentRows.Last before, RecentRows.Last to) {
        changedRows.merge(
                key,
                new ChangedRow(to, before.sequence() == 0),
                (earlier, later) -> new ChangedRow(later.last(), earlier.isNew()));
    }

    private Outcome forget(Change.Forget forget) throws SQLException {
        int deleted = 0;
        for (long number : forget.deliveries()) {
            try (var found = sql.query(MailTables.FIND_MAIL, number, MailRows.bytes(forget.device()))) {
                if (!found.next()) {
                    continue; // forgotten before, or somebody else's
                }
                if (found.getBoolean(3)) {
                    waiting.removeNotice(forget.device());
                } else {
                    waiting.remove(forget.device(), found.getString(1), found.getInt(2));
                }
            }
            deleted += sql.update(MailTables.REMOVE_MAIL, number);
        }
        return new Outcome.Done(deleted);
    }

    private Outcome publish(Instant now, Change.Publish publish) throws SQLException {
        var entry = publish.entry();
        var encoded = new FieldWriter();
        entry.write(encoded);
        if (sql.update(MailTables.SET_ENTRY, encoded.toBytes(), entry.user()) == 0) {
            sql.update(MailTables.ADD_ENTRY, encoded.toBytes(), entry.user());
        }
        var notices = new ArrayList<Delivery>();
        for (var device : publish.removed()) {
            for (var mail : ended(MailTables.MAILBOX, MailRows.bytes(device))) {
                if (!mail.isNotice() && !publish.removed().contains(mail.sender()) && mayBeTold(mail.sender())) {
                    notices.add(addNotice(mail, now.plus(Prekey.LIFE)));
                }
            }
        }
        runBatch();
        for (var device : publish.removed()) {
            remove(device);
        }
        for (var device : publish.devices()) {
            if (owners.add(device, entry.user())) {
                sql.update(MailTables.ADD_DEVICE, MailRows.bytes(device), entry.user());
            }
        }
        return new Outcome.Ended(notices);
    }

    private void remove(DeviceId device) throws SQLException {
        var bytes = MailRows.bytes(device);
        sql.update(MailTables.REMOVE_DEVICE, (Object) bytes);
        sql.update(MailTables.REMOVE_MAILBOX, (Object) bytes);
        sql.update(MailTables.REMOVE_ROWS, bytes, bytes);
        owners.remove(device);
        waiting.removeAll(device);
        rows.removeAll(device);
        changedRows
                .keySet()
                .removeIf(key -> key.sender().equals(device) || key.addressee().equals(device));
    }

    private Outcome expire(Instant now) throws SQLException {
        var notices = new ArrayList<Delivery>();
        for (var each : ended(MailTables.ENDED, now.toEpochMilli())) {
            sql.update(MailTables.REMOVE_MAIL, each.delivery());
            if (each.isNotice()) {
                waiting.removeNotice(each.addressee());
            } else {
                waiting.remove(each.addressee(), each.user(), each.size());
                if (mayBeTold(each.sender())) {
                    notices.add(addNotice(each, now.plus(Prekey.LIFE)));
                }
            }
        }
        return new Outcome.Ended(notices);
    }

    private Delivery add(String user, Mail mail, int size) throws SQLException {
        long number = numbers.next();
        var encoded = new FieldWriter();
        mail.write(encoded);
        batch(
                number,
                MailRows.bytes(mail.to()),
                MailRows.bytes(mail.from()),
                user,
                mail.sequence(),
                mail.expires().toEpochMilli(),
                size,
                encoded.toBytes());
        return new Delivery(number, mail.to(), new ServerMessage.Deliver(number, user, mail));
    }

    private List<EndedMail> ended(String query, Object value) throws SQLException {
        try (var found = sql.query(query, value)) {
            var ended = new ArrayList<EndedMail>();
            while (found.next()) {
                ended.add(EndedMail.read(found));
            }
            return ended;
        }
    }

    /** Whoever lets so many mails end that nobody reads what became of them is not told of the rest. */
    private boolean mayBeTold(DeviceId sender) throws SQLException {
        return owners.has(sender) && waiting.hasRoomForNotice(sender);
    }

    /** In the mailbox of whom the mail was from: whose device it was for, and which one it was. */
    private Delivery addNotice(EndedMail mail, Instant expires) throws SQLException {
        long number = numbers.next();
        var user = Objects.requireNonNullElse(owners.userOf(mail.addressee()), "");
        waiting.addNotice(mail.sender());
        batch(
                number,
                MailRows.bytes(mail.sender()),
                MailRows.bytes(mail.addressee()),
                user,
                mail.sequence(),
                expires.toEpochMilli(),
                0,
                null);
        return new Delivery(
                number, mail.sender(), new ServerMessage.Expired(number, user, mail.addressee(), mail.sequence()));
    }

    private void batch(@Nullable Object... values) throws SQLException {
        sql.batch(MailTables.ADD_MAIL, values);
        isBatched = true;
    }

    private void runBatch() throws SQLException {
        if (isBatched) {
            sql.runBatch(MailTables.ADD_MAIL);
            isBatched = false;
        }
    }

    private RecentRows.Last last(RecentRows.Key key) throws SQLException {
        var changed = changedRows.get(key);
        if (changed != null) {
            return changed.last();
        }
        var known = rows.get(key);
        if (known != null) {
            return known;
        }
        try (var row = sql.query(MailTables.ROW, MailRows.bytes(key.sender()), MailRows.bytes(key.addressee()))) {
            if (!row.next()) {
                return new RecentRows.Last(0, Optional.empty());
            }
            return new RecentRows.Last(
                    row.getLong(1), Optional.ofNullable(row.getBytes(2)).map(Octets::of));
        }
    }
}
