package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatEvent.InvitationEnded;
import io.securechannel.examples.messenger.client.ChatEvent.InvitationEnded.Outcome;
import io.securechannel.examples.messenger.client.ChatEvent.RoomClosed;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may say what about rooms (M6), as ada sees it. */
class TalkTest {

    private static final Instant START = Instant.parse("2030-01-01T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(START);
    private KeyStoreManager keys;
    private Desk desk;
    private Talk talk;

    @BeforeEach
    void open() throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
        var settings = ClientSettings.builder(
                        "localhost",
                        1,
                        "ada",
                        TlsContextFactory.forClient(
                                Trust.only(TestCa.create("Root").certificate())))
                .password(() -> Password.copyOf("p".toCharArray()))
                .clock(now::get)
                .build();
        var account = Account.open(keys, "ada", START);
        var prekeys = Prekeys.open(keys, account, START);
        desk = new Desk(settings, account, prekeys, Book.open(keys), new Effects());
        talk = new Talk(desk);
    }

    @AfterEach
    void close() {
        desk.prekeys().close();
        desk.account().close();
        keys.close();
    }

    private static Conversation.Room room(int number) {
        return new Conversation.Room(Octets.sha256(new byte[] {(byte) number}));
    }

    private void hear(String sender, Conversation conversation, Payload payload) {
        hear(sender, conversation, payload, false);
    }

    private void hear(String sender, Conversation conversation, Payload payload, boolean late) {
        talk.take(new ChatMessage(conversation, desk.place(conversation), sender, now.get(), "", late), payload);
        desk.effects().commit();
    }

    private void hearDirectly(String sender, Payload payload) {
        hear(sender, Conversation.Direct.between("ada", sender), payload);
    }

    /** A room of others, in which ada is. */
    private void bobsGroup(String... members) {
        desk.book()
                .rooms()
                .set(RoomState.of(new RoomInfo(room(1), "friends", false, "bob", List.of(members), true), 5));
    }

    private List<String> members() {
        return desk.book().rooms().find(room(1)).orElseThrow().info().members();
    }

    private List<ChatEvent> events() {
        return desk.effects().takeEvents();
    }

    @Test
    void membersCountOnlyFromTheOwnerAndOnlyWithAHigherVersion() {
        bobsGroup("ada", "bob", "carol");
        hear("carol", room(1), new Payload.Members(6, List.of("ada", "bob", "carol", "eve")));
        hear("bob", room(1), new Payload.Members(5, List.of("ada", "bob")));
        hear("bob", room(1), new Payload.Members(4, List.of("ada", "bob")));
        hear("bob", room(1), new Payload.Members(6, List.of("ada", "carol")));
        assertThat(events()).as("nothing of this counts").isEmpty();
        assertThat(members()).containsExactly("ada", "bob", "carol");
        hear("bob", room(1), new Payload.Members(6, List.of("ada", "bob", "dan")));
        assertThat(members()).containsExactly("ada", "bob", "dan");
        assertThat(events())
                .singleElement()
                .isInstanceOfSatisfying(
                        ChatEvent.RoomChanged.class,
                        changed -> assertThat(changed.text()).isEqualTo("dan has joined, carol is gone"));
    }

    @Test
    void onlyTheOwnerPutsOut() {
        bobsGroup("ada", "bob", "carol");
        hear("carol", room(1), new Payload.Kick());
        assertThat(events()).isEmpty();
        hear("bob", room(1), new Payload.Kick());
        assertThat(events()).singleElement().isInstanceOf(RoomClosed.class);
        assertThat(desk.book().rooms().find(room(1))).isEmpty();
        assertThat(desk.book().rooms().ids()).as("late mails are still known").contains(room(1));
    }

    /** The server has held them back until they were in it anew. */
    @Test
    void whoIsInItAnewIsNotPutOutByWhatIsOfTheTimeBefore() {
        bobsGroup("ada", "bob", "carol");
        hear("carol", room(1), new Payload.Leave(), true);
        hear("bob", room(1), new Payload.Kick(), true);
        assertThat(members()).containsExactly("ada", "bob", "carol");
        assertThat(events())
                .hasOnlyElementsOfType(ChatEvent.Told.class)
                .extracting(each -> ((ChatEvent.Told) each).text())
                .satisfiesExactly(
                        left -> assertThat(left)
                                .contains("carol has left the group friends", "does not count", "its owner can"),
                        kicked -> assertThat(kicked)
                                .contains("bob has put you out of the group friends", "does not count", "ask bob"));
        hear("bob", room(1), new Payload.Leave(), true);
        assertThat(desk.book().rooms().all())
                .as("it has ended, whenever that comes")
                .isEmpty();
    }

