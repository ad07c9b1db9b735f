package io.securechannel.examples.messenger.server;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The store in a PostgreSQL, for several servers. A group of changes is one transaction, and only one server at a time has one: it
 * holds the row of {@code chat_state} from its beginning to its commit. So numbers of deliveries grow in the order in which they
 * can be seen, a row between two devices has one writer, and what a server decides upon is not behind what others have decided. At the
 * beginning each hears what the others have done.
 */
final class PostgresMailStore implements MailStore {

    private final SharedSource source;
    private final ServerLimits.Mailboxes limits;
    private final ReentrantLock readLock = new ReentrantLock();
    private volatile long lastDelivery;
    private @Nullable PostgresWriter writer;
    private @Nullable SqlConnection reading;

    private PostgresMailStore(SharedSource source, ServerLimits.Mailboxes limits) {
        this.source = source;
        this.limits = limits;
    }

    /**
     * Opens the store; makes its tables, if nobody has.
     *
     * @param source of connections
     * @param limits what may wait
     */
    static PostgresMailStore open(SharedSource source, ServerLimits.Mailboxes limits) throws IOException {
        var store = new PostgresMailStore(source, limits);
        store.connect(connection -> PostgresTables.make(connection, source.id()));
        return store;
    }

    @Override
    public News begin() throws IOException {
        boolean isBegun = false;
        try {
            var news = writer().begin();
            isBegun = true;
            return news;
        } catch (SQLException e) {
            throw lost(e);
        } finally {
            if (!isBegun) {
                stopWriting();
            }
        }
    }

    @Override
    public void show() {
        if (writer != null) {
            lastDelivery = writer.lastDelivery();
        }
    }

    @Override
    public List<Outcome> apply(Instant now, List<Change> group) throws IOException {
        boolean isDone = false;
        try {
            var outcomes = writer().apply(now, group);
            lastDelivery = writer().lastDelivery();
            isDone = true;
            return outcomes;
        } catch (SQLException e) {
            throw lost(e);
        } finally {
            if (!isDone) {
                stopWriting();
            }
        }
    }

    @Override
    public void recover() throws IOException {
        abandon();
        connect(connection -> PostgresTables.findAgain(connection, source));
    }

    @Override
    public long lastDelivery() {
        return lastDelivery;
    }

    @Override
    public Waiting waiting(DeviceId device, long after, long upTo, int most) throws IOException {
        return read(connection -> MailRows.waiting(connection, device, new Outbox.Range(after, upTo), most));
    }

    @Override
    public List<DirectoryEntry> entries() throws IOException {
        return read(MailRows::entries);
    }

    @Override
    public Map<DeviceId, String> devices() throws IOException {
        return read(MailRows::devices);
    }

    /** Says to the other servers that nobody is here any more. */
    @Override
    public void close() {
        try {
            if (writer != null) {
                writer.end();
            }
        } catch (SQLException e) {
            return; // they will see it when the lease has run out
        } finally {
            abandon();
        }
    }

    private interface Question<A> {
        A ask(SqlConnection connection) throws SQLException, IOException;
    }

    private <A> A read(Question<A> question) throws IOException {
        readLock.lock();
        try {
            var connection = reading;
            if (connection == null) {
                connection = new SqlConnection(source.open());
                reading = connection;
            }
            return question.ask(connection);
        } catch (SQLException e) {
            stopReading();
            throw lost(e);
        } catch (SecureChannelException e) {
            throw new IOException("the store of mails is damaged: " + e.getMessage(), e);
        } finally {
            readLock.unlock();
        }
    }

    private interface Look {
        void at(Connection connection) throws SQLException, IOException;
    }

    private void connect(Look look) throws IOException {
        try {
            var connection = source.open();
            try {
                look.at(connection);
                var begun = PostgresWriter.begin(new SqlConnection(connection), source, limits);
                lastDelivery = begun.lastDelivery();
                writer = begun;
            } catch (SQLException | IOException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private PostgresWriter writer() throws StoreLostException {
        if (writer == null) {
            throw new StoreLostException("the database " + source.name() + " is not connected");
        }
        return writer;
    }

    /** At once, where something fails: as long as the transaction lives, no other server changes anything. */
    private void stopWriting() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    private void abandon() {
        stopWriting();
        readLock.lock();
        try {
            stopReading();
        } finally {
            readLock.unlock();
        }
    }

    private void stopReading() {
        if (reading != null) {
            try {
                reading.close();
            } catch (SQLException e) {
                // It was broken; the next one is another.
            }
            reading = null;
        }
    }

    private StoreLostException lost(SQLException e) {
        return new StoreLostException(
                "the database " + source.name() + " does not do what it is asked for: " + SharedSource.words(e), e);
    }
}
