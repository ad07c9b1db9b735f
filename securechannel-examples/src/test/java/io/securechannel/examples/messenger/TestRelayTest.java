package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ClientMessage.Acknowledge;
import io.securechannel.examples.messenger.protocol.ClientMessage.Lookup;
import io.securechannel.examples.messenger.protocol.ClientMessage.Send;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Accepted;
import io.securechannel.examples.messenger.protocol.ServerMessage.Challenge;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.examples.messenger.protocol.ServerMessage.Directory;
import io.securechannel.examples.messenger.protocol.ServerMessage.Expired;
import io.securechannel.examples.messenger.protocol.ServerMessage.Forgotten;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.examples.messenger.protocol.ServerMessage.Refused;
import io.securechannel.examples.messenger.protocol.ServerMessage.Rejected;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The relay of the tests keeps C1 to C7, so that what goes wrong with it does so by its {@link Tampering}. */
@Timeout(60)
class TestRelayTest {

    private static final Conversation TALK = Conversation.Direct.between("ada", "bob");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

    @Test
    void storesOnceDeliversInOrderAndForgets() throws Exception {
        var ada = RawUser.create("ada");
        var bob = RawUser.create("bob");
        try (var relay = TestRelay.start();
                var atAda = RawClient.signUp(relay, "ada").enter(ada)) {
            RawClient.signUp(relay, "bob").enter(bob).close();
            atAda.say(new Lookup(7, List.of("bob", "nobody")));
            var answer = atAda.next(Directory.class);
            assertThat(answer.request()).isEqualTo(7);
            assertThat(answer.entries()).hasSize(1);
            var prekey =
                    answer.entries().get(0).verify().prekey(bob.device().id()).orElseThrow();

            var first = ada.mail(TALK, prekey, new Payload.Text("one"));
            var second = ada.mail(TALK, prekey, 2, first.hash(), new Payload.Text("two"));
            atAda.say(new Send(second));
            assertThat(atAda.next(Rejected.class)).isEqualTo(new Rejected(first.to(), 2, MailRefusal.OUT_OF_ORDER, 1));
            for (var mail : List.of(first, first, second, first)) {
                atAda.say(new Send(mail));
                assertThat(atAda.next(Accepted.class)).isEqualTo(new Accepted(mail.to(), mail.sequence()));
            }
            assertThat(received(relay, bob)).containsExactly(first, second);
            assertThat(received(relay, bob)).as("comes again").containsExactly(first, second);

            try (var atBob = RawClient.logIn(relay, "bob").enter(bob)) {
                var delivery = atBob.next(Deliver.class);
                assertThat(delivery.user()).isEqualTo("ada");
                atBob.say(new Acknowledge(List.of(delivery.delivery())));
                assertThat(atBob.next(Forgotten.class).deliveries()).containsExactly(delivery.delivery());
            }
            assertThat(received(relay, bob)).containsExactly(second);
        }
    }

    private static List<Mail> received(TestRelay relay, RawUser user) throws Exception {
        int count = relay.waiting(user.device().id()).size();
        try (var client = RawClient.logIn(relay, user.name()).enter(user)) {
            var mails = new ArrayList<Mail>();
            for (int i = 0; i < count; i++) {
                mails.add(client.next(Deliver.class).mail());
            }
            return mails;
        }
    }

    @Test
    void whatEndsIsToldToItsSender() throws Exception {
        var ada = RawUser.create("ada");
        var bob = RawUser.create("bob");
        try (var relay = TestRelay.start(now::get);
                var atAda = RawClient.signUp(relay, "ada").enter(ada)) {
            RawClient.signUp(relay, "bob").enter(bob).close();
            atAda.say(new Send(ada.mail(TALK, bob.prekey(), new Payload.Text("one"))));
            atAda.next(Accepted.class);
            now.set(bob.prekey().until().plusSeconds(1));
            relay.expire();
            var expired = atAda.next(Expired.class);
            assertThat(expired.to()).isEqualTo(bob.device().id());
            assertThat(expired.user()).isEqualTo("bob");
            assertThat(expired.sequence()).isEqualTo(1);
            assertThat(relay.waiting(bob.device().id())).isEmpty();
            assertThat(relay.waiting(ada.device().id()))
                    .as("until acknowledged")
                    .hasSize(1);

            var next = ada.mail(TALK, bob.prekey(), 2, Octets.zeros(32), new Payload.Text("two"));
            atAda.say(new Send(next));
            assertThat(atAda.next(Rejected.class).reason()).isEqualTo(MailRefusal.EXPIRED);
        }
    }

