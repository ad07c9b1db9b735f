package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is around two servers that share a database is not as it should be. */
@Tag("it")
@Timeout(120)
class SeveralServersAttacksIT extends TwoServers {

    private static final Duration HOUR = Duration.ofHours(1);

    /** Messages end by each server's own clock: by the earliest, and their senders are told. */
    @Test
    void clocksThatAreAnHourApartLoseNothingWithoutAWord() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        first.pass(HOUR);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        bobAtSecond.sendAccepted(bob.mail(ada.id(), 1));
        bobAtSecond.acknowledge(bobAtSecond.expect(ServerMessage.Deliver.class).delivery());
        assertThat(adaAtFirst.expect(ServerMessage.Deliver.class).mail()).isEqualTo(bob.mail(ada.id(), 1));
        var eve = new TestUser("eve");
        second.signUp(eve).close();
        var soon = TestUser.START.plus(Duration.ofMinutes(30));
        assertThat(adaAtFirst.refusal(ada.mail(eve.id(), 1, soon, "to eve"))).isEqualTo(MailRefusal.EXPIRED);
        bobAtSecond.sendAccepted(bob.mail(eve.id(), 1, soon, "to eve"));
        var told = bobAtSecond.expect(ServerMessage.Expired.class);
        assertThat(told.to()).isEqualTo(eve.id());
        assertCounted();
    }

    /** PostgreSQL has no connection left: those that the servers have go on, and one that is lost is made again when there is room. */
    @Test
    void aDatabaseWithoutRoomForConnectionsIsLikeOneThatIsGone() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        var taken = takeAllConnections();
        try {
            adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
            bobAtSecond.expect(ServerMessage.Deliver.class);
            endWriters(taken.get(0));
            taken.addAll(takeAllConnections()); // what the writers had
            assertThat(adaAtFirst.awaitClose()).contains("has lost its database");
            assertThat(bobAtSecond.awaitClose()).contains("has lost its database");
        } finally {
            for (var each : taken) {
                each.close();
            }
        }
        var again = enterWhenThereIsRoom(first, ada);
        again.sendAccepted(ada.mail(bob.id(), 2));
        assertThat(enterWhenThereIsRoom(second, bob).deliveries(2)).hasSize(2);
        assertThat(first.server().failure()).isEmpty();
        assertCounted();
    }

    private List<Connection> takeAllConnections() {
        var taken = new ArrayList<Connection>();
        while (true) {
            try {
                taken.add(source.getConnection());
            } catch (SQLException e) {
                assertThat(e.getSQLState()).as("too many connections").isEqualTo("53300");
                return taken;
            }
        }
    }

    /** Those that hold the row of the writer now and then. */
    private static void endWriters(Connection by) throws SQLException {
        try (var statement = by.createStatement();
                var ended = statement.executeQuery("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                        + " datname = current_database() AND pid <> pg_backend_pid() AND (query LIKE '%chat_%'"
                        + " OR query = 'COMMIT')")) {
            ended.next();
            assertThat(ended.getInt(1)).isGreaterThanOrEqualTo(2);
        }
    }

    private static ProtocolClient enterWhenThereIsRoom(ServerHarness server, TestUser user) throws Exception {
        while (true) {
            try {
                return server.enter(user);
            } catch (SecureChannelException e) {
                assertThat(e.reason()).isIn(Reason.LOGIN_UNAVAILABLE, Reason.CLOSED_BY_PEER, Reason.CONNECTION_CUT);
            } catch (AssertionError e) {
                assertThat(e).hasMessageContaining("the server has closed");
            }
        }
    }

    /** Whoever may log in at the database may notify: that makes servers look, and nothing else. */
    @Test
    void aFloodOfNotificationsHoldsNobodyUp() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            for (int i = 1; i <= 20; i++) {
                statement.execute("SELECT COUNT(pg_notify('chat_' || channel, 'flood ' || n || repeat('x', 100))) FROM"
                        + " (SELECT lpad(to_hex(number), 16, '0') AS channel FROM chat_state WHERE name = 'id') AS one,"
                        + " generate_series(1, 5000) AS n");
                adaAtFirst.sendAccepted(ada.mail(bob.id(), i));
                var came = bobAtSecond.expect(ServerMessage.Deliver.class);
                assertThat(came.mail().sequence()).isEqualTo(i);
                bobAtSecond.acknowledge(came.delivery());
            }
        }
        assertCounted();
    }
}
