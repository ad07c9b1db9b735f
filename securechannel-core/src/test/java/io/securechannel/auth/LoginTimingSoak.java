package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.LoginTimings.Kind;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import java.util.Random;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * TESTING 17, time: unknown users, wrong passwords and locked pairs are refused in the same time. 4,000 tries of each, mixed,
 * or {@code -Dsecurechannel.soak.tries}; through the server's flow, which is all of the server but its TLS and its sockets, with
 * users in memory, and with users and throttle in H2.
 *
 * <p>The bound: Cliff's delta below 0.147, which is called negligible, or medians less than 3 µs apart. Over a network such a
 * difference drowns: Crosby, Wallach and Riedi (2009) tell 200 ns over a LAN and 30 µs over the Internet apart, with
 * thousands of tries of one name; here a name that is tried more than five times is locked.
 */
@Tag("soak")
class LoginTimingSoak {

    private static final int TRIES = Integer.getInteger("securechannel.soak.tries", 4_000);
    private static final double NEGLIGIBLE = 0.147;
    private static final double MICROSECONDS = 3;

    private final Random random = new Random(20_261_121);

    @Test
    void usersInMemory() throws Exception {
        try (var users = CredentialStore.inMemory()) {
            compare("in memory", new LoginTimings(users, LoginThrottle::inMemory, random));
        }
    }

    @Test
    void usersAndThrottleInADatabase() throws Exception {
        var database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        try (var users = CredentialStore.jdbc(database)) {
            compare(
                    "in H2",
                    new LoginTimings(users, (limits, clock) -> LoginThrottle.jdbc(database, limits, clock), random));
        }
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private void compare(String where, LoginTimings timings) throws Exception {
        var times = timings.measure(TRIES);
        for (var kind : new Kind[] {Kind.UNKNOWN, Kind.LOCKED}) {
            var samples = new Samples(times.get(kind), times.get(Kind.WRONG));
            var text = "LoginTimingSoak, " + where + ", " + kind + " against WRONG: " + samples.describe(random);
            System.out.println(text);
            assertThat(Math.abs(samples.cliffsDelta()) < NEGLIGIBLE || Math.abs(samples.difference()) < MICROSECONDS)
                    .as(text)
                    .isTrue();
        }
    }
}
