package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What a PostgreSQL has beside {@link MailTables}: who is there, at which server, and counts of what waits. {@code chat_state} also has
 * the number of the last group of changes; what others have to hear of keeps the number of the group that changed it.
 */
final class PostgresTables {

    /** Whoever has these rows is the one who changes the tables, until the transaction ends. In an order, or two would wait for each other. */
    static final String LOCK =
            "SELECT name, number FROM chat_state WHERE name IN ('changes', 'deliveries') ORDER BY name FOR UPDATE";

    static final String SET_CHANGES = "UPDATE chat_state SET number = ? WHERE name = 'changes'";

    static final String TELL = "SELECT pg_notify(?, ?)";

    static final String STAMP_ENTRY = "UPDATE chat_entries SET changed = ? WHERE user_name = ?";
    static final String NEW_ENTRIES = "SELECT user_name, entry FROM chat_entries WHERE changed > ?";
    static final String NEW_DEVICES = "SELECT d.user_name, d.device FROM chat_devices d"
            + " JOIN chat_entries e ON e.user_name = d.user_name WHERE e.changed > ?";
    static final String NEW_MAIL = "SELECT DISTINCT addressee FROM chat_mails WHERE delivery > ?";

    static final String ARRIVE = "INSERT INTO chat_sessions (device, user_name, server, session, changed)"
            + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (device) DO UPDATE SET user_name = EXCLUDED.user_name,"
            + " server = EXCLUDED.server, session = EXCLUDED.session, changed = EXCLUDED.changed";
    static final String DEPART =
            "UPDATE chat_sessions SET server = NULL, changed = ?" + " WHERE device = ? AND server = ? AND session = ?";
    static final String REMOVE_SESSION = "DELETE FROM chat_sessions WHERE device = ?";
    static final String NEW_SESSIONS = "SELECT user_name, device, server FROM chat_sessions WHERE changed > ?";

    private static final String NOW = "(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT";
    static final String ADD_SERVER = "INSERT INTO chat_servers (server, expires) VALUES (?, " + NOW + " + ?)";
    /** A query, since it is no change that others would have to hear of. */
    static final String KEEP_SERVER =
            "UPDATE chat_servers SET expires = " + NOW + " + ? WHERE server = ? RETURNING server";

    static final String GONE_SERVERS = "SELECT server FROM chat_servers WHERE expires < " + NOW;
    static final String END_SESSIONS = "UPDATE chat_sessions SET server = NULL, changed = ? WHERE server = ?";
    static final String REMOVE_SERVER = "DELETE FROM chat_servers WHERE server = ?";

    static final String COUNTS = "SELECT addressee, user_name, mails, bytes FROM chat_counts"
            + " WHERE addressee = ? AND user_name IN (?, ?)";
    static final String ALL_COUNTS = "SELECT addressee, user_name, mails, bytes FROM chat_counts WHERE addressee = ?";
    static final String SET_COUNT = "INSERT INTO chat_counts (mails, bytes, addressee, user_name) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (addressee, user_name) DO UPDATE SET mails = EXCLUDED.mails, bytes = EXCLUDED.bytes";
    static final String REMOVE_COUNT = "DELETE FROM chat_counts WHERE addressee = ? AND user_name = ?";

    static final String EXISTS = "SELECT 1 WHERE to_regclass('chat_state') IS NOT NULL";

    /** Of these tables; another number for each change of them that an older server could not live with. */
    private static final int VERSION = 1;

    private static final String FIND_VERSION = "SELECT number FROM chat_state WHERE name = 'schema'";

    /** "scm chat" as a number: who makes the tables, makes them alone. */
    private static final String MAKE_ALONE = "SELECT pg_advisory_xact_lock(8313192331652162932)";

    static final List<String> TABLES = List.of(
            "ALTER TABLE chat_entries ADD COLUMN changed BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX chat_entries_by_change ON chat_entries (changed)",
            "CREATE INDEX chat_devices_by_user ON chat_devices (user_name)",
            "CREATE TABLE chat_servers (server BIGINT NOT NULL PRIMARY KEY, expires BIGINT NOT NULL)",
            "CREATE TABLE chat_sessions (device BYTEA NOT NULL PRIMARY KEY, user_name VARCHAR(32) NOT NULL, server BIGINT,"
                    + " session BIGINT NOT NULL, changed BIGINT NOT NULL)",
            "CREATE INDEX chat_sessions_by_change ON chat_sessions (changed)",
            "CREATE INDEX chat_sessions_by_server ON chat_sessions (server)",
            "CREATE TABLE chat_counts (addressee BYTEA NOT NULL, user_name VARCHAR(32) NOT NULL, mails BIGINT NOT NULL,"
                    + " bytes BIGINT NOT NULL, PRIMARY KEY (addressee, user_name))",
            "INSERT INTO chat_state (name, number) VALUES ('changes', 0), ('schema', " + VERSION + ")");

    private PostgresTables() {}

    /**
     * Makes the tables, if nobody has. Where they are, nothing is asked for but reading.
     *
     * @param connection whose transaction this is
     * @param id of the servers that share the store
     * @throws IOException if they are of another version, or of other servers
     */
    static void make(Connection connection, long id) throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(MAKE_ALONE);
            boolean isNew;
            try (var found = statement.executeQuery(EXISTS)) {
                isNew = !found.next();
            }
            if (isNew) {
                MailTables.make(connection);
                for (var table : TABLES) {
                    statement.execute(table);
                }
                try (var added = connection.prepareStatement(MailTables.ADD_ID)) {
                    MailTables.with(added, id).executeUpdate();
                }
            }
            requireVersion(connection);
            if (number(connection, MailTables.ID) != id) {
                throw new IOException("another server has just made the store with keys of its own: copy its chat.keys"
                        + " and chat.password here");
            }
        }
        connection.commit();
    }

    /**
     * Demands the tables as they were before the database was lost. Makes none: a database that is empty by then is not the one of before.
     *
     * @param connection whose transaction this is
     * @param source of it
     * @throws IOException if it is another database, or not whole
     */
    static void findAgain(Connection connection, SharedSource source) throws SQLException, IOException {
        connection.setAutoCommit(false);
        StoreContent.requireKnown(connection, source.name(), source.id());
        requireVersion(connection);
        connection.commit();
    }

    private static void requireVersion(Connection connection) throws SQLException, IOException {
        long version = number(connection, FIND_VERSION);
        if (version > VERSION) {
            throw new IOException("the store has version " + version + " of its tables, and this version of"
                    + " chat-server knows " + VERSION + ": update it");
        }
        if (version < VERSION) {
            throw new IOException(
                    "the store has tables of that name which this version of chat-server has not made, and"
                            + " does not change: name an empty database, or put the backup back");
        }
    }

    /**
     * What is promised is on the disk (C4); who is stuck in the middle of a change keeps nobody else out for long. No limit is set for
     * statements: PostgreSQL takes a commit that waits for its standby for done when its time is over.
     */
    static void settle(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT set_config('synchronous_commit', 'on', false)"
                    + " WHERE current_setting('synchronous_commit') = 'off'");
            statement.execute("SET SESSION idle_in_transaction_session_timeout = 5000");
            statement.execute("SET SESSION lock_timeout = 15000");
        }
    }

    /** {@return a setting of the server's} */
    static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT current_setting(?)")) {
            statement.setString(1, name);
            try (var found = statement.executeQuery()) {
                return found.next() ? found.getString(1) : "";
            }
        }
    }

    /** {@return the number that a query finds; 0 for none} */
    static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            return found.next() ? found.getLong(1) : 0;
        }
    }
}
