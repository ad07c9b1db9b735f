package io.securechannel.auth.store;

import io.securechannel.error.KeyMaterialException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class H2CredentialStoreTest extends JdbcStoreContract {

    private final H2 database = H2.create();

    @Override
    CredentialStore create() throws KeyMaterialException {
        return CredentialStore.jdbc(database.source());
    }

    @Override
    DataSource source() {
        return database.source();
    }

    @AfterEach
    void shutDown() throws SQLException {
        database.close();
    }
}
