package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two servers over one PostgreSQL, with the same keys. */
abstract class TwoServers {

    static Postgres postgres;

    @TempDir
    Path directory;

    final TestUser ada = new TestUser("ada");
    final TestUser bob = new TestUser("bob");
    DataSource source;
    ServerHarness first;
    ServerHarness second;

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

    @BeforeEach
    void begin() throws Exception {
        source = postgres.source(postgres.create());
    }

    void start(UnaryOperator<ChatServerConfig.Builder> settings) throws Exception {
        first = harness("first", settings);
        copyKeys("first", "second");
        second = harness("second", settings);
    }

    ServerHarness harness(String name, UnaryOperator<ChatServerConfig.Builder> settings) throws Exception {
        return ServerHarness.in(
                directory.resolve(name), config -> settings.apply(config.store(source, "the database of the test")));
    }

    private void copyKeys(String from, String to) throws IOException {
        Files.createDirectories(directory.resolve(to));
        for (var name : List.of("chat.keys", "chat.password")) {
            Files.copy(
                    directory.resolve(from).resolve(name), directory.resolve(to).resolve(name));
        }
    }

    @AfterEach
    void end() throws Exception {
        try {
            if (second != null) {
                second.close();
            }
        } finally {
            if (first != null) {
                first.close();
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("chat-writer", "chat-wake-ups");
    }

    /** The counts beside the mails are what counting them says. */
    void assertCounted() throws Exception {
        StoreCounts.check(source);
    }

    static void awaitPresence(ProtocolClient client, UserPresence wanted) throws Exception {
        boolean told;
        do {
            told = client.expect(ServerMessage.Presence.class).users().contains(wanted);
        } while (!told);
    }
}
