package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users are away, connections are cut, programs end: what was said arrives once, in order, without an alarm (M7, C3, C5). */
@Timeout(60)
class OfflineTest {

    @TempDir
    private Path directory;

    private TestRelay relay;
    private Person ada;
    private Person bob;

    @BeforeEach
    void come() throws Exception {
        relay = TestRelay.start();
        ada = Person.come(relay, directory, "ada");
        bob = Person.come(relay, directory, "bob");
        ada.awaitDelivered(ada.tell(bob, "first"));
        bob.awaitText("first");
    }

    @AfterEach
    void go() throws Exception {
        for (var each : List.of(ada, bob)) {
            each.close();
            assertThat(each.events(Alarm.class)).isEmpty();
        }
        relay.close();
    }

    private void bobComesAgain() throws Exception {
        bob.close();
        bob = Person.come(relay, directory, "bob");
    }

    private void adaComesAgain() throws Exception {
        ada.close();
        ada = Person.come(relay, directory, "ada");
    }

    @Test
    void whoWasAwayCatchesUp() throws Exception {
        bob.close();
        for (var text : List.of("one", "two", "three")) {
            ada.awaitDelivered(ada.tell(bob, text));
        }
        bob = Person.come(relay, directory, "bob");
        bob.awaitText("three");
        assertThat(bob.texts()).containsExactly("one", "two", "three");
        assertThat(bob.client().history())
                .extracting(ChatMessage::text)
                .containsExactly("first", "one", "two", "three");
    }

    @Test
    void afterARestartAllIsAsItWas() throws Exception {
        var room = ada.client().createGroup("friends");
        var contacts = ada.client().contacts();
        var history = ada.client().history();
        var fingerprint = ada.client().fingerprint();
        adaComesAgain();
        assertThat(ada.client().rooms()).containsExactly(room);
        assertThat(ada.client().contacts()).isEqualTo(contacts).hasSize(1);
        assertThat(ada.client().history()).isEqualTo(history).hasSize(1);
        assertThat(ada.client().fingerprint()).isEqualTo(fingerprint);
        ada.tell(bob, "second");
        bob.awaitText("second");
        bobComesAgain();
        bob.tell(ada, "third");
        ada.awaitText("third");
    }

