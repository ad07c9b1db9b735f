package io.securechannel.examples.messenger.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A connection and its statements, each prepared once. For one thread at a time. */
final class SqlConnection implements AutoCloseable {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
    private boolean changed;

    SqlConnection(Connection connection) {
        this.connection = connection;
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        int rows = MailTables.with(statement(sql), values).executeUpdate();
        changed |= rows > 0;
        return rows;
    }

    /** To be closed by the caller. */
    ResultSet query(String sql, @Nullable Object... values) throws SQLException {
        return MailTables.with(statement(sql), values).executeQuery();
    }

    /** Done with others of its kind, by {@link #runBatch}. */
    void batch(String sql, @Nullable Object... values) throws SQLException {
        MailTables.with(statement(sql), values).addBatch();
    }

    void runBatch(String sql) throws SQLException {
        changed = true;
        statement(sql).executeBatch();
    }

    void execute(String sql) throws SQLException {
        statement(sql).execute();
    }

    /** {@return whether anything may have changed since the last commit} */
    boolean hasChanged() {
        return changed;
    }

    /** {@return whether anything may have changed since the last time} */
    @CanIgnoreReturnValue
    boolean commit() throws SQLException {
        connection.commit();
        boolean changes = changed;
        changed = false;
        return changes;
    }

    /** Undoes what was begun, and what is kept for batches. */
    void rollback() throws SQLException {
        for (var statement : prepared.values()) {
            statement.clearBatch();
        }
        connection.rollback();
        changed = false;
    }

    @Override
    public void close() throws SQLException {
        connection.close(); // and its statements
    }

    private PreparedStatement statement(String sql) throws SQLException {
        var known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }
}
