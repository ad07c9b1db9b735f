package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Prekey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Prekeys come and go with the days (M5), and a user's identity changes (M2). */
@Timeout(60)
class KeysOverTimeTest {

    private static final Instant BEFORE_ALL_TIME = Instant.parse("1969-12-31T00:00:00Z");

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private final SettableClock serversClock = new SettableClock();
    private TestRelay relay;
    private Person ada;
    private Person bob;

    @BeforeEach
    void come() throws Exception {
        relay = TestRelay.start(serversClock);
        ada = Person.come(relay, directory, "ada", clock);
        bob = Person.come(relay, directory, "bob", clock);
        ada.tell(bob, "first");
        bob.awaitText("first");
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        bob.close();
        relay.close();
    }

    private List<String> prekeysOfBob() throws KeyMaterialException {
        return bob.keys().list().stream()
                .map(each -> each.name())
                .filter(name -> name.startsWith("messenger prekey "))
                .toList();
    }

    private Prekey publishedByBob() {
        try {
            return relay.entry("bob")
                    .orElseThrow()
                    .verify()
                    .prekeys()
                    .values()
                    .iterator()
                    .next();
        } catch (KeyMaterialException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPrekeyIsMadeEachDayAndWipedAfterSeven() throws Exception {
        var first = publishedByBob();
        assertThat(prekeysOfBob()).hasSize(1);
        for (int day = 1; day <= 6; day++) {
            clock.move(Prekey.ROTATION);
            var now = clock.instant();
            relay.await(
                    "bob's prekey of day " + day, () -> publishedByBob().from().equals(now));
            assertThat(prekeysOfBob()).hasSize(day + 1);
        }
        clock.move(Prekey.ROTATION);
        var now = clock.instant();
        relay.await("bob's prekey of day 7", () -> publishedByBob().from().equals(now));
        assertThat(prekeysOfBob())
                .hasSize(7)
                .doesNotContain("messenger prekey " + first.from().toEpochMilli());
        serversClock.move(Prekey.LIFE);
        ada.tell(bob, "to the newest");
        bob.awaitText("to the newest");
        // Of the newest she may not have heard yet; the one of the day before is as good.
        var until = publishedByBob().until();
        assertThat(relay.sentBy("ada").get(1).mail().expires()).isIn(until, until.minus(Prekey.ROTATION));
        assertThat(bob.events(Alarm.class)).isEmpty();
    }

    @Test
    void whatWasSealedToAWipedPrekeyCannotBeOpened() throws Exception {
        bob.close();
        ada.awaitDelivered(ada.tell(bob, "too old"));
        clock.move(Prekey.LIFE);
        bob = Person.come(relay, directory, "bob", clock);
        var alarm = bob.await(Alarm.class, each -> true);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.FORGED);
        assertThat(alarm.user()).isEqualTo("ada");
        assertThat(alarm.text()).contains("cannot be opened", "sealed to a key that is wiped");
        serversClock.move(Prekey.LIFE);
        ada.tell(bob, "new");
        bob.awaitText("new");
        assertThat(bob.texts()).containsExactly("new");
        assertThat(bob.events(Alarm.class))
                .extracting(Alarm::kind)
                .containsExactly(AlarmKind.FORGED, AlarmKind.MISSING);
    }

    @Test
    void nothingIsSealedToAPrekeyThatHasEnded() throws Exception {
        bob.close();
        ada.close();
        clock.move(Prekey.LIFE);
        serversClock.move(Prekey.LIFE);
        ada = Person.come(relay, directory, "ada", clock);
        var said = ada.tell(bob, "when you are back");
        var told = ada.await(Undelivered.class, each -> true);
        assertThat(told.text()).contains("no device of bob has a key that has not ended", "it waits");
        assertThat(ada.client().waiting()).containsExactly(said);
        assertThat(relay.sentBy("ada")).hasSize(1);
        bob = Person.come(relay, directory, "bob", clock);
        bob.awaitText("when you are back");
        ada.awaitDelivered(said);
        assertThat(bob.events(Alarm.class)).isEmpty();
        assertThat(ada.events(Undelivered.class)).hasSize(1);
    }

    @Test
    void whatHasEndedBeforeTheServerHadItIsSealedAgainUnderItsNumber() throws Exception {
        relay.tamper(new Tampering() {
            @Override
            public List<ClientMessage> fromClient(RelayConnection from, ClientMessage message) {
                return message instanceof ClientMessage.Send ? List.of() : List.of(message);
            }
        });
        ada.tell(bob, "one");
        var said = ada.tell(bob, "two");
        relay.await("both sent", () -> relay.sentBy("ada").size() == 3);
        ada.close();
        relay.tamper(Tampering.HONEST);
        clock.move(Prekey.LIFE.plusDays(1));
        serversClock.move(Prekey.LIFE.plusDays(1));
        var now = clock.instant();
        relay.await("bob's new prekey", () -> publishedByBob().from().equals(now));
        ada = Person.come(relay, directory, "ada", clock);
        bob.awaitText("two");
        ada.awaitDelivered(said);
        assertThat(bob.texts()).containsExactly("first", "one", "two");
        assertThat(bob.events(Alarm.class)).isEmpty();
    }

    /** Bob has lost his key store, and begins anew. */
    private void bobBeginsAnew() throws Exception {
        bob.close();
        Files.delete(directory.resolve("bob.keys"));
        bob = Person.open(
                relay, directory, "bob", settings -> settings.clock(clock).replaceIdentity());
        bob.client().start();
        bob.awaitOnline();
    }

    @Test
    void aChangedKeyStopsSendingUntilItIsAccepted() throws Exception {
        var before = ada.client().safetyNumber("bob");
        ada.client().markVerified("bob", before);
        relay.unreachable(true);
        ada.await(ConnectionChanged.class, each -> each.state() == ConnectionState.OFFLINE);
        var said = ada.tell(bob, "for the bob that I know");
        bob.close();
        ada.close();
        relay.unreachable(false);
        bobBeginsAnew();
        ada = Person.come(relay, directory, "ada", clock);
        var alarm = ada.await(Alarm.class, each -> true);
        assertThat(alarm.kind()).isEqualTo(AlarmKind.KEY_CHANGED);
        assertThat(alarm.text()).contains("another key for bob", "until you accept it", "compare the safety number");
        assertThatThrownBy(() -> ada.tell(bob, "more"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("the key of bob has changed");
        assertThat(ada.client().contacts().get(0).confidence()).isEqualTo(Confidence.CHANGED);
        assertThat(ada.client().contacts().get(0).fingerprint())
                .isEqualTo(bob.client().fingerprint());
        assertThat(ada.client().waiting()).containsExactly(said);
        assertThatThrownBy(() -> ada.client().markVerified("bob", before))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("has changed again");
        var after = ada.client().safetyNumber("bob");
        assertThatThrownBy(() -> ada.client().markVerified("bob", after))
                .hasMessageContaining("accept the new one first");
        assertThat(ada.client().safetyNumber("bob")).isNotEqualTo(before);

        var held = bob.tell(ada, "I have a new key");
        bob.awaitDelivered(held);
        assertThat(ada.texts()).isEmpty();

        ada.client().acceptKey("bob", after);
        bob.awaitText("for the bob that I know");
        ada.awaitText("I have a new key");
        ada.awaitDelivered(said);
        assertThat(ada.client().contacts().get(0).confidence()).isEqualTo(Confidence.FIRST_SEEN);
        assertThat(ada.client().safetyNumber("bob")).isEqualTo(bob.client().safetyNumber("ada"));
        assertThat(ada.events(Alarm.class)).hasSize(1);
        assertThatThrownBy(() -> ada.client().acceptKey("bob", after)).hasMessageContaining("has not changed");
    }

    @Test
    void whoseClockIsDaysOffIsToldAndNothingIsLost() throws Exception {
        serversClock.move(Duration.ofDays(-2));
        var said = ada.tell(bob, "by another clock");
        var told = ada.await(Undelivered.class, each -> true);
        assertThat(told.text()).contains("the server's clock and this one differ by more than a day", "tried again");
        assertThat(ada.client().waiting()).containsExactly(said);
        serversClock.move(Duration.ofDays(2));
        bob.awaitText("by another clock");
        ada.awaitDelivered(said);
        assertThat(ada.events(Undelivered.class)).hasSize(1);
    }

    /** A clock of which nothing can be signed, seen by the thread that says it. */
    @Test
    void whatCannotBeSealedHasNotBeenSaid() throws Exception {
        ada.close();
        var wrong = new AtomicBoolean();
        var speaker = Thread.currentThread();
        ada = Person.come(
                relay,
                directory,
                "ada",
                () -> wrong.get() && Thread.currentThread().equals(speaker) ? BEFORE_ALL_TIME : clock.instant());
        ada.awaitDelivered(ada.tell(bob, "one"));
        wrong.set(true);
        assertThatThrownBy(() -> ada.tell(bob, "two"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("before 1970");
        wrong.set(false);
        assertThat(ada.client().waiting()).isEmpty();
        ada.awaitDelivered(ada.tell(bob, "three"));
        bob.awaitText("three");
        assertThat(bob.texts()).containsExactly("first", "one", "three");
        assertThat(bob.events(Alarm.class)).isEmpty();
        assertThat(ada.client().waiting()).isEmpty();
    }

    @Test
    void aKeyIsReplacedOnceAndNotAtEveryConnection() throws Exception {
        bobBeginsAnew();
        relay.cutAll();
        relay.await("bob is back", () -> entriesOfBob().size() == 3);
        assertThat(entriesOfBob()).extracting(ClientMessage.Enter::replace).containsExactly(false, true, false);
    }

    private List<ClientMessage.Enter> entriesOfBob() {
        return relay.received().stream()
                .filter(each -> each.user().equals("bob") && each.message() instanceof ClientMessage.Enter)
                .map(each -> (ClientMessage.Enter) each.message())
                .toList();
    }

    @Test
    void anotherKeyIsNotReplacedUnlessThatIsAskedFor() throws Exception {
        bob.close();
        Files.delete(directory.resolve("bob.keys"));
        bob = Person.open(relay, directory, "bob", settings -> settings.clock(clock));
        bob.client().start();
        var refused = bob.await(ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED);
        assertThat(refused.text()).contains("another identity key for bob", "use the key store that has it");
    }

    @Test
    void anotherUsersKeyStoreIsRefused() throws Exception {
        bob.close();
        Files.copy(directory.resolve("bob.keys"), directory.resolve("eve.keys"));
        assertThatThrownBy(() -> Person.open(relay, directory, "eve", settings -> settings))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("not those of eve");
    }

    @Test
    void theKeyStoreHoldsNoTextInTheClear() throws Exception {
        ada.tell(bob, "a text that is looked for");
        bob.awaitText("a text that is looked for");
        ada.close();
        bob.close();
        for (var name : List.of("ada.keys", "bob.keys")) {
            var file = new String(Files.readAllBytes(directory.resolve(name)), StandardCharsets.ISO_8859_1);
            assertThat(file).doesNotContain("looked for").hasSizeGreaterThan(1_000);
        }
    }
}
