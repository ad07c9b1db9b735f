package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import javax.sql.DataSource;

/**
 * Where a store is that several servers share.
 *
 * @param connections to it
 * @param name for messages
 * @param id that all servers of it have
 * @param self this server, until it ends
 * @param lease how long a server is believed to be there that is not heard of
 */
record SharedSource(DataSource connections, String name, long id, String self, Duration lease) {

    /** A new connection: not one of a pool, since it is kept, and its settings with it. */
    Connection open() throws SQLException {
        var connection = connections.getConnection();
        try {
            PostgresTables.settle(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** {@return where servers tell each other that there are news; other servers of the same PostgreSQL have others} */
    String channel() {
        return "chat_" + HexFormat.of().toHexDigits(id);
    }

    /** {@return what is wrong} Not in the driver's words, which may quote values. */
    static String words(SQLException failure) {
        String cause = "";
        for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
            if (each instanceof IOException && each.getMessage() != null) {
                cause = each.getMessage().lines().findFirst().orElse("") + ", ";
            }
        }
        var state = String.valueOf(failure.getSQLState());
        boolean isGone = state.startsWith("08") || state.startsWith("57P");
        return (isGone ? "it cannot be reached, " : "") + cause + "SQL state " + state;
    }
}
