package io.securechannel.auth.throttle;

import static io.securechannel.auth.throttle.LoginThrottle.Result.LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.store.PostgresDatabase;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.peers.PostgresServer;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresThrottleIT extends JdbcThrottleContract {

    private static PostgresServer server;

    private DataSource source;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        server = PostgresServer.start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    @Override
    void open() throws Exception {
        source = PostgresDatabase.create(server);
        super.open();
    }

    @Override
    DataSource source() {
        return source;
    }

    @Test
    void aDatabaseThatIsKilledLetsNobodyInUntilItIsBack() throws Exception {
        wrong("ada", HOME, 5);
        server.kill();
        try {
            assertThatThrownBy(() -> right("bob", HOME))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE))
                    .hasMessageContaining("the database of failed logins")
                    .hasMessageContaining("check that it runs and can be reached");
            assertThatThrownBy(() -> throttle.locked()).isInstanceOf(KeyMaterialException.class);
            assertThatThrownBy(() -> throttle.unlock("ada")).isInstanceOf(KeyMaterialException.class);
        } finally {
            server.restart();
        }
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.unlock("ada")).isEqualTo(1);
    }

    /** Serialisation failures, which the stricter levels of isolation give, are met by another try. */
    @Test
    void everyLevelOfIsolationCountsRight() throws Exception {
        for (var level : new String[] {"repeatable read", "serializable"}) {
            try (var connection = source.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("ALTER DATABASE " + connection.getCatalog() + " SET default_transaction_isolation = '"
                        + level + "'");
            }
            ofManyServersAtOnceNoMoreAreAnsweredThanTheLimit();
            sql("DELETE FROM securechannel_login_counts");
            failuresOfAnAddressAtOnceAreAllCounted();
            sql("DELETE FROM securechannel_login_counts");
            sql("DELETE FROM securechannel_login_pairs");
        }
    }
}