    @Test
    void whoIsNotInTheRoomIsNotHeardUntilTheOwnerNamesThem() {
        bobsGroup("ada", "bob");
        hear("eve", room(1), new Payload.Text("from outside"));
        hear("carol", room(1), new Payload.Text("early"));
        hear("eve", room(1), new Payload.Leave());
        assertThat(events()).isEmpty();
        assertThat(texts()).isEmpty();
        hear("bob", room(1), new Payload.Members(6, List.of("ada", "bob", "carol")));
        assertThat(texts()).containsExactly("early");
    }

    private List<String> texts() {
        return desk.book().history().all().stream().map(ChatMessage::text).toList();
    }

    private List<String> told() {
        return events().stream()
                .filter(each -> each instanceof ChatEvent.Told)
                .map(each -> ((ChatEvent.Told) each).text())
                .toList();
    }

    @Test
    void whoWasPutOutIsNotHeardLaterAsIfTheyHadBeenThere() {
        bobsGroup("ada", "bob", "carol");
        hear("bob", room(1), new Payload.Members(6, List.of("ada", "bob")));
        events();
        hear("carol", room(1), new Payload.Text("put out"));
        assertThat(told()).containsExactly("carol is not in the group friends: what they say there is not shown.");
        hear("carol", room(1), new Payload.Text("still out"));
        assertThat(told()).as("once, and then in sum").isEmpty();
        hear("bob", room(1), new Payload.Members(7, List.of("ada", "bob", "carol")));
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith("2 messages of carol in the group friends not shown")
                .contains("ask them to say it again");
        assertThat(texts()).isEmpty();
        hear("carol", room(1), new Payload.Text("in again"));
        assertThat(texts()).containsExactly("in again");
    }

    @Test
    void nobodyPushesOutWhatANewcomerSays() {
        bobsGroup("ada", "bob");
        hear("carol", room(1), new Payload.Text("I am new"));
        for (int number = 0; number < 100; number++) {
            hear("eve", room(1), new Payload.Text("noise " + number));
        }
        assertThat(told()).hasSize(1);
        hear("bob", room(1), new Payload.Members(6, List.of("ada", "bob", "carol")));
        assertThat(texts()).containsExactly("I am new");
        assertThat(told())
                .singleElement()
                .asString()
                .startsWith(100 - Early.MOST_OF_ONE + " messages of eve in the group friends not shown");
    }

    @Test
    void whatNobodyVouchesForIsThrownAwayWithAWord() throws Exception {
        bobsGroup("ada", "bob");
        hear("eve", room(1), new Payload.Text("one"));
        now.set(START.plus(Early.LIFE).minusSeconds(1));
        talk.tick();
        desk.effects().commit();
        assertThat(told()).isEmpty();
        desk.book().save();
        desk.book().restore();
        now.set(START.plus(Early.LIFE));
        talk.tick();
        desk.effects().commit();
        assertThat(told()).singleElement().asString().startsWith("1 message of eve in the group friends not shown");

        hear("eve", room(1), new Payload.Text("two"));
        hear("bob", room(1), new Payload.Kick());
        assertThat(told()).singleElement().asString().startsWith("1 message of eve");
        assertThat(texts()).isEmpty();
    }

    @Test
    void theOwnerHasTheListAndHearsNobodyWhoIsNotOnIt() {
        var info = new RoomInfo(room(1), "friends", false, "ada", List.of("ada", "bob"), true);
        desk.book().rooms().set(RoomState.of(info, 5));
        hear("eve", room(1), new Payload.Text("let me in"));
        assertThat(told()).containsExactly("eve is not in the group friends: what they say there is not shown.");
        assertThat(desk.book().rooms().find(room(1)).orElseThrow().early().held())
                .isEmpty();
    }

    @Test
    void aPrivateRoomIsOfTwo() {
        var info = new RoomInfo(room(1), "bob", true, "bob", List.of("ada", "bob"), true);
        desk.book().rooms().set(RoomState.of(info, 1));
        hear("bob", room(1), new Payload.Members(2, List.of("ada", "bob", "eve")));
        assertThat(members()).containsExactly("ada", "bob");
        hear("bob", room(1), new Payload.Leave());
        assertThat(events()).singleElement().isInstanceOf(RoomClosed.class);
    }

    private Octets invite(String user, int number) {
        var id = Octets.sha256(new byte[] {9, (byte) number}).first(Payload.INVITATION_LENGTH);
        desk.book()
                .rooms()
                .add(new OpenInvitation(
                        id, room(number), "", "ada", user, now.get().plus(Duration.ofMinutes(10))));
        return id;
    }

