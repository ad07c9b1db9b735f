package io.securechannel.auth.throttle;

import io.securechannel.auth.store.H2;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class H2ThrottleTest extends JdbcThrottleContract {

    private final H2 database = H2.create();

    @Override
    DataSource source() {
        return database.source();
    }

    @AfterEach
    void shutDown() throws SQLException {
        database.close();
    }
}
