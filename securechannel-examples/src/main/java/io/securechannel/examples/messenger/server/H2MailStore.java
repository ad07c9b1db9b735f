package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The store in an H2 file, for one server.
 *
 * <p>H2's engine answers a commit before anything is written, unless WRITE_DELAY is 0; then each commit is in the file, for which a
 * killed process does not matter, but not on the disk, for which a machine without power does. {@code CHECKPOINT SYNC} calls
 * {@code FileChannel.force}. With a write delay it would not even be enough: chunks that H2's own thread has begun to write are not
 * waited for.
 */
final class H2MailStore implements MailStore {

    /** Beside what is asked for, so that no other thread of H2 writes behind our back. */
    static final String SETTINGS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE";

    private final Path file;
    private final SqlConnection writing;
    private final SqlConnection reading;
    private final MailChanges changes;
    private final DeliveryNumbers numbers;
    private final ReentrantLock readLock = new ReentrantLock();
    private volatile long lastDelivery;

    private H2MailStore(
            Path file, SqlConnection writing, SqlConnection reading, MailChanges changes, DeliveryNumbers numbers) {
        this.file = file;
        this.writing = writing;
        this.reading = reading;
        this.changes = changes;
        this.numbers = numbers;
        this.lastDelivery = numbers.last();
    }

    /**
     * Opens the store in a database that is there.
     *
     * @param directory with the database
     * @param id by which keys and database know each other; kept with the first tables
     * @param limits what may wait
     */
    static H2MailStore open(DataDirectory directory, long id, ServerLimits.Mailboxes limits) throws IOException {
        var address = directory.database();
        try {
            var connection = DriverManager.getConnection(address);
            MailTables.make(connection);
            keep(connection, id);
            connection.setAutoCommit(false);
            var writing = new SqlConnection(connection);
            var reading = new SqlConnection(DriverManager.getConnection(address));
            var waiting = new WaitingMail(limits);
            try (var mails = reading.query(MailTables.COUNT)) {
                while (mails.next()) {
                    if (mails.getBoolean(4)) {
                        waiting.addNotice(MailRows.device(mails, 1));
                    } else {
                        waiting.add(MailRows.device(mails, 1), mails.getString(2), mails.getInt(3));
                    }
                }
            }
            var numbers = new NumbersInBlocks(writing);
            var changes = new MailChanges(writing, waiting, new Owners(MailRows.devices(reading)), numbers);
            return new H2MailStore(directory.databaseFile(), writing, reading, changes, numbers);
        } catch (SQLException e) {
            throw StoreFailure.of(e, directory.databaseFile());
        }
    }

    @Override
    public List<Outcome> apply(Instant now, List<Change> group) throws IOException {
        try {
            var outcomes = new ArrayList<Outcome>(group.size());
            for (var change : group) {
                outcomes.add(changes.make(now, change));
            }
            changes.finish();
            if (writing.commit()) {
                writing.execute("CHECKPOINT SYNC");
            }
            lastDelivery = numbers.last();
            return outcomes;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public long lastDelivery() {
        return lastDelivery;
    }

    @Override
    public Waiting waiting(DeviceId device, long after, long upTo, int most) throws IOException {
        readLock.lock();
        try {
            return MailRows.waiting(reading, device, new Outbox.Range(after, upTo), most);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public List<DirectoryEntry> entries() throws IOException {
        readLock.lock();
        try {
            return MailRows.entries(reading);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public Map<DeviceId, String> devices() throws IOException {
        readLock.lock();
        try {
            return MailRows.devices(reading);
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            readLock.unlock();
        }
    }

    @Override
    public void close() {
        readLock.lock();
        try {
            closeBoth();
        } catch (SQLException e) {
            return; // what was promised is on the disk
        } finally {
            readLock.unlock();
        }
    }

    private void closeBoth() throws SQLException {
        try {
            writing.close();
        } finally {
            reading.close();
        }
    }

    /** On the disk, before the keys are told. */
    private static void keep(Connection connection, long id) throws SQLException {
        try (var statement = connection.createStatement();
                var known = statement.executeQuery(MailTables.ID)) {
            if (known.next()) {
                return;
            }
        }
        try (var added = connection.prepareStatement(MailTables.ADD_ID);
                var statement = connection.createStatement()) {
            MailTables.with(added, id).executeUpdate();
            statement.execute("CHECKPOINT SYNC");
        }
    }

    private IOException failed(SQLException cause) {
        return StoreFailure.of(cause, file);
    }
}
