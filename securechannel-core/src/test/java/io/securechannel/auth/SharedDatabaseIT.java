package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.peers.PostgresServer;
import io.securechannel.testkit.ChannelPair;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Two servers over one PostgreSQL, as their clients see them. */
@Tag("it")
@Timeout(180)
class SharedDatabaseIT {

    /** One server program: its own objects, and nothing shared with the other but the database. */
    private static final class Server implements AutoCloseable {

        final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
        final CredentialStore users;
        final SecureChannelServer listening;

        Server(DataSource source) throws Exception {
            users = CredentialStore.jdbc(source);
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .signUp(SignUpPolicy.OPEN)
                    .insecureIterations(Users.ITERATIONS)
                    .throttle(LoginThrottle.jdbc(source, ThrottleLimits.DEFAULTS, InstantSource.system()))
                    .build();
            var config = ChannelPair.serverConfig()
                    .requireLogin(verifier)
                    .listener(events::add)
                    .build();
            listening = SecureChannelServer.listen(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    config,
                    channel -> channel.sendText("hello " + channel.peer().user().orElseThrow()));
        }

        /** {@return what the server says to who has logged in} */
        String login(ClientLogin login) throws Exception {
            var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
            var config = ChannelPair.clientConfig().login(login).build();
            try (var channel = SecureChannel.connect(socket, ChannelPair.HOST, config)) {
                return channel.receiveText().orElseThrow();
            }
        }

        Reason refusal(ClientLogin login) throws Exception {
            try {
                return Reason.valueOf("let in: " + login(login));
            } catch (SecureChannelException e) {
                return e.reason();
            }
        }

        @Override
        public void close() {
            listening.close();
            users.close();
        }
    }

    @Test
    void theyShareUsersAndLocksAndLetNobodyInWithoutTheDatabase() throws Exception {
        try (var database = PostgresServer.start()) {
            var source = new PGSimpleDataSource();
            source.setUrl(database.jdbcUrl());
            source.setUser(database.user());
            source.setPassword(database.password());
            source.setConnectTimeout(5);
            try (var first = new Server(source);
                    var second = new Server(source)) {
                var bob = LoginPair.password("bob", "secret of bob");
                assertThat(first.login(bob.signingUp())).isEqualTo("hello bob");
                assertThat(second.login(bob))
                        .as("signed up at the other server")
                        .isEqualTo("hello bob");

                database.kill();
                assertThat(first.refusal(bob)).isEqualTo(Reason.LOGIN_UNAVAILABLE);
                assertThat(second.refusal(LoginPair.password("bob", "wrong"))).isEqualTo(Reason.LOGIN_UNAVAILABLE);
                assertThat(first.events)
                        .filteredOn(SecurityEvent.LoginsUnavailable.class::isInstance)
                        .singleElement()
                        .satisfies(event -> assertThat(((SecurityEvent.LoginsUnavailable) event).error())
                                .hasMessageContaining("database")
                                .hasMessageNotContaining(database.password()));
                database.restart();
                assertThat(first.login(bob)).isEqualTo("hello bob");

                var wrong = LoginPair.password("bob", "wrong");
                for (int i = 0; i < 5; i++) {
                    assertThat((i % 2 == 0 ? first : second).refusal(wrong)).isEqualTo(Reason.LOGIN_REFUSED);
                }
                assertThat(first.refusal(bob)).as("locked by failures at both").isEqualTo(Reason.LOGIN_REFUSED);
                assertThat(second.refusal(bob)).isEqualTo(Reason.LOGIN_REFUSED);
                var locks = LoginThrottle.jdbc(source, ThrottleLimits.DEFAULTS, InstantSource.system());
                assertThat(ChallengeAuth.unlock(locks, "bob")).isEqualTo(1);
                assertThat(second.login(bob)).isEqualTo("hello bob");
            }
        }
    }
}
