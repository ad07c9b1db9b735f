package io.securechannel.auth.store;

import io.securechannel.peers.PostgresServer;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Databases of a PostgreSQL, each with nothing in it. */
public final class PostgresDatabase {

    private static final AtomicInteger MADE = new AtomicInteger();

    private PostgresDatabase() {}

    /** A new one. Its DataSource opens a connection each time. */
    public static DataSource create(PostgresServer server) throws SQLException {
        var name = "test_" + MADE.incrementAndGet();
        try (var connection = source(server, "postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        return source(server, name);
    }

    private static DataSource source(PostgresServer server, String database) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {server.port()});
        source.setDatabaseName(database);
        source.setUser(server.user());
        source.setPassword(server.password());
        source.setConnectTimeout(5);
        source.setLoginTimeout(5);
        return source;
    }
}