    @Test
    void anAnswerCountsFromWhomWasInvitedOnceAndInTime() {
        var id = invite("bob", 2);
        hearDirectly("eve", new Payload.Answer(id, true));
        hear("bob", room(1), new Payload.Answer(id, true));
        assertThat(events()).isEmpty();
        hearDirectly("bob", new Payload.Answer(id, true));
        assertThat(events()).hasSize(2).first().isInstanceOf(InvitationEnded.class);
        hearDirectly("bob", new Payload.Answer(id, false));
        assertThat(events()).isEmpty();
        assertThat(desk.book().rooms().find(room(2)).orElseThrow().info().open())
                .isTrue();

        var late = invite("carol", 3);
        now.set(START.plus(Duration.ofMinutes(10)));
        hearDirectly("carol", new Payload.Answer(late, true));
        assertThat(events())
                .singleElement()
                .isInstanceOfSatisfying(
                        InvitationEnded.class,
                        ended -> assertThat(ended.outcome()).isEqualTo(Outcome.EXPIRED));
        assertThat(desk.book().rooms().find(room(3))).isEmpty();
    }

    private static Payload.Invitation invitation(int number, Instant expires) {
        var id = Octets.sha256(new byte[] {8, (byte) number}).first(Payload.INVITATION_LENGTH);
        return new Payload.Invitation(id, room(number), "", expires);
    }

    @Test
    void invitationsIntoKnownRoomsOrOfThePastAreNone() {
        bobsGroup("ada", "bob");
        hearDirectly("eve", invitation(1, now.get().plusSeconds(60)));
        hearDirectly("eve", invitation(2, now.get()));
        hear("eve", new Conversation.Broadcast(), invitation(3, now.get().plusSeconds(60)));
        assertThat(events()).isEmpty();
        hearDirectly("eve", invitation(4, now.get().plusSeconds(60)));
        hearDirectly("dan", invitation(4, now.get().plusSeconds(60)));
        assertThat(events()).hasSize(1);
        assertThat(desk.book().rooms().invitations())
                .singleElement()
                .extracting(OpenInvitation::from)
                .isEqualTo("eve");
    }

    @Test
    void nobodyFillsTheListOfInvitationsAlone() {
        for (int number = 1; number <= Rooms.MOST_INVITATIONS + 1; number++) {
            hearDirectly("eve", invitation(number, Instant.parse("9999-12-31T00:00:00Z")));
        }
        assertThat(desk.book().rooms().invitations())
                .hasSize(Invitations.MOST_OF_ONE)
                .allMatch(each -> each.expires().equals(START.plus(Invitations.LONGEST)));
        assertThat(told()).singleElement().asString().startsWith("another invitation of eve is not shown");
        assertThat(desk.book().outbox().items())
                .as("nothing is said in ada's name")
                .isEmpty();
        assertThat(desk.book().rooms().ids()).as("nor is it kept").hasSize(Invitations.MOST_OF_ONE);
        hearDirectly("bob", invitation(100, now.get().plusSeconds(60)));
        assertThat(events()).singleElement().isInstanceOf(ChatEvent.Invited.class);
        now.set(START.plus(Invitations.LONGEST));
        talk.tick();
        assertThat(desk.book().rooms().invitations()).isEmpty();
    }

    private Hosting hosting() {
        return new Hosting(desk, new Directory(new KeyWatch("bob", desk.book(), new Alarms(desk))), talk);
    }

    private String invitedByBob(int id) {
        var invitation = new Payload.Invitation(
                Octets.sha256(new byte[] {7, (byte) id}).first(Payload.INVITATION_LENGTH),
                room(1),
                "friends",
                now.get().plusSeconds(600));
        hearDirectly("bob", invitation);
        return desk.book().rooms().invitations().stream()
                .filter(each -> each.id().equals(invitation.invitation()))
                .map(OpenInvitation::shortId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("bob's invitation is not shown"));
    }

    @Test
    void whoDeclinedLeftWasPutOutOrDidNotLookIsInvitedAgain() throws Exception {
        hosting().decline(invitedByBob(1));
        invitedByBob(2);
        now.set(START.plusSeconds(600));
        talk.tick();
        assertThat(desk.book().rooms().invitations()).isEmpty();
        hosting().accept(invitedByBob(3));
        hear("bob", room(1), new Payload.Members(3, List.of("ada", "bob", "carol")));
        hosting().leave(room(1));
        hosting().accept(invitedByBob(4));
        hear("bob", room(1), new Payload.Members(5, List.of("ada", "bob", "carol")));
        hear("bob", room(1), new Payload.Kick());
        assertThat(desk.book().rooms().all()).isEmpty();
        desk.book().save();
        desk.book().restore();
        hosting().accept(invitedByBob(5));
        hear("bob", room(1), new Payload.Members(5, List.of("ada", "bob", "eve")));
        assertThat(members()).as("an old list is none after coming in again").containsExactly("bob");
        hear("bob", room(1), new Payload.Members(7, List.of("ada", "bob")));
        assertThat(members()).containsExactly("ada", "bob");
    }

