package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.InvitationEnded;
import io.securechannel.examples.messenger.client.ChatEvent.InvitationEnded.Outcome;
import io.securechannel.examples.messenger.client.ChatEvent.Invited;
import io.securechannel.examples.messenger.client.ChatEvent.RoomChanged;
import io.securechannel.examples.messenger.client.ChatEvent.RoomClosed;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.RoomInfo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Private rooms and groups (M6). */
@Timeout(60)
class RoomsTest {

    @TempDir
    private Path directory;

    private final SettableClock clock = new SettableClock();
    private TestRelay relay;
    private Person ada;
    private Person bob;
    private Person carol;

    @BeforeEach
    void come() throws Exception {
        relay = TestRelay.start(clock);
        ada = Person.come(relay, directory, "ada", clock);
        bob = Person.come(relay, directory, "bob", clock);
        carol = Person.come(relay, directory, "carol", clock);
    }

    @AfterEach
    void go() throws Exception {
        for (var each : List.of(ada, bob, carol)) {
            each.close();
            assertThat(each.events(Alarm.class)).isEmpty();
        }
        relay.close();
    }

    private static void awaitMembers(Person person, String... members) {
        person.await(RoomChanged.class, each -> each.room().members().equals(List.of(members)));
    }

    private RoomInfo group() throws Exception {
        var group = ada.client().createGroup("friends");
        for (var guest : List.of(bob, carol)) {
            ada.client().invite("friends", guest.name());
            guest.client()
                    .accept(guest.await(Invited.class, each -> true)
                            .invitation()
                            .id());
            ada.await(InvitationEnded.class, each -> each.invitation().to().equals(guest.name()));
        }
        for (var each : List.of(ada, bob, carol)) {
            awaitMembers(each, "ada", "bob", "carol");
        }
        return group;
    }

    @Test
    void aPrivateRoomOpensWhenBothHaveAgreed() throws Exception {
        var invitation = ada.client().invite("bob");
        assertThat(ada.client().rooms()).isEmpty();
        var shown = bob.await(Invited.class, each -> true).invitation();
        assertThat(shown).isEqualTo(invitation);
        assertThat(shown.expires()).isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        var waiting = bob.client().accept(shown.id());
        assertThat(waiting.open()).isFalse();
        var open = bob.await(RoomChanged.class, each -> each.room().open()).room();
        assertThat(open.members()).containsExactly("ada", "bob");
        assertThat(ada.await(InvitationEnded.class, each -> true).outcome()).isEqualTo(Outcome.ACCEPTED);
        ada.client().send(ada.client().room("bob").orElseThrow().room(), "in private");
        var heard = bob.awaitText("in private");
        assertThat(heard.conversation()).isEqualTo(open.room());
        assertThat(heard.place()).isEqualTo("ada");
        bob.client().send(open.room(), "too");
        assertThat(ada.awaitText("too").place()).isEqualTo("bob");
        assertThat(ada.client().invitations()).isEmpty();
        assertThatThrownBy(() -> ada.client().invite("bob")).hasMessageContaining("already");

        bob.client().leave(open.room());
        assertThat(ada.await(RoomClosed.class, each -> true).text()).isEqualTo("bob has left");
        assertThat(ada.client().rooms()).isEmpty();
        assertThatThrownBy(() -> ada.client().send(open.room(), "gone"))
                .isInstanceOf(ChatException.class)
                .hasMessage("you are not in that room");
    }

    @Test
    void whoDeclinesIsInNoRoom() throws Exception {
        ada.client().invite("bob");
        bob.client().decline(bob.await(Invited.class, each -> true).invitation().id());
        assertThat(ada.await(InvitationEnded.class, each -> true).outcome()).isEqualTo(Outcome.DECLINED);
        assertThat(bob.client().rooms()).isEmpty();
        assertThat(bob.client().invitations()).isEmpty();
        assertThat(ada.client().rooms()).isEmpty();
        var again = ada.client().invite("bob");
        assertThat(bob.await(Invited.class, each -> each.invitation().equals(again)))
                .isNotNull();
    }

