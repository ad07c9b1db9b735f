package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.endtoend.Conversation;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users talk over an honest relay, to one and to all. */
@Timeout(60)
class ChatTest {

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
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        bob.close();
        relay.close();
        assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
        assertThat(bob.events(ChatEvent.Alarm.class)).isEmpty();
    }

    @Test
    void aDirectMessageArrivesAndTheSenderIsTold() throws Exception {
        var said = ada.tell(bob, "hello");
        var heard = bob.awaitText("hello");
        assertThat(heard.sender()).isEqualTo("ada");
        assertThat(heard.place()).isEqualTo("ada");
        assertThat(heard.conversation()).isEqualTo(said.conversation());
        assertThat(heard.time()).isAfterOrEqualTo(said.time());
        ada.awaitDelivered(said);
        assertThat(ada.client().waiting()).isEmpty();
        assertThat(bob.client().history()).containsExactly(heard);
        assertThat(ada.client().history()).containsExactly(said);
        assertThat(said.toString()).doesNotContain("hello");
    }

    @Test
    void messagesOfBothArriveInOrder() throws Exception {
        for (int i = 0; i < 20; i++) {
            ada.tell(bob, "a" + i);
            bob.tell(ada, "b" + i);
        }
        bob.awaitText("a19");
        ada.awaitText("b19");
        assertThat(bob.texts()).hasSize(20).isSortedAccordingTo(ChatTest::byNumber);
        assertThat(ada.texts()).hasSize(20).isSortedAccordingTo(ChatTest::byNumber);
    }

    private static int byNumber(String one, String other) {
        return Integer.compare(Integer.parseInt(one.substring(1)), Integer.parseInt(other.substring(1)));
    }

    @Test
    void aBroadcastReachesAllWhoAreOnlineAndNobodyElse() throws Exception {
        var dan = Person.come(relay, directory, "dan");
        dan.close();
        ada.await(ChatEvent.PresenceChanged.class, each -> each.user().equals("dan") && !each.online());
        try (var carol = Person.come(relay, directory, "carol")) {
            ada.awaitPresence(bob);
            ada.awaitPresence(carol);
            assertThat(ada.client().online()).containsExactly("ada", "bob", "carol");
            var said = ada.tellAll("to all");
            assertThat(said.place()).isEmpty();
            assertThat(bob.awaitText("to all").conversation()).isEqualTo(new Conversation.Broadcast());
            assertThat(carol.awaitText("to all").place()).isEmpty();
            ada.awaitDelivered(said);
            assertThat(relay.sentBy("ada")).hasSize(2);
            assertThat(ada.texts()).isEmpty();
        }
    }

    @Test
    void nobodyToHearIsSaid() throws Exception {
        bob.close();
        ada.await(ChatEvent.PresenceChanged.class, each -> !each.online());
        assertThatThrownBy(() -> ada.tellAll("anybody?"))
                .isInstanceOf(ChatException.class)
                .hasMessage("not sent: nobody else is online");
        assertThatThrownBy(() -> ada.tell(ada, "me"))
                .isInstanceOfAny(ChatException.class, IllegalArgumentException.class);
        assertThatThrownBy(() -> ada.tell(bob, ""))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("1 to 16384 bytes");
        assertThatThrownBy(() -> ada.tell(bob, "ö".repeat(8_193))).hasMessageContaining("has 16386");
        assertThat(ada.client().history()).isEmpty();
    }

    @Test
    void theLongestTextArrives() throws Exception {
        var text = "ö".repeat(8_192);
        ada.tell(bob, text);
        bob.awaitText(text);
    }

    @Test
    void aUserWhoHasNeverEnteredIsWaitedForAndThatIsToldOnce() throws Exception {
        var conversation = Conversation.Direct.between("ada", "carol");
        var said = ada.client().send(conversation, "are you there?");
        var told = ada.await(ChatEvent.Undelivered.class, each -> each.user().equals("carol"));
        assertThat(told.count()).isEqualTo(1);
        assertThat(told.text()).contains("knows no carol", "it waits");
        assertThatThrownBy(() -> ada.client().send(conversation, "again"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("knows no carol");
        assertThat(ada.client().waiting()).containsExactly(said);
        try (var carol = Person.come(relay, directory, "carol")) {
            carol.awaitText("are you there?");
            ada.awaitDelivered(said);
        }
        assertThat(ada.events(ChatEvent.Undelivered.class)).hasSize(1);
    }

    @Test
    void bothSeeTheSameSafetyNumber() throws Exception {
        assertThatThrownBy(() -> ada.client().safetyNumber("bob"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("no key of bob is known yet");
        ada.tell(bob, "hello");
        bob.awaitText("hello");
        assertThat(ada.client().safetyNumber("bob")).isEqualTo(bob.client().safetyNumber("ada"));
        ada.client().markVerified("bob", bob.client().safetyNumber("ada"));
        var contact = ada.client().contacts().get(0);
        assertThat(contact.fingerprint()).isEqualTo(bob.client().fingerprint());
        assertThat(contact.confidence()).hasToString("VERIFIED");
        assertThat(bob.client().contacts().get(0).confidence()).hasToString("FIRST_SEEN");
    }

    @Test
    void afterCloseNothingRunsAndNothingCanBeSaid() throws Exception {
        ada.close();
        ada.close();
        assertThat(ada.client().state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(ada.events().get(ada.events().size() - 1))
                .isEqualTo(new ChatEvent.ConnectionChanged(ConnectionState.CLOSED, "closed"));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("messenger ada"));
        assertThatThrownBy(() -> ada.tell(bob, "late")).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ada.client().start()).isInstanceOf(IllegalStateException.class);
    }
}
