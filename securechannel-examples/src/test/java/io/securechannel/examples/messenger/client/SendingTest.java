package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ada says to users of several devices, of which some have no key, are refused, or are gone: each waits by itself. */
class SendingTest {

    private static final int HALF = Outbox.MOST_ITEMS / 2;
    private static final int ALMOST_HALF = HALF - 70;
    private static final int MANY = 80;

    @TempDir
    private Path directory;

    private final Peer bob = new Peer("bob", 2);
    private final DeviceId first = bob.device(0);
    private final DeviceId second = bob.device(1);
    private SendingDesk ada;

    @BeforeEach
    void open() throws Exception {
        ada = new SendingDesk(directory);
    }

    @AfterEach
    void close() {
        ada.close();
    }

    /** Sealed for both, and by the time the server says that it has none of it, the second device has no key any more. */
    private void endForTheSecond() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("one");
        ada.letKeysEnd();
        ada.answer(bob.entry(ada.now(), Set.of(0)));
    }

    @Test
    void oneDeviceWithoutKeyKeepsNothingFromTheOther() throws Exception {
        endForTheSecond();
        ada.acceptAll(first);
        ada.refuse(second, MailRefusal.EXPIRED);
        ada.say("two");
        ada.acceptAll(first);
        assertThat(ada.sentTo(first)).isEqualTo(2);
        assertThat(ada.waiting()).isZero();
        assertThat(ada.alarms()).containsExactly(AlarmKind.DEVICE_WITHOUT_KEY);
        assertThat(ada.undelivered()).as("the other device has it").isEmpty();
    }

    @Test
    void whatTheOnlyDeviceCannotBeSentAgainIsToldWhenAnotherHasAKey() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(1)));
        ada.say("one");
        ada.letKeysEnd();
        ada.answer(bob.entry(ada.now(), Set.of(0)));
        ada.refuse(second, MailRefusal.EXPIRED);
        assertThat(ada.waiting()).isZero();
        assertThat(ada.undelivered())
                .singleElement()
                .satisfies(each -> assertThat(each.text()).contains("has no key to which it can be sealed"));
        ada.say("two");
        assertThat(ada.sentTo(first)).isEqualTo(1);
    }

    @Test
    void whatWasToBeSealedAgainForADeviceThatIsGoneIsTold() throws Exception {
        ada.link();
        ada.answer(bob.entry(ada.now(), Set.of(1)));
        ada.say("one");
        ada.refuse(second, MailRefusal.NO_SUCH_DEVICE); // it waits for what the server says of bob
        ada.letKeysEnd();
        ada.refuse(second, MailRefusal.EXPIRED);
        bob.renew(1);
        ada.answer(bob.entry(ada.now(), Set.of(1)));
        assertThat(ada.undelivered())
                .singleElement()
                .satisfies(each -> assertThat(each.text()).contains("sealed for is gone"));
        var renewed = bob.device(1);
        assertThat(ada.sentTo(renewed))
                .as("which devices ada has is told again")
                .isEqualTo(1);
        assertThat(ada.desk().book().outbox().row(renewed))
                .allMatch(each -> ada.desk()
                                .book()
                                .outbox()
                                .item(each.item())
                                .orElseThrow()
                                .payload()
                        instanceof Payload.Devices);
    }

    @Test
    void aListOfDevicesWaitsForTheDeviceThatIsAway() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("hello");
        ada.acceptAll(first);
        ada.acceptAll(second);
        ada.letKeysEnd();
        ada.answer(bob.entry(ada.now(), Set.of(0)));
        ada.link();
        ada.pump();
        ada.acceptAll(first);
        assertThat(ada.sentTo(second)).isEqualTo(1);
        ada.say("by the way");
        ada.acceptAll(first);
        assertThat(ada.sentTo(first)).as("hello, the list, by the way").isEqualTo(3);
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.acceptAll(second);
        assertThat(ada.sentTo(second)).as("hello, the list").isEqualTo(2);
        assertThat(ada.waiting()).isEqualTo(1); // for ada's own, of whom the server has said nothing
    }

    @Test
    void aRefusedDeviceKeepsNothingFromTheOther() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        for (int i = 0; i < MANY; i++) {
            ada.say("number " + i);
            ada.acceptAll(first);
            if (i == 0) {
                ada.refuse(second, MailRefusal.FULL);
            }
        }
        assertThat(ada.sentTo(first)).isEqualTo(MANY);
        assertThat(ada.desk().book().outbox().row(second)).hasSize(Outbox.MOST_AHEAD);
        assertThat(ada.waiting()).as("until the other has it too").isEqualTo(MANY);
        ada.acceptAll(second);
        assertThat(ada.waiting()).isZero();
        assertThat(ada.desk().book().rows().to(second).orElseThrow().next()).isEqualTo(MANY + 1);
    }

    @Test
    void whatOneOfTheirDevicesHasIsNotTakenBack() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        for (int i = 0; i <= Outbox.MOST_AHEAD; i++) {
            ada.say("number " + i);
            ada.acceptAll(first);
        }
        assertThat(ada.desk().book().outbox().items())
                .last()
                .satisfies(each -> assertThat(each.unsealed()).hasSize(1));
        assertThatThrownBy(() -> ada.takeBack("bob")).hasMessageContaining("the server has it, or may have it");
        ada.fill(3);
        assertThat(ada.takeBack("carol")).isEqualTo(3);
    }

    @Test
    void whatWaitsForARefusedDeviceMakesRoom() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.fill(ALMOST_HALF);
        for (int i = 0; i < MANY; i++) {
            ada.say("number " + i);
            ada.acceptAll(first);
            if (i % 50 == 0) {
                ada.refuse(second, MailRefusal.FULL);
            }
        }
        assertThat(ada.sentTo(first)).isEqualTo(MANY);
        assertThat(ada.desk().book().outbox().row(second))
                .as("what is sealed stays")
                .hasSize(Outbox.MOST_AHEAD);
        assertThat(ada.waiting()).isBetween(HALF - 1, HALF);
        assertThat(ada.undelivered())
                .extracting(ChatEvent.Undelivered::user)
                .as("that it waits, once; nothing of it is lost")
                .containsExactlyInAnyOrder("bob");
        assertThat(ada.hints())
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .contains("the server takes nothing more for the device " + second.shortName() + " of bob"));
    }

    @Test
    void copiesForARefusedDeviceOfOnesOwnMakeRoom() throws Exception {
        ada.link();
        ada.answer(ada.ownEntry());
        ada.fill(ALMOST_HALF);
        ada.refuse(ada.own(), MailRefusal.FULL); // the list
        for (int i = 0; i < MANY; i++) {
            ada.desk().toOwn(new Payload.Copy(new Conversation.Broadcast(), "number " + i));
            ada.pump();
        }
        assertThat(ada.waiting()).isEqualTo(HALF - 1);
        assertThat(ada.hints())
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .contains("the server takes nothing more for your device "
                                + ada.own().shortName()));
    }

    @Test
    void copiesWaitWhileTheServerHasOnlyNotAnsweredYet() throws Exception {
        ada.link();
        ada.answer(ada.ownEntry());
        ada.fill(HALF);
        for (int i = 0; i < MANY; i++) {
            ada.desk().toOwn(new Payload.Copy(new Conversation.Broadcast(), "number " + i));
        }
        ada.pump();
        ada.acceptAll(ada.own());
        assertThat(ada.sentTo(ada.own())).as("all, and the list").isEqualTo(MANY + 1);
    }

    @Test
    void theListOfDevicesIsKeptForOnesOwnThatIsAway() throws Exception {
        ada.link();
        var entry = ada.ownEntry();
        ada.answer(new DirectoryEntry("ada", 1, entry.identityKey(), entry.devices(), List.of()));
        ada.say("to bob, who is not known");
        ada.desk().toOwn(new Payload.Copy(new Conversation.Broadcast(), "not for ever"));
        ada.pump();
        assertThat(ada.desk().book().outbox().items())
                .extracting(OutboxItem::payload)
                .containsExactly(
                        new Payload.Devices(ada.desk().account().devices()),
                        new Payload.Text("to bob, who is not known"));
        ada.answer(entry);
        assertThat(ada.sentTo(ada.own())).isEqualTo(1);
    }

    @Test
    void theListOfDevicesIsToldOnceMoreToADeviceForWhichItHasEnded() throws Exception {
        ada.link();
        ada.answer(ada.ownEntry());
        ada.acceptAll(ada.own());
        var expired = new ServerMessage.Expired(7, "ada", ada.own(), 1);
        ada.unaccepted().expired(expired);
        ada.pump();
        assertThat(ada.sentTo(ada.own())).isEqualTo(2);
        assertThat(ada.desk().book().outbox().items())
                .extracting(OutboxItem::payload)
                .containsExactly(new Payload.Devices(ada.desk().account().devices()));
        assertThat(ada.told()).doesNotHaveAnyElementsOfTypes(ChatEvent.Undelivered.class);
    }

    @Test
    void aRowToSomebodyElseBeginsWithTheListOfDevices() throws Exception {
        ada.link();
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("hello");
        for (var device : List.of(first, second)) {
            assertThat(ada.desk().book().outbox().row(device))
                    .extracting(each -> ada.desk()
                            .book()
                            .outbox()
                            .item(each.item())
                            .orElseThrow()
                            .payload())
                    .containsExactly(new Payload.Devices(ada.desk().account().devices()), new Payload.Text("hello"));
            ada.acceptAll(device);
        }
        ada.say("again");
        assertThat(ada.desk().book().outbox().row(first)).hasSize(1);
    }
}
