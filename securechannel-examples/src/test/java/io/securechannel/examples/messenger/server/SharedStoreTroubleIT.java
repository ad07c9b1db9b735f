package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database, or a server, that is gone or another, where two servers share one. */
@Tag("it")
@Timeout(120)
class SharedStoreTroubleIT extends TwoServers {

    @Test
    void aDatabaseThatIsGoneIsSaidAndFoundAgain() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        bobAtSecond.expect(ServerMessage.Deliver.class);
        postgres.stop();
        assertThat(adaAtFirst.awaitClose()).contains("has lost its database");
        assertThat(bobAtSecond.awaitClose()).contains("has lost its database");
        assertThat(first.said()).last().asString().contains("the database of the test", "nobody is let in until");
        assertThatThrownBy(() -> first.connect("ada", false))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_UNAVAILABLE));
        postgres.restart();
        var again = enterWhenItIsBack(first, ada);
        assertThat(first.said()).last().asString().contains("the database is back");
        again.sendAccepted(ada.mail(bob.id(), 1)); // had, before
        again.sendAccepted(ada.mail(bob.id(), 2));
        assertThat(enterWhenItIsBack(second, bob).deliveries(2))
                .extracting(each -> each.mail().sequence())
                .containsExactly(1L, 2L);
        assertThat(first.server().failure()).isEmpty();
    }

    /** The pool finds out by itself, a moment after the writer has. */
    private static ProtocolClient enterWhenItIsBack(ServerHarness server, TestUser user) throws Exception {
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

    /** It was cut off, or stood still, for longer than its lease: who was there has been told to be gone. */
    @Test
    void aServerThatWasTakenForGoneEndsItsConnectionsAndComesAgain() throws Exception {
        start(config -> config.lease(Duration.ofSeconds(1)));
        var atFirst = first.signUp(ada);
        var atSecond = second.signUp(bob);
        awaitPresence(atSecond, new UserPresence("ada", true, 1));
        execute(
                "UPDATE chat_sessions SET server = NULL, changed = changed + 1 WHERE user_name = 'ada';"
                        + " DELETE FROM chat_servers WHERE server <> (SELECT server FROM chat_sessions WHERE user_name = 'bob')");
        assertThat(atFirst.awaitClose()).contains("has lost its database");
        assertThat(first.said()).anySatisfy(line -> assertThat(line).contains("take it for gone"));
        enterWhenItIsBack(first, ada).sendAccepted(ada.mail(bob.id(), 1));
        atSecond.expect(ServerMessage.Deliver.class);
    }

    @Test
    void aServerThatHangsInTheMiddleOfAGroupHoldsNobodyUpForLong() throws Exception {
        start(UnaryOperator.identity());
        var atSecond = second.signUp(ada);
        var hanging = new SharedSource(source, "the test", 0, "", Duration.ofSeconds(1)).open();
        try {
            hanging.setAutoCommit(false);
            hanging.createStatement().execute(PostgresTables.LOCK);
            atSecond.sendAccepted(ada.mail(ada.id(), 1));
            assertThat(hanging.isValid(1)).as("the database has ended it").isFalse();
        } finally {
            hanging.close();
        }
    }

    @Test
    void aServerWithOtherKeysIsRefused() throws Exception {
        first = harness("first", UnaryOperator.identity());
        assertThatThrownBy(() -> harness("empty", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("the database of the test", "copy chat.keys and chat.password of one of them");
        assertThat(directory.resolve("empty").resolve("chat.keys")).doesNotExist();
        ServerHarness.in(directory.resolve("other")).close(); // has an H2 of its own
        assertThatThrownBy(() -> harness("other", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("are of different servers: copy chat.keys and chat.password");
        assertThatThrownBy(() -> harness("other", config -> config.newDatabase(true)))
                .hasMessageContaining("are of different servers");
        first.close();
        assertThatThrownBy(() -> harness("first", config -> config.newDatabase(true)))
                .hasMessageContaining("is there: --new-database is for one that is lost");
    }

    @Test
    void tablesOfALaterVersionAreRefusedAndAnEmptyDatabaseIsNotTakenForTheOldOne() throws Exception {
        first = harness("first", UnaryOperator.identity());
        first.signUp(ada);
        first.close();
        execute("UPDATE chat_state SET number = 2 WHERE name = 'schema'");
        assertThatThrownBy(() -> harness("first", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("has version 2 of its tables", "knows 1", "update it");
        execute("UPDATE chat_state SET number = 1 WHERE name = 'schema'");
        first = harness("first", UnaryOperator.identity());
        first.enter(ada);
        first.close();
        source = postgres.source(postgres.create());
        assertThatThrownBy(() -> harness("first", UnaryOperator.identity()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("is empty, though this server has run before", "--new-database");
        first = harness("first", config -> config.newDatabase(true));
        first.signUp(ada);
    }

    private void execute(String sql) throws Exception {
        try (var connection = source.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
