package io.securechannel.examples.messenger.server;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables, in the SQL that H2 and PostgreSQL share. A mail is kept as it was sent; the columns beside it are what the server
 * asks for. A row of {@code chat_mails} without a mail tells its addressee that a mail it sent has ended.
 */
final class MailTables {

    static final String STATE = "SELECT number FROM chat_state WHERE name = 'deliveries'";
    static final String SET_STATE = "UPDATE chat_state SET number = ? WHERE name = 'deliveries'";

    static final String ID = "SELECT number FROM chat_state WHERE name = 'id'";
    static final String ADD_ID = "INSERT INTO chat_state (name, number) VALUES ('id', ?)";

    static final String ROW = "SELECT last_sequence, last_hash FROM chat_rows WHERE sender = ? AND addressee = ?";
    static final String ADD_ROW =
            "INSERT INTO chat_rows (last_sequence, last_hash, sender, addressee) VALUES (?, ?, ?, ?)";
    static final String SET_ROW =
            "UPDATE chat_rows SET last_sequence = ?, last_hash = ? WHERE sender = ? AND addressee = ?";
    static final String REMOVE_ROWS = "DELETE FROM chat_rows WHERE sender = ? OR addressee = ?";

    static final String COUNT = "SELECT addressee, user_name, size, mail IS NULL FROM chat_mails";
    static final String ADD_MAIL = "INSERT INTO chat_mails"
            + " (delivery, addressee, sender, user_name, sequence, expires, size, mail) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    static final String FIND_MAIL =
            "SELECT user_name, size, mail IS NULL FROM chat_mails WHERE delivery = ? AND addressee = ?";
    static final String REMOVE_MAIL = "DELETE FROM chat_mails WHERE delivery = ?";
    static final String MAILBOX = "SELECT delivery, addressee, sender, user_name, sequence, size, mail IS NULL"
            + " FROM chat_mails WHERE addressee = ? ORDER BY addressee, delivery";
    static final String REMOVE_MAILBOX = "DELETE FROM chat_mails WHERE addressee = ?";
    static final String SIZES = "SELECT delivery, size FROM chat_mails"
            + " WHERE addressee = ? AND delivery > ? AND delivery <= ? ORDER BY addressee, delivery FETCH FIRST ? ROWS ONLY";
    static final String WAITING = "SELECT delivery, sender, user_name, sequence, mail FROM chat_mails"
            + " WHERE addressee = ? AND delivery > ? AND delivery <= ? ORDER BY addressee, delivery";
    static final String ENDED = "SELECT delivery, addressee, sender, user_name, sequence, size, mail IS NULL"
            + " FROM chat_mails"
            + " WHERE expires <= ? ORDER BY expires FETCH FIRST 1000 ROWS ONLY";

    static final String ENTRIES = "SELECT entry FROM chat_entries";
    static final String ADD_ENTRY = "INSERT INTO chat_entries (entry, user_name) VALUES (?, ?)";
    static final String SET_ENTRY = "UPDATE chat_entries SET entry = ? WHERE user_name = ?";
    static final String DEVICES = "SELECT device, user_name FROM chat_devices";
    static final String ADD_DEVICE = "INSERT INTO chat_devices (device, user_name) VALUES (?, ?)";
    static final String REMOVE_DEVICE = "DELETE FROM chat_devices WHERE device = ?";

    /** Milliseconds in BIGINT, bytes in BYTEA, which H2 takes for its VARBINARY. */
    private static final List<String> TABLES = List.of(
            "CREATE TABLE IF NOT EXISTS chat_state (name VARCHAR(32) NOT NULL PRIMARY KEY, number BIGINT NOT NULL)",
            "CREATE TABLE IF NOT EXISTS chat_entries (user_name VARCHAR(32) NOT NULL PRIMARY KEY, entry BYTEA NOT NULL)",
            "CREATE TABLE IF NOT EXISTS chat_devices (device BYTEA NOT NULL PRIMARY KEY, user_name VARCHAR(32) NOT NULL)",
            "CREATE TABLE IF NOT EXISTS chat_rows (sender BYTEA NOT NULL, addressee BYTEA NOT NULL,"
                    + " last_sequence BIGINT NOT NULL, last_hash BYTEA, PRIMARY KEY (sender, addressee))",
            "ALTER TABLE chat_rows ADD COLUMN IF NOT EXISTS last_hash BYTEA", // a store that was made before it was
            // kept
            "CREATE INDEX IF NOT EXISTS chat_rows_by_addressee ON chat_rows (addressee)",
            "CREATE TABLE IF NOT EXISTS chat_mails (delivery BIGINT NOT NULL PRIMARY KEY, addressee BYTEA NOT NULL,"
                    + " sender BYTEA NOT NULL, user_name VARCHAR(32) NOT NULL, sequence BIGINT NOT NULL,"
                    + " expires BIGINT NOT NULL, size INTEGER NOT NULL, mail BYTEA)",
            "CREATE INDEX IF NOT EXISTS chat_mails_by_addressee ON chat_mails (addressee, delivery)",
            "CREATE INDEX IF NOT EXISTS chat_mails_by_end ON chat_mails (expires)");

    private MailTables() {}

    static void make(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            for (var table : TABLES) {
                statement.execute(table);
            }
            try (var found = statement.executeQuery(STATE)) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("INSERT INTO chat_state (name, number) VALUES ('deliveries', 0)");
        }
    }

    /** Sets values: numbers, text, bytes. */
    static PreparedStatement with(PreparedStatement statement, @Nullable Object... values) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
