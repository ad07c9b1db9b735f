package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.InProcess;
import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers over one PostgreSQL, as their clients see them: one community. */
@Tag("it")
@Timeout(120)
class SeveralServersIT extends TwoServers {

    @Test
    void mailGoesBothWaysAndRowsGoOnAtTheOtherServer() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        bobAtSecond.sendAccepted(bob.mail(ada.id(), 1));
        var toBob = bobAtSecond.expect(ServerMessage.Deliver.class);
        assertThat(toBob.user()).isEqualTo("ada");
        assertThat(toBob.mail()).isEqualTo(ada.mail(bob.id(), 1));
        assertThat(adaAtFirst.expect(ServerMessage.Deliver.class).mail()).isEqualTo(bob.mail(ada.id(), 1));
        bobAtSecond.acknowledge(toBob.delivery());
        adaAtFirst.close();
        var adaAtSecond = second.enter(ada);
        assertThat(adaAtSecond.refusal(ada.mail(bob.id(), 3))).isEqualTo(MailRefusal.OUT_OF_ORDER);
        adaAtSecond.sendAccepted(ada.mail(bob.id(), 1)); // had, at the other server
        adaAtSecond.sendAccepted(ada.mail(bob.id(), 2));
        assertThat(adaAtSecond.deliveries(1).get(0).mail())
                .as("not acknowledged at the first server")
                .isEqualTo(bob.mail(ada.id(), 1));
        bobAtSecond.close();
        assertThat(first.enter(bob).deliveries(1).get(0).mail())
                .as("what was acknowledged at the second server does not come again")
                .isEqualTo(ada.mail(bob.id(), 2));
    }

    /** Many at once, in both directions, with their senders at both servers: numbers and order hold. */
    @Test
    void theOrderOfRowsHoldsWhileBothServersWrite() throws Exception {
        start(UnaryOperator.identity());
        var eve = new TestUser("eve");
        var adaAtFirst = first.signUp(ada);
        var eveAtSecond = second.signUp(eve);
        var bobAtSecond = second.signUp(bob);
        int count = 30; // what a device may leave unacknowledged in any case
        for (int i = 1; i <= count; i++) {
            adaAtFirst.say(new ClientMessage.Send(ada.mail(bob.id(), i)));
            eveAtSecond.say(new ClientMessage.Send(eve.mail(bob.id(), i)));
        }
        var came = bobAtSecond.deliveries(2 * count);
        assertThat(came).extracting(ServerMessage.Deliver::delivery).isSorted().doesNotHaveDuplicates();
        for (var sender : List.of(ada, eve)) {
            assertThat(came.stream()
                            .filter(each -> each.mail().from().equals(sender.id()))
                            .map(each -> each.mail().sequence()))
                    .hasSize(count)
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
        assertCounted();
    }

    @Test
    void eachSeesWhoIsAtTheOther() throws Exception {
        start(UnaryOperator.identity());
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        awaitPresence(adaAtFirst, new UserPresence("bob", true, 1));
        awaitPresence(bobAtSecond, new UserPresence("ada", true, 1));
        bobAtSecond.say(new ClientMessage.Publish(bob.prekey(0, TestUser.START)));
        awaitPresence(adaAtFirst, new UserPresence("bob", true, 2));
        adaAtFirst.say(new ClientMessage.Lookup(1, List.of("bob")));
        assertThat(adaAtFirst
                        .expect(ServerMessage.Directory.class)
                        .entries()
                        .get(0)
                        .prekeys())
                .as("published at the other server")
                .hasSize(1);
        bobAtSecond.close();
        awaitPresence(adaAtFirst, new UserPresence("bob", false, 2));
        second.enter(bob);
        awaitPresence(adaAtFirst, new UserPresence("bob", true, 2));
        second.server().close();
        awaitPresence(adaAtFirst, new UserPresence("bob", false, 2));
    }

    @Test
    void aLaterEntryAtTheOtherServerEndsTheEarlier() throws Exception {
        start(UnaryOperator.identity());
        var atFirst = first.signUp(ada);
        var watching = first.signUp(bob);
        awaitPresence(watching, new UserPresence("ada", true, 1));
        var atSecond = second.enter(ada);
        assertThat(atFirst.awaitClose()).contains("this device has connected again");
        watching.sendAccepted(bob.mail(ada.id(), 1));
        atSecond.expect(ServerMessage.Deliver.class);
        assertThat(first.enter(ada).deliveries(1)).hasSize(1);
        assertThat(atSecond.awaitClose()).contains("this device has connected again");
        assertThat(watching.kept(ServerMessage.Presence.class))
                .as("she was there all the time")
                .allSatisfy(told -> assertThat(told.users()).allMatch(UserPresence::online));
    }

    @Test
    void anIdentityThatIsReplacedAtOneServerEndsTheDeviceAtTheOther() throws Exception {
        start(UnaryOperator.identity());
        var atFirst = first.signUp(ada);
        var fromBob = second.signUp(bob);
        fromBob.sendAccepted(bob.mail(ada.id(), 1));
        var after = new TestUser("ada");
        var refused = second.connect("ada", false);
        refused.say(new ClientMessage.Enter(after.entry(), after.id(), refused.proof(after, 0), false));
        refused.expect(ServerMessage.Refused.class);
        second.connect("ada", false).enter(after, 0, after.entry(), true);
        assertThat(atFirst.awaitClose()).contains("not on its user's list any more");
        var told = fromBob.expect(ServerMessage.Expired.class);
        assertThat(told.to()).isEqualTo(ada.id());
        assertThat(fromBob.refusal(bob.mail(ada.id(), 2))).isEqualTo(MailRefusal.NO_SUCH_DEVICE);
        assertThat(first.enter(bob).refusal(bob.mail(ada.id(), 2))).isEqualTo(MailRefusal.NO_SUCH_DEVICE);
        assertCounted();
    }

    @Test
    void failuresAtOneServerLockTheUserAtTheOther() throws Exception {
        start(UnaryOperator.identity());
        first.signUp(ada);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> first.connect("ada", "wrong"))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED));
        }
        assertThatThrownBy(() -> second.connect("ada", false))
                .as("the right password, while the user is locked")
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED));
    }

    /** Made while the servers run, and good once at one of them. */
    @Test
    void anInvitationIsGoodAtOneOfThem() throws Exception {
        var database = postgres.create();
        source = postgres.source(database);
        start(config -> config.signUp(SignUpPolicy.BY_INVITATION));
        Files.writeString(directory.resolve("db.pw"), Postgres.PASSWORD);
        var invitation = new InProcess(directory)
                .run("chat-server invite --store " + postgres.url(database) + " --db-user " + Postgres.USER
                        + " --db-password-file @db.pw")
                .done()
                .strip();
        second.signUp("ada", invitation).close();
        assertThatThrownBy(() -> first.signUp("bob", invitation))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.SIGN_UP_REFUSED));
    }

    /** A notification is a hint: what it is about is in the tables, at which each server looks by itself. */
    @Test
    void mailComesWithoutNotifications() throws Exception {
        start(ChatServerConfig.Builder::withoutWakeUps);
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        bobAtSecond.expect(ServerMessage.Deliver.class);
    }

    @Test
    void notificationsWakeAServerThatWouldNotLookByItself() throws Exception {
        start(config -> config.housekeeping(Duration.ofMinutes(10)));
        var adaAtFirst = first.signUp(ada);
        var bobAtSecond = second.signUp(bob);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        bobAtSecond.expect(ServerMessage.Deliver.class);
        try (var connection = source.getConnection();
                var statement = connection.createStatement();
                var ended = statement.executeQuery("SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                        + " datname = current_database() AND (query LIKE 'LISTEN %' OR query = 'SELECT 1')")) {
            assertThat(ended.next()).isTrue();
            assertThat(ended.getInt(1)).as("both servers listen").isEqualTo(2);
        }
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 2)); // it listens again, and looks then
        bobAtSecond.expect(ServerMessage.Deliver.class);
    }

    @Test
    void aMailboxIsFullForBoth() throws Exception {
        var limits = new ServerLimits(
                ServerLimits.DEFAULTS.connections(),
                new ServerLimits.Mailboxes(
                        new ServerLimits.Share(4, 10_000),
                        new ServerLimits.Share(3, 10_000),
                        new ServerLimits.Share(100, 100_000),
                        1_000_000),
                ServerLimits.DEFAULTS.pace());
        start(config -> config.limits(limits));
        second.signUp(bob).close();
        var adaAtFirst = first.signUp(ada);
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 1));
        adaAtFirst.sendAccepted(ada.mail(bob.id(), 2));
        var adaAtSecond = second.enter(ada);
        adaAtSecond.sendAccepted(ada.mail(bob.id(), 3));
        assertThat(adaAtSecond.refusal(ada.mail(bob.id(), 4))).isEqualTo(MailRefusal.FULL);
        var bobAtFirst = first.enter(bob);
        bobAtFirst.acknowledge(bobAtFirst.deliveries(3).get(0).delivery());
        adaAtSecond.sendAccepted(ada.mail(bob.id(), 4));
        assertCounted();
    }
}
