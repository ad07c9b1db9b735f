package io.securechannel.examples.messenger.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.server.StoreCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Two servers over one PostgreSQL, one of which is killed at a time, or the database; and devices that go from one to the other. */
final class SeveralServersKills implements AutoCloseable {

    private final Postgres postgres;
    private final String database;
    private final ServerKills kills;

    SeveralServersKills(Path directory, long seed) throws Exception {
        postgres = Postgres.start();
        try {
            database = postgres.create();
            kills = new ServerKills(servers(directory), seed);
        } catch (Exception | AssertionError e) {
            postgres.close();
            throw e;
        }
    }

    private List<KillableServer> servers(Path directory) throws Exception {
        var store = postgres.arguments(database, directory.resolve("db.pw"));
        var first = KillableServer.start(directory.resolve("first"), store);
        try {
            first.copyKeys(directory.resolve("second"));
            return List.of(first, KillableServer.start(directory.resolve("second"), store));
        } catch (Exception e) {
            first.close();
            throw e;
        }
    }

    ServerKills devices() {
        return kills;
    }

    /** What it has not promised it may forget; the servers wait for it. */
    void crashDatabase() throws Exception {
        kills.awaitTalk();
        postgres.crash();
        postgres.restart();
    }

    /** All that was accepted is where it was to go, once and in order, and what is counted is what is there. */
    void drainAndCheck() throws Exception {
        kills.drain();
        assertThat(kills.violations()).isEmpty();
        assertThat(kills.accepted()).isPositive();
        StoreCounts.check(postgres.source(database));
    }

    @Override
    public void close() throws IOException {
        try {
            kills.close();
        } finally {
            postgres.close();
        }
    }
}
