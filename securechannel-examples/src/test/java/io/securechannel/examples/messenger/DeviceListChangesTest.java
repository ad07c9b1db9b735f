package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Directory;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.keys.StoredData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ada's list of devices changes while something else happens: M9 to M12 at awkward moments. */
@Timeout(120)
class DeviceListChangesTest {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private Path other;
    private TestRelay relay;
    private Person ada;
    private Person bob;

    @BeforeEach
    void come() throws Exception {
        other = Files.createDirectory(directory.resolve("other"));
        relay = TestRelay.start(clock);
        ada = Person.come(relay, directory, "ada", clock);
        bob = Person.come(relay, directory, "bob", clock);
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        bob.close();
        relay.close();
    }

    private String link() throws Exception {
        return DeviceLinks.link(relay, ada, other.resolve("ada.keys"), clock.instant());
    }

    private Person second() throws Exception {
        return Person.come(relay, other, "ada", clock);
    }

    private void talk() throws Exception {
        bob.tell(ada, "hello");
        ada.awaitText("hello");
        ada.awaitDelivered(ada.tell(bob, "hello too"));
        bob.awaitText("hello too");
    }

    /** Answers to those users as the test says, about ada or bob; who is there, bob is not told. */
    private void answer(String asking, String about, List<DirectoryEntry> lie) {
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                if (message instanceof Presence && connection.user().equals("bob")) {
                    return List.of();
                }
                return message instanceof Directory answer && connection.user().equals(asking)
                        ? List.of(changed(answer, about, lie))
                        : List.of(message);
            }
        });
    }

    /** Answers to that device of ada's alone with the list of before. */
    private void answer(DeviceId asking, DirectoryEntry old) {
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                return message instanceof Directory answer
                                && connection.device().equals(Optional.of(asking))
                        ? List.of(changed(answer, "ada", List.of(old)))
                        : List.of(message);
            }
        });
    }

    private static Directory changed(Directory answer, String about, List<DirectoryEntry> lie) {
        var entries = new ArrayList<>(answer.entries());
        if (entries.removeIf(each -> each.user().equals(about))) {
            entries.addAll(lie);
        }
        return new Directory(answer.request(), entries, answer.complete());
    }

    @Test
    void copiesGoOnWhenTheAnswerAboutOnesOwnIsOld() throws Exception {
        link();
        try (var second = second()) {
            ada.tell(bob, "at once");
            second.awaitText("at once");
            clock.move(Duration.ofHours(2));
            ada.tell(bob, "two hours later");
            second.awaitText("two hours later");
        }
    }

    /** The server has been shown the list of before, and has not yet said that it lets ada in by it. */
    @Test
    void linksWhileTheServerLetsTheFirstDeviceIn() throws Exception {
        var linked = new AtomicBoolean();
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                if (message instanceof ServerMessage.Welcome
                        && connection.user().equals("ada")
                        && linked.compareAndSet(false, true)) {
                    joinHere();
                }
                return List.of(message);
            }
        });
        relay.cutAll();
        DeviceLinks.awaitDevices(relay, "ada", 2);
        assertThat(linked).isTrue();
        bob.tell(ada, "to both");
        try (var second = second()) {
            second.awaitText("to both");
        }
    }

    private void joinHere() {
        try {
            DeviceLinks.join(ada, other.resolve("ada.keys"), clock.instant());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Bob is not shown the new list by the server: he can know of it by ada alone. */
    @Test
    void announcesTheListAlthoughTheServerOnceKnewNobody() throws Exception {
        talk();
        answer("ada", "bob", List.of());
        link();
        ada.await(ChatEvent.Undelivered.class, each -> each.user().equals("bob"));
        var old = relay.entry("ada").orElseThrow();
        answer("bob", "ada", List.of(old));
        relay.cutAll();
        bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
    }

    /** The list is on the disk, and the book is that of before. */
    @Test
    void announcesTheListAfterACrash() throws Exception {
        talk();
        var old = relay.entry("ada").orElseThrow();
        relay.unreachable(true);
        ada.await(ChatEvent.ConnectionChanged.class, each -> each.text().contains("next try"));
        byte[] before;
        try (var book = ada.keys().get("messenger book", StoredData.class)) {
            before = book.content();
        }
        DeviceLinks.join(ada, other.resolve("ada.keys"), clock.instant());
        ada.close();
        try (var keys = Person.keys(directory.resolve("ada.keys"));
                var book = StoredData.of("securechannel messenger book/1", before)) {
            keys.update("messenger book", StoredData.class, written -> {
                written.ifPresent(StoredData::close);
                return book;
            });
        }
        answer("bob", "ada", List.of(old));
        relay.unreachable(false);
        ada = Person.come(relay, directory, "ada", clock);
        bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
    }

    /** A user to whom the linked device alone has spoken. */
    @Test
    void aLinkedDeviceAnnouncesTheListToThoseWhomItHasSpokenTo() throws Exception {
        link();
        try (var second = second()) {
            second.awaitDelivered(second.tell(bob, "from the second"));
            bob.awaitText("from the second");
            answer("bob", "ada", List.of(relay.entry("ada").orElseThrow()));
            DeviceLinks.link(relay, ada, directory.resolve("third.keys"), clock.instant());
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
        }
    }

    /** The server shows her other device the list of before. */
    @Test
    void aLinkedDeviceTakesTheListFromTheFirst() throws Exception {
        link();
        try (var second = second()) {
            ada.tell(bob, "hello");
            second.awaitText("hello");
            var device = second.device();
            var old = relay.entry("ada").orElseThrow();
            answer(device, old);
            DeviceLinks.link(relay, ada, directory.resolve("third.keys"), clock.instant());
            second.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            assertThat(second.client().devices()).hasSize(3);
            assertThat(second.events(ChatEvent.Alarm.class))
                    .extracting(ChatEvent.Alarm::kind)
                    .containsExactly(AlarmKind.DEVICE_ADDED, AlarmKind.ROLLED_BACK);
        }
    }

    /** Bob was away for more than the life of what he was sent. */
    @Test
    void announcesTheListAgainWhenThatHasEnded() throws Exception {
        talk();
        var old = relay.entry("ada").orElseThrow();
        var device = bob.device();
        bob.close();
        link();
        relay.await("the list waits for bob", () -> !relay.waiting(device).isEmpty());
        clock.move(Prekey.LIFE.plusDays(1));
        relay.expire();
        ada.await(ChatEvent.Undelivered.class, each -> each.user().equals("bob"));
        answer("bob", "ada", List.of(old));
        bob = Person.come(relay, directory, "bob", clock);
        bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
    }

    /** The server shows her other device the list of before, and that was away for so long that it had no key when the list changed. */
    @Test
    void aLinkedDeviceThatWasAwayIsToldOfTheListWhenItComes() throws Exception {
        link();
        var second = second();
        var device = second.device();
        var old = relay.entry("ada").orElseThrow();
        second.close();
        clock.move(Prekey.LIFE.plusDays(1));
        DeviceLinks.link(relay, ada, directory.resolve("third.keys"), clock.instant());
        answer(device, old);
        try (var back = second()) {
            back.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            assertThat(back.client().devices()).hasSize(3);
        }
    }

    /** The window that stays: what is sealed before the list has come to its sender. */
    @Test
    void aSenderWhoHasNotHeardOfANewDeviceLeavesItOut() throws Exception {
        bob.tell(ada, "hello");
        ada.awaitText("hello");
        answer("nobody", "ada", List.of());
        link();
        bob.tell(ada, "by the old list");
        ada.awaitText("by the old list");
        relay.tamper(Tampering.HONEST);
        try (var second = second()) {
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
            bob.tell(ada, "by the new list");
            second.awaitText("by the new list");
            assertThat(second.texts()).containsExactly("by the new list");
            assertThat(second.events(ChatEvent.Alarm.class)).isEmpty();
        }
    }

    /** A server that knows the new list takes nothing more for the removed device, whatever list the sender knows. */
    @Test
    void aSenderWhoHasNotHeardOfARemovalReachesTheOthersAlone() throws Exception {
        var device = link();
        var second = second();
        var removed = second.device();
        bob.tell(ada, "to both");
        ada.awaitText("to both");
        second.awaitText("to both");
        relay.await("the other device has it", () -> relay.waiting(removed).isEmpty());
        second.close();
        answer("nobody", "ada", List.of());
        ada.client().unlink(device);
        DeviceLinks.awaitDevices(relay, "ada", 1);
        bob.tell(ada, "by the old list");
        ada.awaitText("by the old list");
        relay.await(
                "bob has sealed for it too",
                () -> relay.sentBy("bob").stream()
                                .filter(each -> each.mail().to().equals(removed))
                                .count()
                        == 2);
        bob.await(ChatEvent.Told.class, each -> each.text().contains("removed the device " + device));
        assertThat(relay.waiting(removed)).isEmpty();
        assertThat(bob.events(ChatEvent.Alarm.class)).isEmpty();
        bob.awaitDelivered(bob.tell(ada, "by the new list"));
        assertThat(relay.sentBy("bob").stream().filter(each -> each.mail().to().equals(removed)))
                .hasSize(2);
        assertThat(bob.events(ChatEvent.Undelivered.class)).isEmpty();
    }

    /** It waits for the device, and reaches the other one. */
    @Test
    void whatWaitsForARemovedDeviceIsNotSaidToHaveReachedNobody() throws Exception {
        var device = link();
        bob.tell(ada, "to both");
        ada.awaitText("to both");
        ada.client().unlink(device);
        DeviceLinks.awaitDevices(relay, "ada", 1);
        relay.expire();
        assertThat(bob.await(ChatEvent.Undelivered.class, each -> true).text())
                .contains("it may have come to another")
                .doesNotContain("no device");
    }
}
