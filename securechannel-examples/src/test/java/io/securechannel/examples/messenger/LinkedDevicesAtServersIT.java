package io.securechannel.examples.messenger;

import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.StoredMail;
import java.nio.file.Files;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** Over a PostgreSQL: at one server, and at two, one for each of ada's devices. */
@Tag("it")
@Timeout(240)
class LinkedDevicesAtServersIT {

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

    private abstract static class Shared extends LinkedDevicesContract {

        private DataSource source;

        void make() throws Exception {
            source = postgres.source(postgres.create());
        }

        ChatServer server(String name) throws Exception {
            return ChatServer.start(config(directory.resolve(name))
                    .store(source, "the database of the test")
                    .build());
        }

        @Override
        long stored(DeviceId device) throws Exception {
            return StoredMail.of(source, device);
        }
    }

    @Nested
    class AtOneServer extends Shared {

        @Override
        List<ChatServer> start() throws Exception {
            make();
            return List.of(server("server"));
        }
    }

    @Nested
    class AtTwoServers extends Shared {

        @Override
        List<ChatServer> start() throws Exception {
            make();
            var first = server("first");
            Files.createDirectory(directory.resolve("second"));
            for (var name : List.of("chat.keys", "chat.password")) {
                Files.copy(
                        directory.resolve("first").resolve(name),
                        directory.resolve("second").resolve(name));
            }
            return List.of(first, server("second"));
        }
    }
}
