package io.securechannel.internal.jdbc;

import io.securechannel.error.KeyMaterialException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * A database, by a DataSource that belongs to the program. A connection is borrowed for the length of one call, and goes back
 * with the settings that it came with. How long the DataSource may take to give one is the program's to set.
 */
public final class Database {

    /** After this, a statement is given up. */
    static final int SECONDS = 5;

    /** After this, a connection is given up on which nothing comes, also no answer to giving the statement up. */
    private static final int SILENCE_MILLIS = 2 * SECONDS * 1_000;

    private final DataSource source;
    private final String what;
    private final Duration patience;

    /**
     * A database.
     *
     * @param source gives connections
     * @param what what errors call it
     */
    public Database(DataSource source, String what) {
        this(source, what, Duration.ofSeconds(SECONDS));
    }

    /** For tests: with another time for which what passes is tried again. */
    Database(DataSource source, String what, Duration patience) {
        this.source = source;
        this.what = what;
        this.patience = patience;
    }

    /**
     * What is done with a connection. It may be done more than once, after all of its changes were undone.
     *
     * @param <R> what comes of it
     */
    @FunctionalInterface
    public interface Work<R> {
        /**
         * Does it.
         *
         * @param transaction runs the statements
         * @return what came of it
         * @throws SQLException if the database fails
         * @throws KeyMaterialException for what is no failure of the database; all changes are undone then too
         */
        R on(Transaction transaction) throws SQLException, KeyMaterialException;
    }

    /**
     * Runs a single statement.
     *
     * @param work with one statement
     * @param <R> what comes of it
     * @return what came of it
     * @throws KeyMaterialException UNAVAILABLE if the database fails
     */
    public <R> R single(Work<R> work) throws KeyMaterialException {
        return run(true, work);
    }

    /**
     * Runs statements of which all take effect, or none.
     *
     * @param work with any number of statements
     * @param <R> what comes of it
     * @return what came of it
     * @throws KeyMaterialException UNAVAILABLE if the database fails
     */
    public <R> R transact(Work<R> work) throws KeyMaterialException {
        return run(false, work);
    }

    /** {@return what errors call the database} */
    String what() {
        return what;
    }

    private <R> R run(boolean single, Work<R> work) throws KeyMaterialException {
        long deadline = System.nanoTime() + patience.toNanos();
        for (int tried = 1; ; tried++) {
            try {
                return once(single, work);
            } catch (SQLException e) {
                if (!SqlTrouble.isPassing(e) || System.nanoTime() - deadline > 0) {
                    throw SqlTrouble.unavailable(what, e);
                }
                // Each waits for another time, or they would meet again.
                LockSupport.parkNanos(
                        ThreadLocalRandom.current().nextLong(TimeUnit.MILLISECONDS.toNanos(1L << Math.min(tried, 6))));
            }
        }
    }

    /** Throws the raw SQLException, which nobody else may see. */
    <R> R once(boolean single, Work<R> work) throws SQLException, KeyMaterialException {
        var connection = connect();
        try {
            var settings = Settings.of(connection);
            boolean isOver = false;
            try {
                settings.change(connection, single);
                var result = work.on(new Transaction(connection, secondsOfAStatement(connection)));
                if (!single) {
                    connection.commit();
                }
                isOver = true;
                return result;
            } finally {
                if (isOver || single || isRolledBack(connection)) {
                    settings.restore(connection);
                } else {
                    abort(connection);
                }
            }
        } finally {
            close(connection);
        }
    }

    /** Pools throw whatever they like, with the database's address and password in it. */
    private Connection connect() throws SQLException, KeyMaterialException {
        try {
            return source.getConnection();
        } catch (RuntimeException e) {
            throw SqlTrouble.noConnection(what, e);
        }
    }

    private static boolean isRolledBack(Connection connection) {
        try {
            connection.rollback();
            return true;
        } catch (SQLException e) {
            return false; // its words are nobody's to see, and what failed first is what the caller has to know
        }
    }

    /** A transaction may be open on it, which any change of its settings would commit. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // It is broken; a pool finds that out before it gives it to anybody.
        }
    }

    /** What was done was done, or has failed, by now. */
    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone.
        }
    }

    /**
     * In H2 the time limit belongs to the session, not to the statement, and whenever it is set all compiled statements are
     * forgotten: that made an attempt cost some milliseconds. What H2 waits for is the locks of others, for as long as its
     * own LOCK_TIMEOUT says.
     */
    private static int secondsOfAStatement(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("H2") ? 0 : SECONDS;
    }

    /** What a connection came with. */
    private static final class Settings {

        private final boolean autoCommit;
        private final int isolation;
        private final int silenceMillis;

        private Settings(boolean autoCommit, int isolation, int silenceMillis) {
            this.autoCommit = autoCommit;
            this.isolation = isolation;
            this.silenceMillis = silenceMillis;
        }

        static Settings of(Connection connection) throws SQLException {
            int silence = -1;
            try {
                silence = connection.getNetworkTimeout();
                if (silence == 0 || silence > SILENCE_MILLIS) {
                    connection.setNetworkTimeout(Runnable::run, SILENCE_MILLIS);
                } else {
                    silence = -1;
                }
            } catch (SQLFeatureNotSupportedException e) {
                silence = -1; // an embedded database has no network
            }
            return new Settings(connection.getAutoCommit(), connection.getTransactionIsolation(), silence);
        }

        /** Under a stricter level, whoever has waited for a row gets an error in place of the row. */
        void change(Connection connection, boolean autoCommitted) throws SQLException {
            connection.setAutoCommit(autoCommitted);
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            }
        }

        void restore(Connection connection) {
            try {
                if (connection.isClosed()) {
                    return;
                }
                connection.setAutoCommit(autoCommit);
                if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                    connection.setTransactionIsolation(isolation);
                }
                if (silenceMillis >= 0) {
                    connection.setNetworkTimeout(Runnable::run, silenceMillis);
                }
            } catch (SQLException e) {
                // It is broken; a pool finds that out before it gives it to anybody.
            }
        }
    }
}
