package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Whether a database has what its servers have made in it. One that is empty, or whose backup is only half back, would give the names of
 * users to whoever comes first.
 */
final class StoreContent {

    /** Those of the mail, and those that the library makes for users and failed logins. */
    static final List<String> TABLES = List.of(
            "chat_state",
            "chat_entries",
            "chat_devices",
            "chat_rows",
            "chat_mails",
            "chat_servers",
            "chat_sessions",
            "chat_counts",
            "securechannel_schema",
            "securechannel_users",
            "securechannel_invitations",
            "securechannel_secret",
            "securechannel_login_pairs",
            "securechannel_login_counts",
            "securechannel_login_known");

    private static final String GOES_ON = "; nothing is made in it, and nobody is let in. Put its backup back, and this"
            + " server goes on by itself; without one, stop all servers, and begin anew in an empty database, without"
            + " users and mail, by --new-database";

    private StoreContent() {}

    /**
     * {@return the tables that are not there, or not whole} A restore makes primary keys when it is done with the rows: a table that has none
     * yet may lack some of its rows.
     */
    static Set<String> missing(Connection connection) throws SQLException {
        var metaData = connection.getMetaData(); // which a user sees who may only read some of them
        boolean isUpper = metaData.storesUpperCaseIdentifiers();
        var missing = new LinkedHashSet<String>();
        for (var table : TABLES) {
            try (var key = metaData.getPrimaryKeys(null, null, isUpper ? table.toUpperCase(Locale.ROOT) : table)) {
                if (!key.next()) {
                    missing.add(table);
                }
            }
        }
        return missing;
    }

    /**
     * Demands a database that servers use. Makes nothing.
     *
     * @param connection to it
     * @param name for messages
     * @throws IOException if it lacks some tables, or all
     */
    static void requireWhole(Connection connection, String name) throws SQLException, IOException {
        var missing = missing(connection);
        if (missing.size() == TABLES.size()) {
            throw new IOException(name
                    + " is empty: \"chat-server\" makes it; if it was lost, put its backup back; nothing is made here");
        }
        if (!missing.isEmpty()) {
            throw new IOException(name + " is not whole: it lacks " + String.join(", ", missing)
                    + "; put its backup back, and let that end; nothing is made here");
        }
    }

    /**
     * Demands of a database that was lost that it is the one of before. Makes nothing.
     *
     * @param connection to what is there now
     * @param name for messages
     * @param id that its servers have
     * @throws IOException says what is there instead, and what to do
     */
    static void requireKnown(Connection connection, String name, long id) throws SQLException, IOException {
        var missing = missing(connection);
        if (missing.size() == TABLES.size()) {
            throw new IOException(name + " is there again, and empty" + GOES_ON);
        }
        if (!missing.isEmpty()) {
            throw new IOException(
                    name + " is there again, and not whole: it lacks " + String.join(", ", missing) + GOES_ON);
        }
        if (PostgresTables.number(connection, MailTables.ID) != id) {
            throw new IOException(name + " is there again, and is that of servers with other keys" + GOES_ON);
        }
    }
}