    @Test
    void anInvitationExpires() throws Exception {
        ada.client().invite("bob");
        var id = bob.await(Invited.class, each -> true).invitation().id();
        clock.move(Duration.ofMinutes(10));
        assertThatThrownBy(() -> bob.client().accept(id))
                .isInstanceOf(ChatException.class)
                .hasMessageMatching("the invitation .* has expired.*|no invitation .* is open");
        assertThat(ada.await(InvitationEnded.class, each -> true).outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(ada.client().invitations()).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateOpensNothing() throws Exception {
        ada.client().invite("bob");
        var id = bob.await(Invited.class, each -> true).invitation().id();
        ada.close();
        bob.client().accept(id);
        clock.move(Duration.ofMinutes(11));
        ada = Person.come(relay, directory, "ada", clock);
        assertThat(ada.await(InvitationEnded.class, each -> true).outcome()).isEqualTo(Outcome.EXPIRED);
        bob.tell(ada, "may I come in?");
        ada.awaitText("may I come in?");
        assertThat(ada.client().rooms()).isEmpty();
        assertThat(bob.client().rooms().get(0).open()).isFalse();
    }

    @Test
    void aGroupTalksAndItsOwnerPutsPeopleOut() throws Exception {
        var group = group();
        bob.client().send(group.room(), "hello friends");
        assertThat(ada.awaitText("hello friends").place()).isEqualTo("friends");
        carol.awaitText("hello friends");
        assertThatThrownBy(() -> bob.client().invite("friends", "dan"))
                .isInstanceOf(ChatException.class)
                .hasMessage("friends is a group of ada, not yours");
        assertThatThrownBy(() -> bob.client().kick("friends", "carol")).hasMessageContaining("not yours");

        ada.client().kick("friends", "bob");
        assertThat(bob.await(RoomClosed.class, each -> true).text()).isEqualTo("ada has put you out");
        awaitMembers(carol, "ada", "carol");
        carol.client().send(group.room(), "without bob");
        ada.awaitText("without bob");
        assertThat(bob.texts()).isEmpty();
        assertThatThrownBy(() -> bob.client().send(group.room(), "but")).hasMessageContaining("not in that room");
        assertThatThrownBy(() -> ada.client().kick("friends", "bob")).hasMessageContaining("bob is not");
    }

    @Test
    void whoLeavesIsGoneAndTheOwnerTakesTheRoomAlong() throws Exception {
        var group = group();
        bob.client().leave(group.room());
        awaitMembers(ada, "ada", "carol");
        awaitMembers(carol, "ada", "carol");
        ada.client().leave(group.room());
        assertThat(carol.await(RoomClosed.class, each -> true).text()).contains("ada has left", "ends with its owner");
        assertThat(carol.client().rooms()).isEmpty();
        assertThat(ada.client().rooms()).isEmpty();
    }

    @Test
    void groupsHaveNamesOfTheirOwn() throws Exception {
        ada.client().createGroup("friends");
        assertThatThrownBy(() -> ada.client().createGroup("friends")).hasMessageContaining("leave it first");
        assertThatThrownBy(() -> ada.client().createGroup("No Name")).hasMessageContaining("a group's name is");
        var alone = ada.client().room("friends").orElseThrow();
        assertThatThrownBy(() -> ada.client().send(alone.room(), "echo"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("not open yet");
        assertThatThrownBy(() -> ada.client().invite("strangers", "bob")).hasMessageContaining("in no group strangers");
    }

    @Test
    void whoSpeaksBeforeTheOwnersListHasComeIsHeardAfterIt() throws Exception {
        var group = ada.client().createGroup("friends");
        ada.client().invite("friends", "bob");
        bob.client().accept(bob.await(Invited.class, each -> true).invitation().id());
        awaitMembers(bob, "ada", "bob");
        bob.close();
        ada.client().invite("friends", "carol");
        carol.client()
                .accept(carol.await(Invited.class, each -> true).invitation().id());
        awaitMembers(carol, "ada", "bob", "carol");
        carol.client().send(group.room(), "I am new");
        relay.await("carol's message to bob", () -> relay.sentBy("carol").size() >= 3);
        // the relay delivers carol's mail first
        relay.tamper(new LastFirst());
        bob = Person.come(relay, directory, "bob", clock);
        assertThat(bob.awaitText("I am new").place()).isEqualTo("friends");
        assertThat(bob.events().stream()
                        .filter(each -> each instanceof RoomChanged)
                        .toList())
                .hasSize(1);
    }
}
