package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ends, and what is too much: C6, C7 and the limits; over each store. */
abstract class LimitsContract {

    private static final ServerLimits SMALL = new ServerLimits(
            new ServerLimits.Connections(3, 20, 20, 2),
            new ServerLimits.Mailboxes(
                    new ServerLimits.Share(4, 1_000),
                    new ServerLimits.Share(3, 1_000),
                    new ServerLimits.Share(10, 10_000),
                    10_000),
            new ServerLimits.Pace(100, 20, 2));

    @TempDir
    Path directory;

    private final TestUser ada = new TestUser("ada");
    private final TestUser bob = new TestUser("bob");
    private final TestUser eve = new TestUser("eve");

    /** {@return a server with an empty store} */
    abstract ServerHarness start(UnaryOperator<ChatServerConfig.Builder> settings) throws Exception;

    @Test
    void whatHasEndedIsDeletedAndItsSenderIsTold() throws Exception {
        try (var harness = start(UnaryOperator.identity())) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            fromAda.sendAccepted(ada.mail(bob.id(), 1));
            fromAda.sendAccepted(ada.mail(bob.id(), 2, TestUser.START.plus(Duration.ofDays(7)), "later"));
            fromAda.close();
            harness.pass(Duration.ofDays(6));
            var toBob = harness.enter(bob);
            assertThat(toBob.deliveries(1).get(0).mail().sequence()).isEqualTo(2);
            var toAda = harness.enter(ada);
            var told = toAda.expect(ServerMessage.Expired.class);
            assertThat(told).isEqualTo(new ServerMessage.Expired(told.delivery(), "bob", bob.id(), 1));
            toAda.close();
            toAda = harness.enter(ada);
            assertThat(toAda.expect(ServerMessage.Expired.class)).isEqualTo(told);
            toAda.acknowledge(told.delivery());
            harness.pass(Duration.ofDays(1)); // while she is there
            assertThat(toAda.expect(ServerMessage.Expired.class).sequence()).isEqualTo(2);
            assertThat(toAda.refusal(ada.mail(bob.id(), 3))).isEqualTo(MailRefusal.EXPIRED);
            var end = TestUser.START.plus(Duration.ofDays(7)).plus(Mail.LONGEST_LIFE);
            assertThat(toAda.refusal(ada.mail(bob.id(), 3, end.plusMillis(1), "too long")))
                    .isEqualTo(MailRefusal.EXPIRED);
            toAda.sendAccepted(ada.mail(bob.id(), 3, end, "as long as it may be"));
        }
    }

    @Test
    void aMailboxIsFullAndHasRoomAgain() throws Exception {
        try (var harness = start(config -> config.limits(SMALL))) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            var fromEve = harness.signUp(eve);
            assertThat(fromAda.refusal(ada.mail(bob.id(), 1, TestUser.START.plusSeconds(9), "x".repeat(1_001))))
                    .isEqualTo(MailRefusal.FULL);
            for (int i = 1; i <= 3; i++) {
                fromAda.sendAccepted(ada.mail(bob.id(), i));
            }
            assertThat(fromAda.refusal(ada.mail(bob.id(), 4)))
                    .as("of one sender")
                    .isEqualTo(MailRefusal.FULL);
            fromEve.sendAccepted(eve.mail(bob.id(), 1));
            assertThat(fromEve.refusal(eve.mail(bob.id(), 2)))
                    .as("of one mailbox")
                    .isEqualTo(MailRefusal.FULL);
            harness.restart();
            fromAda = harness.enter(ada);
            assertThat(fromAda.refusal(ada.mail(bob.id(), 4)))
                    .as("after a restart")
                    .isEqualTo(MailRefusal.FULL);
            var toBob = harness.enter(bob);
            toBob.acknowledge(toBob.deliveries(1).get(0).delivery());
            fromAda.sendAccepted(ada.mail(bob.id(), 4));
        }
    }

    /** With the longest envelopes, through all of a user's devices, into all mailboxes. */
    @Test
    void whatWaitsIsCountedByTheUserWhoSentIt() throws Exception {
        var limits = new ServerLimits(
                ServerLimits.DEFAULTS.connections(),
                new ServerLimits.Mailboxes(
                        new ServerLimits.Share(100, 1 << 20),
                        new ServerLimits.Share(50, 3L * Mail.LONGEST_ENVELOPE),
                        new ServerLimits.Share(8, 6L * Mail.LONGEST_ENVELOPE),
                        1L << 30),
                ServerLimits.DEFAULTS.pace());
        ada.addDevice();
        bob.addDevice();
        try (var harness = start(config -> config.limits(limits))) {
            harness.signUp(bob).close();
            var first = harness.signUp(ada);
            var second = harness.connect("ada", false).enter(ada, 1, ada.entry(), false);
            first.sendAccepted(large(0, 0, 1));
            first.sendAccepted(large(0, 0, 2));
            second.sendAccepted(large(1, 0, 1));
            assertThat(first.refusal(large(0, 0, 3))).as("bytes for one device").isEqualTo(MailRefusal.FULL);
            assertThat(second.refusal(large(1, 0, 2)))
                    .as("whichever device it is from")
                    .isEqualTo(MailRefusal.FULL);
            for (int i = 1; i <= 3; i++) {
                second.sendAccepted(large(1, 1, i));
            }
            first.sendAccepted(ada.mail(eveEntered(harness), 1, TestUser.START.plusSeconds(9), ""));
            assertThat(first.refusal(ada.mail(eve.id(), 2))).as("bytes in all").isEqualTo(MailRefusal.FULL);
            first.sendAccepted(ada.mail(eve.id(), 2, TestUser.START.plusSeconds(9), ""));
            assertThat(first.refusal(ada.mail(eve.id(), 3, TestUser.START.plusSeconds(9), "")))
                    .as("mails in all")
                    .isEqualTo(MailRefusal.FULL);
            harness.restart();
            first = harness.enter(ada);
            assertThat(first.refusal(ada.mail(eve.id(), 3, TestUser.START.plusSeconds(9), "")))
                    .as("after a restart")
                    .isEqualTo(MailRefusal.FULL);
            harness.enter(eve).sendAccepted(eve.mail(bob.id(), 1));
            var toBob = harness.enter(bob);
            toBob.acknowledge(toBob.deliveries(1).get(0).delivery());
            first.sendAccepted(large(0, 0, 3));
        }
    }

    private DeviceId eveEntered(ServerHarness harness) throws Exception {
        harness.signUp(eve).close();
        return eve.id();
    }

    private Mail large(int from, int to, long sequence) {
        return new Mail(
                ada.id(from),
                bob.id(to),
                sequence,
                Mail.NONE_BEFORE,
                Octets.zeros(Mail.TAG_LENGTH),
                TestUser.START.plus(Duration.ofDays(6)),
                Octets.zeros(Mail.LONGEST_ENVELOPE));
    }

    @Test
    void noticesAreCountedAsMailsAre() throws Exception {
        try (var harness = start(config -> config.limits(SMALL))) {
            harness.signUp(bob).close();
            harness.signUp(eve).close();
            var fromAda = harness.signUp(ada);
            for (int i = 1; i <= 3; i++) {
                fromAda.sendAccepted(ada.mail(bob.id(), i));
                fromAda.sendAccepted(ada.mail(eve.id(), i));
            }
            harness.pass(Duration.ofDays(6));
            fromAda.expect(ServerMessage.Expired.class);
            harness.restart();
            var toAda = harness.enter(ada);
            for (int i = 1; i <= 4; i++) {
                toAda.acknowledge(toAda.expect(ServerMessage.Expired.class).delivery());
            }
            var later = TestUser.START.plus(Duration.ofDays(7));
            toAda.sendAccepted(ada.mail(bob.id(), 4, later, ""));
            toAda.sendAccepted(ada.mail(eve.id(), 4, later, ""));
            assertThat(toAda.kept(ServerMessage.Expired.class)).as("of six").isEmpty();
            harness.pass(Duration.ofDays(1));
            toAda.expect(ServerMessage.Expired.class);
            assertThat(toAda.expect(ServerMessage.Expired.class).sequence())
                    .as("there is room again")
                    .isEqualTo(4);
        }
    }

    @Test
    void usersAndTheirConnectionsAreCounted() throws Exception {
        try (var harness = start(config -> config.limits(SMALL))) {
            for (var user : new TestUser[] {ada, bob, eve}) {
                harness.signUp(user);
            }
            assertThatThrownBy(() -> harness.connect("fourth", true))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.SIGN_UP_REFUSED));
            harness.connect("ada", false);
            assertThatThrownBy(() -> harness.connect("ada", false))
                    .as("the third connection gets Refused in place of a challenge, as the order of messages allows")
                    .isInstanceOf(ClassCastException.class)
                    .hasMessageContaining("Refused");
            assertThat(Files.readString(harness.file("audit.log")))
                    .contains("\"entry refused\"", "\"reason\": \"" + EntryRefusal.FULL);
        }
    }

    @Test
    void whoEntersTooOftenWaits() throws Exception {
        try (var harness = start(config -> config.limits(SMALL))) {
            long begin = System.nanoTime();
            harness.signUp(ada).close();
            harness.enter(ada).close();
            harness.enter(ada).close();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("two entries beyond the burst, twenty each, at a hundred a second")
                    .isGreaterThan(Duration.ofMillis(350));
        }
    }

    @Test
    void whoIsTooFastIsReadMoreSlowlyAndLosesNothing() throws Exception {
        try (var harness = start(config -> config.limits(SMALL))) {
            var fromAda = harness.signUp(ada);
            long begin = System.nanoTime();
            for (int i = 1; i <= 30; i++) {
                fromAda.say(new ClientMessage.Send(ada.mail(bob.id(), 1)));
            }
            for (int i = 1; i <= 30; i++) {
                assertThat(fromAda.expect(ServerMessage.Rejected.class).reason())
                        .isEqualTo(MailRefusal.NO_SUCH_DEVICE);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .as("the ten after the burst, at a hundred a second")
                    .isGreaterThan(Duration.ofMillis(90));
            fromAda.close();
            harness.server().close();
            assertThat(Files.readString(harness.file("audit.log"))).containsOnlyOnce("\"slowed down\"");
        }
    }
}