    @Test
    void itComesBackByTheTokenAndAsksForNoPassword() throws Exception {
        ada.close();
        var asked = new AtomicInteger();
        ada = Person.open(
                relay,
                directory,
                "ada",
                settings -> settings.password(() -> {
                    asked.incrementAndGet();
                    return Password.copyOf("wrong".toCharArray());
                }));
        ada.client().start();
        ada.awaitOnline();
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatWasSaidWithoutAConnectionArrivesOnceAlsoAfterARestart() throws Exception {
        relay.unreachable(true);
        ada.await(ConnectionChanged.class, each -> each.state() == ConnectionState.OFFLINE);
        var said = List.of(ada.tell(bob, "one"), ada.tell(bob, "two"));
        assertThat(ada.client().waiting()).isEqualTo(said);
        ada.close();
        ada = Person.open(relay, directory, "ada", settings -> settings);
        assertThat(ada.client().waiting()).isEqualTo(said);
        ada.tell(bob, "three");
        relay.unreachable(false);
        ada.client().start();
        bob.awaitText("three");
        ada.awaitDelivered(said.get(1));
        assertThat(bob.texts()).containsExactly("first", "one", "two", "three");
    }

    /** Cuts at the first message of a kind. */
    private static Tampering cutOnce(Predicate<ClientMessage> sent, Predicate<ServerMessage> told, AtomicBoolean done) {
        return new Tampering() {
            @Override
            public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
                if (sent.test(message) && done.compareAndSet(false, true)) {
                    throw new Cut();
                }
                return List.of(message);
            }

            @Override
            public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                if (told.test(message) && done.compareAndSet(false, true)) {
                    throw new Cut();
                }
                return List.of(message);
            }
        };
    }

    private void arrivesOnceThough(Predicate<ClientMessage> sent, Predicate<ServerMessage> told) throws Exception {
        var cut = new AtomicBoolean();
        relay.tamper(cutOnce(sent, told, cut));
        var one = ada.tell(bob, "one");
        var two = ada.tell(bob, "two");
        ada.awaitDelivered(one);
        ada.awaitDelivered(two);
        bob.awaitText("two");
        relay.await("the cut", cut::get);
        assertThat(bob.texts()).containsExactly("first", "one", "two");
        var device = bobsDevice();
        relay.await("nothing waits for bob", () -> relay.waiting(device).isEmpty());
    }

    @Test
    void aCutBeforeTheServerHasItLosesNothing() throws Exception {
        arrivesOnceThough(sent -> sent instanceof ClientMessage.Send, told -> false);
    }

    @Test
    void aCutBetweenSendAndAcceptedSendsNothingTwice() throws Exception {
        arrivesOnceThough(sent -> false, told -> told instanceof ServerMessage.Accepted);
        var sent = relay.sentBy("ada");
        var bySequence =
                sent.stream().collect(Collectors.groupingBy(each -> each.mail().sequence()));
        assertThat(bySequence.values())
                .as("sent again as it was")
                .allSatisfy(same -> assertThat(same).containsOnly(same.get(0)));
        assertThat(sent).hasSizeGreaterThan(bySequence.size());
    }

    @Test
    void aCutBeforeTheAcknowledgementShowsNothingTwice() throws Exception {
        arrivesOnceThough(sent -> sent instanceof ClientMessage.Acknowledge, told -> false);
    }

    @Test
    void aCutBeforeForgottenShowsNothingTwice() throws Exception {
        arrivesOnceThough(sent -> false, told -> told instanceof ServerMessage.Forgotten);
    }

    @Test
    void anEndBeforeTheAcknowledgementShowsNothingTwice() throws Exception {
        relay.tamper(new Tampering() {
            @Override
            public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
                return message instanceof ClientMessage.Acknowledge ? List.of() : List.of(message);
            }
        });
        ada.tell(bob, "one");
        bob.awaitText("one");
        bob.close();
        relay.tamper(Tampering.HONEST);
        bob = Person.come(relay, directory, "bob");
        ada.tell(bob, "two");
        bob.awaitText("two");
        assertThat(bob.texts()).containsExactly("two");
        assertThat(bob.client().history()).extracting(ChatMessage::text).containsExactly("first", "one", "two");
    }

    /** Copies a user's disk at the moment at which the server gets the first message of a kind, as a crash would leave it. */
    private AtomicBoolean copyWhen(Predicate<ClientMessage> sent, String name) throws Exception {
        var crashed = Files.createDirectory(directory.resolve("crashed"));
        var done = new AtomicBoolean();
        relay.tamper(new Tampering() {
            @Override
            public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
                if (sent.test(message) && done.compareAndSet(false, true)) {
                    try {
                        Files.copy(directory.resolve(name + ".keys"), crashed.resolve(name + ".keys"));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
                return List.of(message);
            }
        });
        return done;
    }

    @Test
    void whatIsAcknowledgedIsOnTheDisk() throws Exception {
        var device = bob.device();
        relay.await("the first is acknowledged", () -> relay.waiting(device).isEmpty());
        var copied = copyWhen(sent -> sent instanceof ClientMessage.Acknowledge, "bob");
        ada.tell(bob, "one");
        relay.await("acknowledged", copied::get);
        try (var crashed = Person.open(relay, directory.resolve("crashed"), "bob", settings -> settings)) {
            assertThat(crashed.client().history()).extracting(ChatMessage::text).containsExactly("first", "one");
        }
    }

    @Test
    void whatIsSentIsOnTheDiskAsItIsSent() throws Exception {
        var copied = copyWhen(sent -> sent instanceof ClientMessage.Send, "ada");
        var said = ada.tell(bob, "one");
        relay.await("sent", copied::get);
        bob.awaitText("one");
        ada.close();
        var sent = relay.sentBy("ada").get(1);
        ada = Person.open(relay, directory.resolve("crashed"), "ada", settings -> settings);
        assertThat(ada.client().waiting()).containsExactly(said);
        ada.client().start();
        ada.awaitDelivered(said);
        assertThat(relay.sentBy("ada")).hasSize(3).last().isEqualTo(sent);
        ada.tell(bob, "two");
        bob.awaitText("two");
        assertThat(bob.texts()).containsExactly("first", "one", "two");
    }

    @Test
    void whatEndsIsToldToTheSenderOnceAlsoAfterARestart() throws Exception {
        bob.close();
        ada.awaitDelivered(ada.tell(bob, "one"));
        ada.awaitDelivered(ada.tell(bob, "two"));
        for (var each : relay.waiting(bobsDevice())) {
            var mail = ((ServerMessage.Deliver) each).mail();
            relay.connection("ada")
                    .orElseThrow()
                    .say(new ServerMessage.Expired(1_000_000 + mail.sequence(), "bob", mail.to(), mail.sequence()));
        }
        var told = ada.await(Undelivered.class, each -> true);
        assertThat(told.user()).isEqualTo("bob");
        assertThat(told.text()).contains("before its end", "say it again");
    }

    private DeviceId bobsDevice() {
        return relay.sentBy("ada").get(0).mail().to();
    }

    @Test
    void aWrongPasswordIsRefusedAndNotTriedAgain() throws Exception {
        try (var eve = Person.open(relay, directory, "eve", settings -> settings)) {
            eve.client().start();
            eve.awaitOnline();
        }
        var other = Files.createDirectory(directory.resolve("other"));
        try (var eve = Person.open(
                relay,
                other,
                "eve",
                settings -> settings.password(() -> Password.copyOf("no idea".toCharArray()))
                        .reconnectPause(Duration.ofMillis(1), Duration.ofMillis(1)))) {
            eve.client().start();
            var refused = eve.await(ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED);
            assertThat(refused.text()).contains("the name is taken");
            assertThat(eve.client().state()).isEqualTo(ConnectionState.REFUSED);
            assertThat(eve.events(ConnectionChanged.class)).hasSize(2);
        }
    }
}
