package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.LinkOffer;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.noise.OneTimeCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ada has two devices, and talks with bob and carol: M9 to M12. */
@Timeout(120)
class LinkedDevicesTest {

    @TempDir
    private Path directory;

    private Path other;
    private TestRelay relay;
    private Person ada;
    private Person bob;
    private Person carol;

    @BeforeEach
    void come() throws Exception {
        other = Files.createDirectory(directory.resolve("other"));
        relay = TestRelay.start();
        ada = Person.come(relay, directory, "ada");
        bob = Person.come(relay, directory, "bob");
        carol = Person.come(relay, directory, "carol");
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        bob.close();
        carol.close();
        relay.close();
    }

    private String link() throws Exception {
        return DeviceLinks.link(relay, ada, other.resolve("ada.keys"), Instant.now());
    }

    private Person second() throws Exception {
        var second = Person.open(relay, other, "ada", settings -> settings);
        second.client().start();
        second.awaitOnline();
        return second;
    }

    private void removed(String device) throws Exception {
        ada.client().unlink(device);
        DeviceLinks.awaitDevices(relay, "ada", 1);
    }

    @Test
    void getsWhatWasSentBeforeItCame() throws Exception {
        bob.tell(ada, "before the link");
        ada.awaitText("before the link");
        link();
        bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
        bob.tell(ada, "to both");
        ada.awaitText("to both");
        ada.awaitDelivered(ada.tell(carol, "also said by ada"));
        try (var second = second()) {
            second.awaitText("to both");
            var copy = second.awaitText("also said by ada");
            assertThat(copy.sender()).isEqualTo("ada");
            assertThat(copy.place()).isEqualTo("carol");
            assertThat(second.texts()).as("history does not come along").doesNotContain("before the link");
            assertThat(second.events(ChatEvent.Alarm.class)).isEmpty();
            assertThat(second.client().devices()).extracting(DeviceInfo::here).containsExactly(false, true);
        }
        assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
    }

    @Test
    void bothSpeakForTheirUser() throws Exception {
        link();
        try (var second = second()) {
            second.tell(bob, "from the second");
            assertThat(bob.awaitText("from the second").sender()).isEqualTo("ada");
            assertThat(ada.awaitText("from the second").place()).isEqualTo("bob");
            bob.tell(ada, "heard");
            ada.awaitText("heard");
            second.awaitText("heard");
            assertThat(second.client().safetyNumber("bob"))
                    .isEqualTo(ada.client().safetyNumber("bob"));
            assertThat(second.client().fingerprint()).isEqualTo(ada.client().fingerprint());
            assertThatThrownBy(() -> second.client().link(0))
                    .isInstanceOf(ChatException.class)
                    .hasMessageContaining("at the first of them");
            second.client().markVerified("bob", second.client().safetyNumber("bob"));
            second.tell(bob, "after that");
            ada.awaitText("after that");
            assertThat(ada.client().contacts().get(0).confidence()).isEqualTo(Confidence.VERIFIED);
        }
    }

    @Test
    void aRemovedDeviceGetsNothingAndIsNotLetIn() throws Exception {
        var device = link();
        var second = second();
        bob.tell(ada, "to both");
        second.awaitText("to both");
        var removed = second.device();
        removed(device);
        bob.await(ChatEvent.Told.class, each -> each.text().contains("ada has removed the device " + device));
        bob.awaitDelivered(bob.tell(ada, "not for the removed one"));
        ada.awaitText("not for the removed one");
        ada.awaitDelivered(ada.tell(bob, "nor this"));
        assertThat(relay.waiting(removed)).isEmpty();
        assertThat(second.texts()).containsExactly("to both");
        second.close();
        try (var again = Person.open(relay, other, "ada", settings -> settings)) {
            again.client().start();
            assertThat(again.await(ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED)
                            .text())
                    .contains("was unlinked");
        }
        assertThat(ada.client().devices()).hasSize(1);
        assertThatThrownBy(() -> ada.client().unlink(device)).hasMessageContaining("you have no device");
        assertThatThrownBy(
                        () -> ada.client().unlink(ada.client().devices().get(0).name()))
                .hasMessageContaining("is this device");
    }

