package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;

/** What a server's database has for a device, asked beside the server. */
public final class StoredMail {

    private static final String COUNT = "SELECT COUNT(*) FROM chat_mails WHERE addressee = ?";
    private static final String ROWS = "SELECT COUNT(*) FROM chat_rows WHERE addressee = ? OR sender = ?";

    private StoredMail() {}

    /** Of a server of this process, in its directory. */
    public static long of(Path directory, DeviceId device) throws SQLException {
        var address = "jdbc:h2:" + directory.resolve("chat") + H2MailStore.SETTINGS;
        try (var connection = DriverManager.getConnection(address)) {
            return of(connection, device);
        }
    }

    public static long of(DataSource source, DeviceId device) throws SQLException {
        try (var connection = source.getConnection()) {
            return of(connection, device);
        }
    }

    /** {@return mails that wait, and rows that are remembered} */
    private static long of(Connection connection, DeviceId device) throws SQLException {
        var bytes = device.octets().bytes();
        return count(connection, COUNT, bytes) + count(connection, ROWS, bytes, bytes);
    }

    private static long count(Connection connection, String query, Object... values) throws SQLException {
        try (var statement = MailTables.with(connection.prepareStatement(query), values);
                var found = statement.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }
}
