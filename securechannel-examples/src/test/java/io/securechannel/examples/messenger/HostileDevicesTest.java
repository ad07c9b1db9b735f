package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server can do about a user's several devices: rows of the table in docs/spec/messenger.md, section 5. */
@Timeout(120)
class HostileDevicesTest {

    @TempDir
    private Path directory;

    private Path other;
    private TestRelay relay;
    private Person ada;

    @BeforeEach
    void come() throws Exception {
        other = Files.createDirectory(directory.resolve("other")).resolve("ada.keys");
        relay = TestRelay.start();
        ada = Person.come(relay, directory, "ada");
        DeviceLinks.link(relay, ada, other, Instant.now());
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        relay.close();
    }

    /** Whoever is asked for, it is this entry that the server gives to those users. */
    private void say(DirectoryEntry entry, Predicate<String> to) {
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                return message instanceof ServerMessage.Directory answer && to.test(connection.user())
                        ? List.of(new ServerMessage.Directory(answer.request(), List.of(entry), true))
                        : List.of(message);
            }
        });
    }

    @Test
    void hidesARemovedDevice() throws Exception {
        try (var bob = Person.come(relay, directory, "bob")) {
            bob.tell(ada, "hello");
            ada.awaitText("hello");
            ada.awaitDelivered(ada.tell(bob, "hello too"));
            bob.awaitText("hello too");
            // Bob has met ada with two devices: nothing was added since.
            say(relay.entry("ada").orElseThrow(), "bob"::equals);
            var device = ada.client().devices().get(1).name();
            ada.client().unlink(device);
            DeviceLinks.awaitDevices(relay, "ada", 1);
            assertThat(bob.await(ChatEvent.Told.class, each -> each.text().contains("removed the device"))
                            .text())
                    .contains(device);
            bob.tell(ada, "not by the old list");
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            assertThat(bob.client().waiting()).as("nothing is sent by it").hasSize(1);
            AttackTable.of("hidesARemovedDevice").holdsFor(bob);
        }
    }

    /** To carol the removed device alone has ever spoken, so nobody told her: she is, before the first word of the other one. */
    @Test
    void hidesARemovedDeviceFromWhomTheOtherSpeaksToFirst() throws Exception {
        try (var carol = Person.come(relay, directory, "carol")) {
            try (var second = Person.open(relay, other.getParent(), "ada", settings -> settings)) {
                second.client().start();
                second.tell(carol, "from the one that is lost");
                carol.awaitText("from the one that is lost");
            }
            say(relay.entry("ada").orElseThrow(), "carol"::equals);
            var device = ada.client().devices().get(1).name();
            ada.client().unlink(device);
            DeviceLinks.awaitDevices(relay, "ada", 1);
            ada.tell(carol, "from the one that stays");
            carol.awaitText("from the one that stays");
            assertThat(carol.events(ChatEvent.Told.class))
                    .extracting(ChatEvent.Told::text)
                    .anySatisfy(each -> assertThat(each).contains("ada has removed the device " + device));
            carol.tell(ada, "not by the old list");
            carol.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            assertThat(carol.client().waiting()).as("nothing is sent by it").hasSize(1);
            AttackTable.of("hidesARemovedDeviceFromWhomTheOtherSpeaksToFirst").holdsFor(carol);
        }
    }

    /** Bob takes what ada's device tells him of her list, whatever identity the server names for her just then. */
    @Test
    void hidesARemovedDeviceBehindAnotherIdentity() throws Exception {
        try (var bob = Person.come(relay, directory, "bob")) {
            bob.tell(ada, "hello");
            ada.awaitText("hello");
            ada.awaitDelivered(ada.tell(bob, "hello too"));
            bob.awaitText("hello too");
            var before = relay.entry("ada").orElseThrow();
            say(RawUser.create("ada").entry(), "bob"::equals);
            relay.cutAll();
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.KEY_CHANGED);
            ada.client().unlink(ada.client().devices().get(1).name());
            DeviceLinks.awaitDevices(relay, "ada", 1);
            bob.await(ChatEvent.Told.class, each -> each.text().contains("removed the device"));
            say(before, "bob"::equals);
            relay.cutAll();
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            bob.tell(ada, "not by the old list"); // her key is the known one again
            ada.tell(bob, "hello again");
            bob.awaitText("hello again");
            assertThat(bob.client().waiting()).as("nothing is sent by it").hasSize(1);
            AttackTable.of("hidesARemovedDeviceBehindAnotherIdentity").holdsFor(bob);
        }
    }

    @Test
    void addsADeviceToOnesOwn() throws Exception {
        var mallory = RawUser.create("ada");
        var honest = relay.entry("ada").orElseThrow();
        say(
                new DirectoryEntry(
                        "ada",
                        honest.revision(),
                        honest.identityKey(),
                        mallory.list(9, List.of(mallory.device())).sign(mallory.identityKeys()),
                        List.of()),
                "ada"::equals);
        relay.cutAll();
        ada.await(ChatEvent.Alarm.class, each -> true);
        assertThat(ada.client().devices()).hasSize(2);
        AttackTable.of("addsADeviceToOnesOwn").holdsFor(ada);
    }

    @Test
    void namesAnotherIdentityToOnesOwn() throws Exception {
        var mallory = RawUser.create("ada");
        say(mallory.entry(), "ada"::equals);
        relay.cutAll();
        var alarm = ada.await(ChatEvent.Alarm.class, each -> true);
        assertThat(alarm.text()).contains(mallory.identityKeys().publicKey().fingerprint());
        assertThat(ada.client().fingerprint())
                .isNotEqualTo(mallory.identityKeys().publicKey().fingerprint());
        AttackTable.of("namesAnotherIdentityToOnesOwn").holdsFor(ada);
    }

    /** The server lets a device in by a list, and then knows nothing of it. */
    @Test
    void saysThatItKnowsNothingOfOnesOwn() throws Exception {
        try (var bob = Person.come(relay, directory, "bob")) {
            knowNothingOfAda();
            relay.cutAll();
            ada.await(ChatEvent.Alarm.class, each -> true);
            AttackTable.of("saysThatItKnowsNothingOfOnesOwn").holdsFor(ada);
            bob.tell(ada, "to the one that is there");
            ada.awaitText("to the one that is there");
            ada.client().createGroup("made-meanwhile");
            relay.tamper(Tampering.HONEST);
            relay.cutAll();
            try (var second = Person.open(relay, other.getParent(), "ada", settings -> settings)) {
                second.client().start();
                second.await(
                        ChatEvent.RoomChanged.class, each -> each.room().name().equals("made-meanwhile"));
            }
        }
    }

    private void knowNothingOfAda() {
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                return message instanceof ServerMessage.Directory answer
                                && connection.user().equals("ada")
                        ? List.of(new ServerMessage.Directory(answer.request(), others(answer), true))
                        : List.of(message);
            }
        });
    }

    private static List<DirectoryEntry> others(ServerMessage.Directory answer) {
        return answer.entries().stream()
                .filter(each -> !each.user().equals("ada"))
                .toList();
    }

    /** With the help of somebody who has keys, and bob has one device: nobody else can be his. */
    @Test
    void speaksAsAnotherDeviceOfOnesOwn() throws Exception {
        try (var bob = Person.come(relay, directory, "bob")) {
            var mallory = RawUser.create("bob");
            say(mallory.entry(), "bob"::equals);
            var prekeys = relay.entry("bob").orElseThrow().verify().prekeys();
            var to = prekeys.values().iterator().next();
            var own = new Conversation.Own("bob");
            var carol = RawUser.create("carol").identityKeys().publicKey();
            var verified =
                    mallory.mail(own, to, new Payload.Verified("carol", Octets.of(carol.subjectPublicKeyInfo())));
            var copy = mallory.mail(
                    own, to, 2, verified.hash(), new Payload.Copy(new Conversation.Broadcast(), "never said"));
            var bobs = relay.connection("bob").orElseThrow();
            bobs.say(new ServerMessage.Deliver(1_001, "bob", verified));
            bobs.say(new ServerMessage.Deliver(1_002, "bob", copy));
            bob.await(
                    ChatEvent.Alarm.class,
                    each -> bob.events(ChatEvent.Alarm.class).size() == 2);
            AttackTable.of("speaksAsAnotherDeviceOfOnesOwn").holdsFor(bob);
            assertThat(bob.client().contacts()).isEmpty();
            assertThat(bob.texts()).isEmpty();
        }
    }

    /** The same to a user who has several, by a device that was one of hers when it spoke. */
    @Test
    void bringsTheWordsOfARemovedDevice() throws Exception {
        var bob = Person.come(relay, directory, "bob");
        try (bob;
                var second = Person.open(relay, other.getParent(), "ada", settings -> settings)) {
            second.client().start();
            second.awaitOnline();
            var removed = second.device();
            var held = new CopyOnWriteArrayList<ServerMessage>();
            relay.tamper(new Tampering() {
                @Override
                public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                    boolean hold = message instanceof ServerMessage.Deliver deliver
                            && deliver.mail().from().equals(removed)
                            && connection.user().equals("ada");
                    return hold && held.add(message) ? List.of() : List.of(message);
                }
            });
            second.tell(bob, "said while it was hers");
            bob.awaitText("said while it was hers");
            relay.await("the copy is held", () -> !held.isEmpty());
            ada.client().unlink(removed.shortName());
            DeviceLinks.awaitDevices(relay, "ada", 1);
            relay.tamper(Tampering.HONEST);
            relay.connection(ada.device()).orElseThrow().say(held.get(0));
            ada.await(ChatEvent.Alarm.class, each -> true);
            AttackTable.of("bringsTheWordsOfARemovedDevice").holdsFor(ada);
            assertThat(ada.texts()).isEmpty();
        }
    }
}