    @Test
    void roomsComeAlongAndStayAlike() throws Exception {
        ada.client().createGroup("dev");
        var invitation = ada.client().invite("dev", "bob");
        bob.await(ChatEvent.Invited.class, each -> true);
        bob.client().accept(invitation.id());
        ada.await(ChatEvent.RoomChanged.class, each -> each.room().open());
        link();
        try (var second = second()) {
            var dev = second.client().room("dev").orElseThrow();
            assertThat(dev.members()).containsExactly("ada", "bob");
            second.client().send(dev.room(), "in the group, from the second");
            bob.awaitText("in the group, from the second");
            assertThat(ada.awaitText("in the group, from the second").place()).isEqualTo("dev");
            ada.client().createGroup("later");
            second.await(ChatEvent.RoomChanged.class, each -> each.room().name().equals("later"));
            carol.client().invite("ada");
            var invited = second.await(ChatEvent.Invited.class, each -> true).invitation();
            ada.await(ChatEvent.Invited.class, each -> true);
            second.client().accept(invited.id());
            carol.await(ChatEvent.RoomChanged.class, each -> each.room().open());
            ada.await(
                    ChatEvent.RoomChanged.class,
                    each -> each.room().open() && each.room().isPrivate());
            assertThat(ada.client().invitations()).isEmpty();
            var talk = carol.client().room("ada").map(RoomInfo::room).orElseThrow();
            carol.client().send(talk, "between the two of us");
            ada.awaitText("between the two of us");
            second.awaitText("between the two of us");
            ada.client().leave(new Conversation.Room(talk.id()));
            second.await(ChatEvent.RoomClosed.class, each -> each.room().isPrivate());
        }
    }

    @Test
    void catchesUpWithAListThatChangedWhileItWasAway() throws Exception {
        var device = link();
        var second = second();
        second.close();
        var third = Files.createDirectory(directory.resolve("third"));
        DeviceLinks.link(relay, ada, third.resolve("ada.keys"), Instant.now());
        try (var returned = second()) {
            returned.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
            returned.tell(bob, "said by the second of three");
            ada.awaitText("said by the second of three");
            assertThat(returned.client().devices()).hasSize(3);
            try (var last = Person.open(relay, third, "ada", settings -> settings)) {
                last.client().start();
                last.awaitText("said by the second of three");
                last.tell(carol, "and by the third");
                ada.awaitText("and by the third");
                returned.awaitText("and by the third");
            }
        }
        assertThat(ada.client().devices().get(1).name()).isEqualTo(device);
        assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
    }

    @Test
    void aWrongCodeIsUsedUpAndARightOneWorksOnce() throws Exception {
        var offer = ada.client().link(0);
        assertThatThrownBy(() -> join("wrong", offer, OneTimeCode.random()))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.CODE_REFUSED));
        ada.await(ChatEvent.Told.class, each -> each.text().contains("/link shows another code"));
        assertThatThrownBy(() -> join("again", offer, DeviceLinks.code(offer)))
                .isInstanceOf(SecureChannelException.class);
        assertThat(ada.client().devices()).hasSize(1);
        link();
        assertThat(ada.client().devices()).hasSize(2);
    }

    @Test
    void anotherUsersCodeIsNotTaken() throws Exception {
        var offer = bob.client().link(0);
        assertThatThrownBy(() -> join("other", offer, DeviceLinks.code(offer)))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("a device of bob, not of ada");
        assertThatThrownBy(() ->
                        NewDevice.join(ada.keys(), "ada", DeviceLinks.at(offer), OneTimeCode.random(), Instant.now()))
                .hasMessageContaining("begins with a new key store");
    }

    private void join(String file, LinkOffer offer, OneTimeCode code) throws Exception {
        try (code;
                var keys = Person.keys(directory.resolve(file + ".keys"))) {
            NewDevice.join(keys, "ada", DeviceLinks.at(offer), code, Instant.now());
        }
    }
}
