package io.securechannel.examples.messenger.server;

import io.securechannel.examples.Postgres;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** What is said of a server over an H2 file is true over a PostgreSQL. */
@Tag("it")
@Timeout(240)
class PostgresStoreIT {

    private static Postgres postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = Postgres.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    private static ServerHarness over(Path directory, UnaryOperator<ChatServerConfig.Builder> settings)
            throws Exception {
        var database = postgres.create();
        var source = postgres.source(database);
        return ServerHarness.in(directory, config -> settings.apply(config.store(source, database)));
    }

    @Nested
    class Mails extends MailContract {

        @Override
        ServerHarness start() throws Exception {
            return over(directory, UnaryOperator.identity());
        }
    }

    @Nested
    class Limits extends LimitsContract {

        @Override
        ServerHarness start(UnaryOperator<ChatServerConfig.Builder> settings) throws Exception {
            return over(directory, settings);
        }
    }

    @Nested
    class Entries extends EntryContract {

        @Override
        ServerHarness start(Path directory) throws Exception {
            return over(directory, UnaryOperator.identity());
        }
    }
}