    @Test
    void nobodyButTheOwnerInvitesIntoARoomOfFormerTimes() throws Exception {
        hosting().decline(invitedByBob(1));
        events();
        hearDirectly("eve", invitation(1, now.get().plusSeconds(60)));
        assertThat(events()).isEmpty();
        assertThat(desk.book().rooms().invitations()).isEmpty();
    }

    @Test
    void whomTheOwnerInvitesIsNotInWhateverTheyBelieve() throws Exception {
        hosting().accept(invitedByBob(1));
        assertThat(members()).as("bob's list never came").containsExactly("bob");
        hosting().accept(invitedByBob(2));
        hear("bob", room(1), new Payload.Members(4, List.of("ada", "bob")));
        events();
        invitedByBob(3);
        assertThat(events())
                .hasSize(2)
                .first()
                .isInstanceOfSatisfying(
                        RoomClosed.class, closed -> assertThat(closed.text()).isEqualTo("bob invites you anew"));
    }

    @Test
    void aLateInvitationClosesNothing() throws Exception {
        bobsGroup("ada", "bob");
        var id = Octets.sha256(new byte[] {7}).first(Payload.INVITATION_LENGTH);
        var conversation = Conversation.Direct.between("ada", "bob");
        talk.take(
                new ChatMessage(conversation, "bob", "bob", now.get(), "", true),
                new Payload.Invitation(id, room(1), "friends", now.get().plusSeconds(60)));
        desk.effects().commit();
        assertThat(events()).isEmpty();
        assertThat(members()).containsExactly("ada", "bob");
    }