    @Test
    void letsInWhoProvesTheDeviceAndOnce() throws Exception {
        var ada = RawUser.create("ada");
        var other = RawUser.create("ada");
        try (var relay = TestRelay.start();
                var client = RawClient.signUp(relay, "ada").enter(ada)) {
            assertThat(client.next(Presence.class).users()).containsExactly(new UserPresence("ada", true, 1));
            assertThat(refused(relay, ada, Octets.zeros(32), false)).isEqualTo(EntryRefusal.BAD_PROOF);
            assertThat(refused(relay, RawUser.create("bob"), null, true)).isEqualTo(EntryRefusal.BAD_KEYS);
            assertThat(refused(relay, other, null, false)).isEqualTo(EntryRefusal.OTHER_IDENTITY);

            try (var again = RawClient.comeBack(relay, client.token()).enter(ada)) {
                assertThatThrownBy(() -> client.next(Forgotten.class)).isInstanceOf(SecureChannelException.class);
                again.next(Presence.class);
            }
            relay.await("gone", () -> relay.connection("ada").isEmpty());
        }
    }

    private static EntryRefusal refused(TestRelay relay, RawUser user, Octets nonce, boolean replace) throws Exception {
        try (var client = RawClient.logIn(relay, "ada")) {
            var challenge = client.expect(Challenge.class);
            client.say(client.enterOf(user, nonce == null ? challenge.nonce() : nonce, replace));
            return client.expect(Refused.class).reason();
        }
    }

    @Test
    void tampersInBothDirectionsAndCuts() throws Exception {
        var ada = RawUser.create("ada");
        var bob = RawUser.create("bob");
        var mail = ada.mail(TALK, bob.prekey(), new Payload.Text("one"));
        try (var relay = TestRelay.start();
                var atAda = RawClient.signUp(relay, "ada").enter(ada)) {
            RawClient.signUp(relay, "bob").enter(bob).close();
            relay.tamper(new Tampering() {
                @Override
                public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                    if (message instanceof Accepted) {
                        throw new Cut();
                    }
                    return message instanceof Deliver ? List.of(message, message) : List.of(message);
                }
            });
            atAda.say(new Send(mail));
            assertThatThrownBy(() -> atAda.next(Accepted.class)).isInstanceOf(SecureChannelException.class);
            assertThat(relay.waiting(bob.device().id()))
                    .as("stored before the cut")
                    .hasSize(1);
            try (var atBob = RawClient.logIn(relay, "bob").enter(bob)) {
                assertThat(atBob.next(Deliver.class)).isEqualTo(atBob.next(Deliver.class));
            }
            relay.tamper(new Tampering() {
                @Override
                public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
                    return List.of();
                }
            });
            try (var again = RawClient.logIn(relay, "ada").enter(ada)) {
                again.say(new Lookup(1, List.of("bob")));
                relay.await(
                        "heard", () -> relay.received().stream().anyMatch(each -> each.message() instanceof Lookup));
            }
        }
    }

    @Test
    void leavesNoThread() throws Exception {
        var relay = TestRelay.start();
        var client = RawClient.signUp(relay, "ada").enter(RawUser.create("ada"));
        relay.close();
        assertThatThrownBy(() -> client.next(Forgotten.class)).isInstanceOf(SecureChannelException.class);
        client.close();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("messenger"));
    }
}
