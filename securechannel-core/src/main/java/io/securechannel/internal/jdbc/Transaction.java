package io.securechannel.internal.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements on one connection, each of which is given up after some seconds. */
public final class Transaction {

    private final Connection connection;
    private final int seconds;

    /** @param seconds after which a statement is given up; 0 where the database sees to that */
    Transaction(Connection connection, int seconds) {
        this.connection = connection;
        this.seconds = seconds;
    }

    /**
     * Reads one row.
     *
     * @param <R> what is read from it
     */
    @FunctionalInterface
    public interface Row<R> {
        /**
         * Reads the row.
         *
         * @param row where the result stands
         * @return what was read
         * @throws SQLException if it cannot be read
         */
        R read(ResultSet row) throws SQLException;
    }

    /**
     * Changes rows.
     *
     * @param sql a constant, with a question mark for each value
     * @param values strings, numbers, booleans, or null
     * @return how many rows were changed
     * @throws SQLException if it cannot be done
     */
    public int update(String sql, @Nullable Object... values) throws SQLException {
        try (var statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    /**
     * Reads rows.
     *
     * @param sql a constant, with a question mark for each value
     * @param row reads one
     * @param values strings, numbers, booleans, or null
     * @param <R> what is read from a row
     * @return what was read from each
     * @throws SQLException if it cannot be done
     */
    public <R> List<R> all(String sql, Row<R> row, @Nullable Object... values) throws SQLException {
        try (var statement = prepare(sql, values);
                var rows = statement.executeQuery()) {
            var result = new ArrayList<R>();
            while (rows.next()) {
                result.add(row.read(rows));
            }
            return result;
        }
    }

    /**
     * Reads the only row.
     *
     * @param sql a constant, with a question mark for each value
     * @param row reads it
     * @param values strings, numbers, booleans, or null
     * @param <R> what is read from it
     * @return what was read; empty if there is no row
     * @throws SQLException if it cannot be done
     */
    public <R> Optional<R> first(String sql, Row<R> row, @Nullable Object... values) throws SQLException {
        return all(sql, row, values).stream().findFirst();
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        var statement = connection.prepareStatement(sql);
        try {
            if (seconds > 0) {
                statement.setQueryTimeout(seconds);
            }
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException | Error e) {
            statement.close();
            throw e;
        }
    }
}
