package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Compares the counts that a PostgreSQL keeps beside mails with the mails. */
public final class StoreCounts {

    private static final String KEPT =
            "SELECT encode(addressee, 'hex'), user_name, mails, bytes FROM chat_counts ORDER BY 1, 2";

    private static final String COUNTED = "SELECT encode(addressee, 'hex') AS a, user_name AS u, COUNT(*), SUM(size)"
            + " FROM chat_mails WHERE mail IS NOT NULL GROUP BY 1, 2"
            + " UNION ALL SELECT encode(addressee, 'hex'), '', COUNT(*), SUM(size)"
            + " FROM chat_mails WHERE mail IS NOT NULL GROUP BY 1"
            + " UNION ALL SELECT '', user_name, COUNT(*), SUM(size) FROM chat_mails WHERE mail IS NOT NULL GROUP BY 2"
            + " UNION ALL SELECT '', '', COUNT(*), SUM(size) FROM chat_mails WHERE mail IS NOT NULL HAVING COUNT(*) > 0"
            + " UNION ALL SELECT encode(addressee, 'hex'), '!', COUNT(*), 0 FROM chat_mails WHERE mail IS NULL GROUP BY 1"
            + " ORDER BY 1, 2";

    private StoreCounts() {}

    /** In one snapshot, also while servers write. */
    public static void check(DataSource source) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            assertThat(rows(connection, KEPT)).isEqualTo(rows(connection, COUNTED));
        }
    }

    private static List<String> rows(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            var rows = new ArrayList<String>();
            while (found.next()) {
                rows.add(found.getString(1) + " " + found.getString(2) + " " + found.getLong(3) + " "
                        + found.getLong(4));
            }
            return rows;
        }
    }
}
