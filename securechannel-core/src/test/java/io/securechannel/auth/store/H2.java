package io.securechannel.auth.store;

import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/** A database in this program's memory, for as long as its pool is there. */
public final class H2 implements AutoCloseable {

    private final JdbcConnectionPool pool;

    private H2(JdbcConnectionPool pool) {
        this.pool = pool;
    }

    /** A new one, with nothing in it. */
    public static H2 create() {
        var source = new JdbcDataSource();
        // Without a name it would be another one for each connection.
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        source.setUser("sa");
        return new H2(JdbcConnectionPool.create(source));
    }

    public DataSource source() {
        return pool;
    }

    @Override
    public void close() throws SQLException {
        try (var connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        } finally {
            pool.dispose();
        }
    }
}
