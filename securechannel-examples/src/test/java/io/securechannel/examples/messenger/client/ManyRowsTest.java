package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Octets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ada has sent to so many devices that she remembers hardly one more. */
class ManyRowsTest {

    @TempDir
    private Path directory;

    private final Peer bob = new Peer("bob", 2);
    private final Peer carol = new Peer("carol", 1);
    private SendingDesk ada;

    @BeforeEach
    void open() throws Exception {
        ada = new SendingDesk(directory);
    }

    @AfterEach
    void close() {
        ada.close();
    }

    private void rows(int count, String user) {
        for (int i = 0; i < count; i++) {
            var device = new DeviceId(Octets.sha256((user + i).getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .first(DeviceId.LENGTH));
            ada.desk().book().rows().set(OutgoingRow.empty(user + i, device));
        }
    }

    private void sayToAll(String text) {
        ada.say(new Conversation.Broadcast(), text, List.of("carol"));
    }

    @Test
    void whatIsSaidToAllLeavesRoomForThoseWhomOneSpeaksTo() throws Exception {
        rows(Rows.MOST_BY_BROADCAST - 1, "made-up");
        var dan = new Peer("dan", 1);
        ada.answer(carol.entry(ada.now(), Set.of(0)));
        ada.answer(dan.entry(ada.now(), Set.of(0)));
        ada.say(new Conversation.Broadcast(), "to all", List.of("carol", "dan"));
        assertThat(ada.sentTo(carol.device(0))).isEqualTo(1);
        assertThat(ada.sentTo(dan.device(0))).isZero();
        assertThat(ada.undelivered())
                .singleElement()
                .satisfies(each -> assertThat(each.text()).contains("dan are too many"));
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("to bob");
        assertThat(ada.sentTo(bob.device(0))).isEqualTo(1);
        assertThat(ada.sentTo(bob.device(1))).isEqualTo(1);
        sayToAll("to whom I have spoken before");
        assertThat(ada.sentTo(carol.device(0))).isEqualTo(2);
    }

    @Test
    void oneDeviceTooManyKeepsNothingFromTheOther() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0)));
        ada.say("to the first");
        rows(Rows.MOST_OUTGOING - 1, "met");
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("to both");
        assertThat(ada.sentTo(bob.device(0))).isEqualTo(2);
        assertThat(ada.sentTo(bob.device(1))).isZero();
        assertThat(ada.hints())
                .anySatisfy(each -> assertThat(each)
                        .contains("leaves out the device " + bob.device(1).shortName()));
    }

    /** But for one of each user: who has been written to is told of a change of ada's devices. */
    @Test
    void rowsToDevicesThatAreGoneMakeRoom() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        ada.say("to both");
        var gone = List.of(bob.device(0), bob.device(1));
        rows(Rows.MOST_OUTGOING - 2, "met");
        bob.renew(0);
        bob.renew(1);
        ada.answer(bob.entry(ada.now(), Set.of(0, 1)));
        gone.forEach(ada::acceptAll);
        Strangers.forget(ada.desk().book());
        var rows = ada.desk().book().rows();
        assertThat(gone).filteredOn(rows::hasTo).hasSize(1);
        assertThat(rows.hasTo("bob")).isTrue();
        assertThat(rows.users()).hasSize(Rows.MOST_OUTGOING - 1);
        ada.say("to the new ones");
        assertThat(ada.sentTo(bob.device(0)) + ada.sentTo(bob.device(1))).isPositive();
    }

    @Test
    void whoWasWrittenToAtADeviceThatIsGoneIsNoStranger() throws Exception {
        ada.answer(bob.entry(ada.now(), Set.of(0)));
        ada.say("hello");
        ada.acceptAll(bob.device(0));
        bob.renew(0);
        ada.answer(bob.entry(ada.now(), Set.of(0)));
        ada.answer(carol.entry(ada.now(), Set.of(0)));
        assertThat(Strangers.forget(ada.desk().book(), 0)).containsExactly("carol");
    }
}