    @Test
    void aNameIsOfAUserOrOfAGroup() throws Exception {
        var bobs = new RoomInfo(room(2), "bob", true, "bob", List.of("ada", "bob"), true);
        desk.book().rooms().set(RoomState.of(bobs, 1));
        hearDirectly(
                "eve",
                new Payload.Invitation(
                        Octets.zeros(Payload.INVITATION_LENGTH),
                        room(3),
                        "bob",
                        now.get().plusSeconds(60)));
        assertThatThrownBy(() -> hosting().accept("00000000"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("bob is a user")
                .hasMessageContaining("it needs another name");
        assertThatThrownBy(() -> hosting().createGroup("bob")).hasMessageContaining("bob is a user");
        assertThatThrownBy(() -> hosting().createGroup("ada")).hasMessageContaining("ada is a user");
        assertThat(desk.book().rooms().named("bob").orElseThrow().room()).isEqualTo(room(2));
        hosting().createGroup("carol");
        assertThatThrownBy(() -> hosting().invite("carol"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("a group that is called carol: leave it first");
    }

    @Test
    void twoWhoInviteEachOtherGetOneRoom() throws Exception {
        int lower = room(2).id().hex().compareTo(room(3).id().hex()) < 0 ? 2 : 3;
        for (int own : List.of(2, 3)) {
            int bobs = 5 - own;
            var id = invite("bob", own);
            hearDirectly("bob", invitation(bobs, now.get().plusSeconds(60)));
            hosting()
                    .accept(desk.book()
                            .rooms()
                            .invitation(each -> each.from().equals("bob"))
                            .orElseThrow()
                            .shortId());
            hearDirectly("bob", new Payload.Answer(id, true));
            if (own == lower) {
                assertThat(desk.book()
                                .rooms()
                                .find(room(own))
                                .orElseThrow()
                                .info()
                                .open())
                        .isTrue();
                hear("bob", room(bobs), new Payload.Leave());
            } else {
                hear("bob", room(bobs), new Payload.Members(1, List.of("ada", "bob")));
            }
            assertThat(desk.book().rooms().all())
                    .as("room %s of bob's and %s", bobs, own)
                    .singleElement()
                    .satisfies(state -> {
                        assertThat(state.room()).isEqualTo(room(lower));
                        assertThat(state.info().open()).isTrue();
                    });
            hosting().leave(room(lower));
            desk.book().rooms().reopen(room(2));
            desk.book().rooms().reopen(room(3));
        }
    }

    @Test
    void whoCannotBeLetInIsTold() throws Exception {
        var members = IntStream.rangeClosed(1, Payload.MOST_MEMBERS - 1)
                .mapToObj(number -> "u" + number)
                .collect(Collectors.toCollection(ArrayList::new));
        members.add("ada");
        var info = new RoomInfo(room(2), "full", false, "ada", members, true);
        desk.book().rooms().set(RoomState.of(info, 5));
        var id = Octets.zeros(Payload.INVITATION_LENGTH);
        desk.book().rooms().add(new OpenInvitation(id, room(2), "full", "ada", "bob", START.plusSeconds(60)));
        hearDirectly("bob", new Payload.Answer(id, true));
        assertThat(told()).singleElement().asString().startsWith("bob wants into full, which has 64 members");
        assertThat(desk.book().outbox().items()).singleElement().satisfies(item -> {
            assertThat(item.payload()).isInstanceOf(Payload.Kick.class);
            assertThat(item.unsealed()).extracting(OutboxItem.Addressee::user).containsExactly("bob");
        });
    }

    @Test
    void anInvitationIntoARoomThatEndsIsTakenBack() throws Exception {
        invitedByBob(1);
        events();
        hear("eve", room(1), new Payload.Leave());
        assertThat(desk.book().rooms().invitations()).hasSize(1);
        hear("bob", room(1), new Payload.Leave());
        assertThat(told()).singleElement().asString().startsWith("bob has taken back the invitation");
        assertThat(desk.book().rooms().invitations()).isEmpty();

        hosting().createGroup("mine");
        var mine = desk.book().rooms().group("mine").orElseThrow().room();
        desk.book()
                .rooms()
                .add(new OpenInvitation(
                        Octets.zeros(Payload.INVITATION_LENGTH), mine, "mine", "ada", "carol", START.plusSeconds(60)));
        hosting().leave(mine);
        assertThat(desk.book().outbox().items())
                .singleElement()
                .satisfies(item -> assertThat(item.unsealed())
                        .extracting(OutboxItem.Addressee::user)
                        .containsExactly("carol"));
    }

    @Test
    void anotherKeyIsInNoRoom() throws Exception {
        desk.book()
                .rooms()
                .set(RoomState.of(
                        new RoomInfo(room(1), "mine", false, "ada", List.of("ada", "bob", "carol"), true), 5));
        desk.book()
                .rooms()
                .set(RoomState.of(
                        new RoomInfo(room(2), "carols", false, "carol", List.of("ada", "bob", "carol"), true), 5));
        desk.book()
                .rooms()
                .set(RoomState.of(new RoomInfo(room(3), "bob", true, "ada", List.of("ada", "bob"), true), 5));
        desk.book()
                .rooms()
                .set(RoomState.of(
                        new RoomInfo(room(4), "bobs", false, "bob", List.of("ada", "bob", "carol"), true), 5));
        var waiting = new ChatMessage(room(3), "bob", "ada", START, "for the old key", false);
        desk.book().outbox().add(room(3), new Payload.Text("for the old key"), Optional.of(waiting), List.of("bob"));
        talk.beganAnew("bob");
        desk.effects().commit();
        assertThat(desk.book().rooms().all())
                .extracting(each -> each.info().name() + each.info().members())
                .containsExactly("mine[ada, carol]", "carols[ada, carol]");
        assertThat(desk.book().outbox().items())
                .as("nothing of rooms goes to the new key")
                .singleElement()
                .satisfies(
                        item -> assertThat(item.payload()).isEqualTo(new Payload.Members(6, List.of("ada", "carol"))));
        assertThat(events())
                .filteredOn(each -> each instanceof ChatEvent.Undelivered)
                .singleElement()
                .isEqualTo(new ChatEvent.Undelivered(
                        "bob", 1, false, "said in rooms in which they were with another key"));
        hear("bob", room(1), new Payload.Text("I am back"));
        assertThat(texts()).isEmpty();
    }

    @Test
    void theOwnerTellsTheOthersWhenSomebodyLeaves() {
        var info = new RoomInfo(room(1), "friends", false, "ada", List.of("ada", "bob", "carol"), true);
        desk.book().rooms().set(RoomState.of(info, 5));
        hear("bob", room(1), new Payload.Leave());
        assertThat(members()).containsExactly("ada", "carol");
        assertThat(desk.book().outbox().items()).singleElement().satisfies(item -> {
            assertThat(item.payload()).isEqualTo(new Payload.Members(6, List.of("ada", "carol")));
            assertThat(item.unsealed()).extracting(OutboxItem.Addressee::user).containsExactly("carol");
        });
    }
}
