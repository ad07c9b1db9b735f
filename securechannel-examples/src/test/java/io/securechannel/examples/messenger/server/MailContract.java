package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows, deliveries and acknowledgements: C3, C4 and C5; over each store. */
abstract class MailContract {

    @TempDir
    Path directory;

    final TestUser ada = new TestUser("ada");
    final TestUser bob = new TestUser("bob");

    /** {@return a server with an empty store} */
    abstract ServerHarness start() throws Exception;

    @Test
    void aMailIsAcceptedDeliveredAndForgotten() throws Exception {
        try (var harness = start()) {
            var fromAda = harness.signUp(ada);
            var toBob = harness.signUp(bob);
            var mail = ada.mail(bob.id(), 1);
            fromAda.sendAccepted(mail);
            var delivery = toBob.expect(ServerMessage.Deliver.class);
            assertThat(delivery.mail()).isEqualTo(mail);
            assertThat(delivery.user()).isEqualTo("ada");
            toBob.acknowledge(delivery.delivery());
            toBob.close();
            fromAda.sendAccepted(ada.mail(bob.id(), 2));
            var again = harness.enter(bob).deliveries(1);
            assertThat(again.get(0).mail().sequence()).isEqualTo(2);
        }
    }

    @Test
    void aRowTakesTheNextNumberAndNothingElse() throws Exception {
        try (var harness = start()) {
            var fromAda = harness.signUp(ada);
            var toBob = harness.signUp(bob);
            assertThat(fromAda.sendRejected(ada.mail(bob.id(), 2)))
                    .isEqualTo(new ServerMessage.Rejected(bob.id(), 2, MailRefusal.OUT_OF_ORDER, 1));
            fromAda.sendAccepted(ada.mail(bob.id(), 1));
            fromAda.sendAccepted(ada.mail(bob.id(), 1)); // had, and not stored again
            fromAda.sendAccepted(ada.mail(bob.id(), 2));
            assertThat(toBob.deliveries(2))
                    .extracting(each -> each.mail().sequence())
                    .containsExactly(1L, 2L);
            assertThat(fromAda.sendRejected(ada.mail(bob.id(), 4)).expected()).isEqualTo(3);
        }
    }

    /** A sender whose state was put back hears of it, and what the row has stays. */
    @Test
    void anotherMailUnderTheNumberOfTheLastIsRejected() throws Exception {
        var end = TestUser.START.plus(Duration.ofDays(6));
        var another = ada.mail(bob.id(), 2, end, "said after an old copy of the keys was put back");
        try (var harness = start()) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            fromAda.sendAccepted(ada.mail(bob.id(), 1));
            fromAda.sendAccepted(ada.mail(bob.id(), 2));
            assertThat(fromAda.sendRejected(another))
                    .isEqualTo(new ServerMessage.Rejected(bob.id(), 2, MailRefusal.NUMBER_TAKEN, 3));
            harness.restart();
            fromAda = harness.enter(ada);
            assertThat(fromAda.refusal(another)).as("after a restart").isEqualTo(MailRefusal.NUMBER_TAKEN);
            fromAda.sendAccepted(ada.mail(bob.id(), 2)); // had, and not stored again
            fromAda.sendAccepted(ada.mail(bob.id(), 3));
            assertThat(harness.enter(bob).deliveries(3))
                    .extracting(ServerMessage.Deliver::mail)
                    .containsExactly(ada.mail(bob.id(), 1), ada.mail(bob.id(), 2), ada.mail(bob.id(), 3));
        }
    }

    /** C8: the server has gone back to an older state, its client has not. */
    @Test
    void aRowGoesOnAtAHigherNumberWhenItsDeviceAsks() throws Exception {
        try (var harness = start()) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            fromAda.sendAccepted(ada.mail(bob.id(), 1));
            assertThat(fromAda.sendRejected(ada.mail(bob.id(), 7)).expected()).isEqualTo(2);
            fromAda.say(new ClientMessage.Resume(bob.id(), 7));
            fromAda.sendAccepted(ada.mail(bob.id(), 7));
            fromAda.say(new ClientMessage.Resume(bob.id(), 3)); // lower than where it is
            fromAda.say(new ClientMessage.Resume(ada.id(), 4)); // a row that was not there
            fromAda.say(new ClientMessage.Resume(new TestUser("nobody").id(), 4));
            assertThat(fromAda.sendRejected(ada.mail(bob.id(), 9)).expected()).isEqualTo(8);
            fromAda.sendAccepted(ada.mail(ada.id(), 4));
            harness.restart();
            fromAda = harness.enter(ada);
            fromAda.sendAccepted(ada.mail(bob.id(), 8));
            assertThat(harness.enter(bob).deliveries(3))
                    .extracting(each -> each.mail().sequence())
                    .containsExactly(1L, 7L, 8L);
        }
    }

    @Test
    void mailWaitsAndComesAgainUntilItIsAcknowledged() throws Exception {
        try (var harness = start()) {
            harness.signUp(bob).close();
            var fromAda = harness.signUp(ada);
            for (int i = 1; i <= 200; i++) {
                fromAda.say(new ClientMessage.Send(ada.mail(bob.id(), i)));
            }
            for (int i = 1; i <= 200; i++) {
                assertThat(fromAda.expect(ServerMessage.Accepted.class).sequence())
                        .isEqualTo(i);
            }
            harness.restart();
            var first = harness.enter(bob);
            var window = first.deliveries(128);
            assertThat(window).extracting(each -> each.mail().sequence()).startsWith(1L, 2L, 3L);
            first.acknowledge(window.stream()
                    .limit(100)
                    .mapToLong(ServerMessage.Deliver::delivery)
                    .toArray());
            first.close();
            assertThat(harness.enter(bob).deliveries(100))
                    .extracting(each -> each.mail().sequence())
                    .startsWith(101L, 102L)
                    .endsWith(199L, 200L);
        }
    }
}
