package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.users.UserStore;
import java.io.IOException;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Whether the database in a directory is the one of the keys beside it, before anything is made. A server that lost one of both
 * would otherwise begin anew, and give the names of its users to whoever comes first.
 *
 * <p>Both keep a random number. The database has it first: keys without it have never had a database, so that a first start which
 * was cut off can be done again. H2 opens a file that was cut to its first blocks as an empty database; therefore the tables are
 * asked for, not the file.
 */
final class ServerDatabase implements ServerStorage {

    private static final String GONE = " is gone or empty, though this server has run before: put the backup back;"
            + " --new-database begins anew, without users and mail";

    private static final String HAS_TABLES =
            "SELECT 1 FROM INFORMATION_SCHEMA.TABLES WHERE UPPER(TABLE_NAME) = 'CHAT_STATE'";

    private final DataDirectory directory;
    private final @Nullable Connection connection;
    private final boolean hasTables;
    private final OptionalLong id;

    private ServerDatabase(
            DataDirectory directory, @Nullable Connection connection, boolean hasTables, OptionalLong id) {
        this.directory = directory;
        this.connection = connection;
        this.hasTables = hasTables;
        this.id = id;
    }

    /** Looks at what is there, and keeps it open. Makes no file. */
    static ServerDatabase find(DataDirectory directory) throws IOException {
        var file = directory.databaseFile();
        if (Files.notExists(file) || Files.size(file) == 0) {
            return new ServerDatabase(directory, null, false, OptionalLong.empty());
        }
        try {
            var connection = DriverManager.getConnection(directory.database() + ";IFEXISTS=TRUE");
            try {
                boolean hasTables = first(connection, HAS_TABLES).isPresent();
                var id = hasTables ? first(connection, MailTables.ID) : OptionalLong.empty();
                return new ServerDatabase(directory, connection, hasTables, id);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException(
                    file + " cannot be opened: " + StoreFailure.words(e)
                            + "; if it is damaged, put the backup back, or move it away and begin anew by --new-database",
                    e);
        }
    }

    @Override
    public void checkKeys() throws IOException {
        if (hasTables && Files.notExists(directory.keys())) {
            throw new IOException(directory.keys() + " is gone, though this server has run before: put the backup of it"
                    + " back; without it no client knows this server any more");
        }
    }

    /**
     * Before an invitation is put into a database: refuses where a server's is gone.
     *
     * @throws IOException says what to put back
     */
    void checkInvited() throws IOException {
        checkKeys();
        if (!hasTables && Files.exists(directory.keys())) {
            throw new IOException(directory.databaseFile() + GONE);
        }
    }

    @Override
    public void check(ServerKeys keys, boolean beginsAnew) throws IOException {
        var known = keys.databaseId();
        if (known.isPresent() && id.isPresent() && known.getAsLong() != id.getAsLong()) {
            throw new IOException(directory.databaseFile() + " and "
                    + directory.keys().getFileName() + " are of different servers: put both back from the same backup");
        }
        if (beginsAnew && hasTables && id.isPresent()) {
            throw new IOException(directory.databaseFile()
                    + " is there: --new-database is for one that is lost; leave it out, or move the file away");
        }
        if (known.isPresent() && id.isEmpty() && !beginsAnew) {
            throw new IOException(directory.databaseFile() + GONE);
        }
    }

    @Override
    public long idFor(ServerKeys keys) {
        return keys.databaseId().orElseGet(() -> id.orElseGet(new SecureRandom()::nextLong));
    }

    @Override
    public UserStore users() throws KeyMaterialException, IOException {
        return directory.users();
    }

    @Override
    public MailStore mails(long ofBoth, ServerLimits.Mailboxes limits) throws IOException {
        return H2MailStore.open(directory, ofBoth, limits);
    }

    @Override
    public void close() throws SQLException {
        if (connection != null) {
            connection.close();
        }
    }

    private static OptionalLong first(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
        }
    }
}
