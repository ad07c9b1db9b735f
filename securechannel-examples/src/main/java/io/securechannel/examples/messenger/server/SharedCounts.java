package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Octets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Counts in the database, beside what they count: four for each mail, of what waits for the device from the user, for the device, from the
 * user, and in all. What was read is remembered until somebody else has changed the database. For one thread.
 */
final class SharedCounts implements MailCounts {

    /** For all senders; no user has this name, nor the next. */
    private static final String ALL = "";

    private static final String NOTICES = "!";

    /** For all addressees. */
    private static final Octets EVERYWHERE = Octets.zeros(0);

    private static final int REMEMBERED = 100_000;

    private final SqlConnection sql;
    private final ServerLimits.Mailboxes limits;
    private final Map<Key, Amount> known = new HashMap<>();
    private final Set<Key> changed = new HashSet<>();

    SharedCounts(SqlConnection sql, ServerLimits.Mailboxes limits) {
        this.sql = sql;
        this.limits = limits;
    }

    private record Key(Octets addressee, String user) {}

    private record Amount(long mails, long bytes) {

        static final Amount NONE = new Amount(0, 0);

        boolean hasRoom(ServerLimits.Share limit, int size) {
            return mails < limit.mails() && bytes + size <= limit.bytes();
        }
    }

    @Override
    public boolean hasRoom(DeviceId addressee, String sender, int size) throws SQLException {
        var device = addressee.octets();
        read(device, ALL, sender);
        read(EVERYWHERE, ALL, sender);
        return amount(EVERYWHERE, ALL).bytes() + size <= limits.allBytes()
                && amount(device, ALL).hasRoom(limits.device(), size)
                && amount(device, sender).hasRoom(limits.fromOne(), size)
                && amount(EVERYWHERE, sender).hasRoom(limits.sender(), size);
    }

    @Override
    public void add(DeviceId addressee, String sender, int size) throws SQLException {
        change(addressee, sender, 1, size);
    }

    @Override
    public void remove(DeviceId addressee, String sender, int size) throws SQLException {
        change(addressee, sender, -1, -size);
    }

    private void change(DeviceId addressee, String sender, int mails, long bytes) throws SQLException {
        var device = addressee.octets();
        read(device, ALL, sender);
        read(EVERYWHERE, ALL, sender);
        change(device, ALL, mails, bytes);
        change(device, sender, mails, bytes);
        change(EVERYWHERE, ALL, mails, bytes);
        change(EVERYWHERE, sender, mails, bytes);
    }

    @Override
    public boolean hasRoomForNotice(DeviceId addressee) throws SQLException {
        read(addressee.octets(), ALL, NOTICES);
        return amount(addressee.octets(), NOTICES).mails() < limits.device().mails();
    }

    @Override
    public void addNotice(DeviceId addressee) throws SQLException {
        read(addressee.octets(), ALL, NOTICES);
        change(addressee.octets(), NOTICES, 1, 0);
    }

    @Override
    public void removeNotice(DeviceId addressee) throws SQLException {
        read(addressee.octets(), ALL, NOTICES);
        change(addressee.octets(), NOTICES, -1, 0);
    }

    @Override
    public void removeAll(DeviceId addressee) throws SQLException {
        write();
        var device = addressee.octets();
        var waiting = new HashMap<String, Amount>();
        try (var rows = sql.query(PostgresTables.ALL_COUNTS, (Object) device.bytes())) {
            while (rows.next()) {
                waiting.put(rows.getString(2), new Amount(rows.getLong(3), rows.getLong(4)));
            }
        }
        for (var each : waiting.entrySet()) {
            var amount = each.getValue();
            known.put(new Key(device, each.getKey()), amount);
            change(device, each.getKey(), -amount.mails(), -amount.bytes());
            if (!each.getKey().equals(NOTICES)) {
                read(EVERYWHERE, ALL, each.getKey());
                change(EVERYWHERE, each.getKey(), -amount.mails(), -amount.bytes());
            }
        }
    }

    /** Somebody else has changed the database. */
    void forget() {
        known.clear();
    }

    /** Puts what has changed into the transaction. */
    void write() throws SQLException {
        boolean isSet = false;
        boolean isRemoved = false;
        for (var key : changed) {
            var amount = amount(key.addressee(), key.user());
            if (amount.equals(Amount.NONE)) {
                sql.batch(PostgresTables.REMOVE_COUNT, key.addressee().bytes(), key.user());
                isRemoved = true;
            } else {
                sql.batch(
                        PostgresTables.SET_COUNT,
                        amount.mails(),
                        amount.bytes(),
                        key.addressee().bytes(),
                        key.user());
                isSet = true;
            }
        }
        changed.clear();
        if (isSet) {
            sql.runBatch(PostgresTables.SET_COUNT);
        }
        if (isRemoved) {
            sql.runBatch(PostgresTables.REMOVE_COUNT);
        }
        if (known.size() > REMEMBERED) {
            known.clear();
        }
    }

    private Amount amount(Octets addressee, String user) {
        return known.getOrDefault(new Key(addressee, user), Amount.NONE);
    }

    private void change(Octets addressee, String user, long mails, long bytes) {
        var key = new Key(addressee, user);
        known.merge(
                key,
                new Amount(mails, bytes),
                (one, other) -> new Amount(one.mails() + other.mails(), one.bytes() + other.bytes()));
        changed.add(key);
    }

    /** What is not in the table is none. */
    private void read(Octets addressee, String one, String other) throws SQLException {
        var first = new Key(addressee, one);
        var second = new Key(addressee, other);
        if (known.containsKey(first) && known.containsKey(second)) {
            return;
        }
        try (var rows = sql.query(PostgresTables.COUNTS, addressee.bytes(), one, other)) {
            while (rows.next()) {
                var key = new Key(addressee, rows.getString(2));
                known.putIfAbsent(key, new Amount(rows.getLong(3), rows.getLong(4)));
            }
        }
        known.putIfAbsent(first, Amount.NONE);
        known.putIfAbsent(second, Amount.NONE);
    }
}
