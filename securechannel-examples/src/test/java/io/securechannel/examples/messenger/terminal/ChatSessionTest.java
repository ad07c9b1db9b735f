package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A person at a screen, with a messenger that does what the test says. */
@Timeout(60)
class ChatSessionTest {

    private final EventQueue events = new EventQueue();
    private final FakeMessenger messenger = new FakeMessenger(events);
    private final RecordingScreen screen = new RecordingScreen();

    @Test
    void theHistoryComesFirst() throws Exception {
        var said = FakeMessenger.message(new Conversation.Broadcast(), "", "bob", "earlier");
        messenger.history.add(said);
        run();
        assertThat(screen.notices).first().isEqualTo(new Notice.Said(Saying.HISTORY, Mode.BROADCAST, said));
    }

    @Test
    void aRoomThatIsClosedWasWhatItWas() throws Exception {
        messenger.contacts.add(new ContactInfo("bob", "SHA256:x", Confidence.FIRST_SEEN));
        var group = FakeMessenger.message(FakeMessenger.roomId("a group called bob"), "bob", "eve", "in a group");
        var two = FakeMessenger.message(FakeMessenger.roomId("of two"), "bob", "bob", "for two");
        messenger.privateRooms.add(FakeMessenger.roomId("of two"));
        messenger.history.add(group);
        messenger.history.add(two);
        run();
        assertThat(screen.notices)
                .startsWith(
                        new Notice.Said(Saying.HISTORY, Mode.GROUP, group),
                        new Notice.Said(Saying.HISTORY, Mode.PRIVATE, two));
    }

    @Test
    void everyCommandReachesTheMessenger() throws Exception {
        messenger.rooms.add(FakeMessenger.room("dev", false, true));
        screen.type("/invite bob")
                .type("/group ops")
                .type("/invite ops carol")
                .type("/accept 0badcafe")
                .type("/decline 0badcafe")
                .type("/kick dev bob")
                .type("/verify bob")
                .type("/verified bob")
                .type("/trust bob")
                .type("/forget bob")
                .type("/leave dev");
        run();
        assertThat(messenger.calls)
                .containsExactly(
                        "invite bob ",
                        "group ops",
                        "invite carol ops",
                        "accept 0badcafe",
                        "decline 0badcafe",
                        "kick dev bob",
                        "verify bob",
                        "verified bob",
                        "trust bob",
                        "forget bob",
                        "leave dev");
        assertThat(screen.refused()).isEmpty();
    }

    @Test
    void nobodyIsTrustedWhoseNumberWasNotShown() throws Exception {
        screen.type("/verified bob").type("/trust bob").type("/verify bob").type("/trust carol");
        run();
        assertThat(messenger.calls).containsExactly("verify bob");
        assertThat(screen.refused())
                .hasSize(3)
                .allMatch(each -> each.startsWith("first /verify "))
                .first()
                .asString()
                .contains("/verify bob", "compare it with them", "then /verified bob");
    }

    @Test
    void whatCanBeListedIs() throws Exception {
        messenger.waiting.add(FakeMessenger.message(new Conversation.Broadcast(), "", "ada", "waits"));
        screen.type("/who")
                .type("/rooms")
                .type("/invitations")
                .type("/contacts")
                .type("/waiting");
        screen.type("/status").type("/help").type("/help msg");
        run();
        assertThat(screen.notices)
                .hasAtLeastOneElementOfType(Notice.Online.class)
                .hasAtLeastOneElementOfType(Notice.Rooms.class)
                .hasAtLeastOneElementOfType(Notice.Invitations.class)
                .hasAtLeastOneElementOfType(Notice.Contacts.class)
                .hasAtLeastOneElementOfType(Notice.State.class)
                .anySatisfy(each -> assertThat(each)
                        .asInstanceOf(type(Notice.Said.class))
                        .returns(Saying.WAITING, Notice.Said::saying));
        // What happens is shown by another thread, and may come last.
        assertThat(screen.notices).contains(new Notice.Help(List.of(CommandWord.MSG)));
        assertThat(screen.lastStatus().waiting()).isEqualTo(1);
    }

    @Test
    void whoLeavesHearsWhatWaits() throws Exception {
        messenger.waiting.add(FakeMessenger.message(new Conversation.Broadcast(), "", "ada", "one"));
        run();
        assertThat(screen.notices)
                .last()
                .isEqualTo(new Notice.Done("1 message waits in chat-ada.keys and goes when you are back"));
        messenger.waiting.add(FakeMessenger.message(new Conversation.Broadcast(), "", "ada", "two"));
        run();
        assertThat(screen.notices)
                .last()
                .isEqualTo(new Notice.Done("2 messages wait in chat-ada.keys and go when you are back"));
    }

    @Test
    void theEndIsSaidOnce() {
        var ended = new ChatEvent.ConnectionChanged(ConnectionState.CLOSED, "closed");
        var shown = new Renderer("ada", java.time.Clock.systemUTC()).lines(new Notice.Happened(ended), 80);
        assertThat(shown)
                .singleElement()
                .satisfies(line -> assertThat(line.text()).endsWith("  closed"));
    }

    @Test
    void aDeviceIsLinkedListedAndTakenOff() throws Exception {
        screen.type("/link 4711").type("/devices").type("/unlink deadbeef").type("/unlink 0badcafe");
        run();
        assertThat(messenger.calls).contains("link 4711", "unlink deadbeef");
        assertThat(screen.notices.stream().flatMap(each -> PlainFormat.lines(each).stream()))
                .contains(
                        "link\t4711\t123-456-789",
                        "device\t0badcafe\tfirst\there",
                        "device\tdeadbeef\tlinked\telsewhere",
                        "done\tdeadbeef is no device of yours any more; your contacts are told",
                        "error\tyou have no device 0badcafe: /devices lists them");
        var shown = new Renderer("ada", java.time.Clock.systemUTC());
        assertThat(screen.notices.stream()
                        .filter(each -> each instanceof Notice.Link || each instanceof Notice.Devices)
                        .flatMap(each -> Answers.lines(each, shown).stream())
                        .map(StyledLine::text))
                .anyMatch(each -> each.contains("--user ada --link HOST:4711"))
                .anyMatch(each -> each.contains("123-456-789"))
                .anyMatch(each -> each.contains("0badcafe  the first, which has your identity key; this one"));
    }

    @Test
    void whatIsTypedInARoomThatHasClosedGoesNowhere() throws Exception {
        messenger.rooms.add(FakeMessenger.room("bob", true, true));
        screen.type("/room bob").type("for two").type("still for two", () -> {
            messenger.tell(new ChatEvent.RoomClosed(FakeMessenger.room("bob", true, false), "bob has left"));
            await(() -> !screen.lastStatus().place().open());
        });
        screen.type("/all").type("for all");
        run();
        assertThat(messenger.calls).containsExactly("send bob for two", "send  for all");
        assertThat(screen.refused())
                .containsExactly(
                        "not sent: the room bob is closed; /all speaks to everybody, /room NAME in another room,"
                                + " /rooms lists them");
    }

    @Test
    void whatIsTypedForARoomThatThereIsNotGoesNowhere() throws Exception {
        screen.type("/room bob").type("for two");
        run();
        assertThat(messenger.calls).isEmpty();
        assertThat(screen.refused())
                .hasSize(2)
                .satisfies(
                        refused -> assertThat(refused.get(0))
                                .isEqualTo("there is no room bob: /invite bob asks a user into a private room,"
                                        + " /group bob makes a group, /rooms lists yours"),
                        refused -> assertThat(refused.get(1)).startsWith("not sent: the room bob is closed"));
    }

    @Test
    void aRoomThatWasNotOpenYetIsThePlaceWhenItOpens() throws Exception {
        messenger.rooms.add(FakeMessenger.room("bob", true, false));
        screen.type("/room bob").type("for two", () -> {
            messenger.tell(new ChatEvent.RoomChanged(FakeMessenger.room("bob", true, true), "bob has joined"));
            await(() -> screen.lastStatus().place().open());
        });
        run();
        assertThat(messenger.calls).containsExactly("send bob for two");
        assertThat(screen.refused())
                .containsExactly("the room bob is not open yet: both sides have to agree, /invitations shows who waits"
                        + " for whom");
    }

    @Test
    void aChangedKeyIsInEveryPromptAndAnAlarm() throws Exception {
        var alarm = new ChatEvent.Alarm(AlarmKind.KEY_CHANGED, "bob", "ask bob", FakeMessenger.NOW);
        screen.type("/status", () -> {
            messenger.contacts.add(new ContactInfo("bob", "SHA256:x", Confidence.CHANGED));
            messenger.tell(alarm);
            await(() -> screen.notices.contains(new Notice.Happened(alarm)));
        });
        run();
        assertThat(screen.lastStatus().changed()).containsExactly("bob");
    }

    @Test
    void withoutAConnectionOneReadsAndWrites() throws Exception {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.OFFLINE, "nobody answers"));
        screen.type("hello");
        run();
        assertThat(messenger.waiting).hasSize(1);
        assertThat(screen.lastStatus().connection()).isEqualTo(ConnectionState.OFFLINE);
    }

    @Test
    void theFirstStartSaysHowLongItHasWaitedInVain() {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.CONNECTING, "connecting to localhost"));
        var session = new ChatSession(
                messenger, events, screen, new ChatSession.Start(Duration.ofSeconds(1), true, "chat-ada.keys"));
        assertThatThrownBy(session::run)
                .isInstanceOf(ChatException.class)
                .hasMessage("no connection after 1 seconds: connecting to localhost");
    }

    @Test
    void theFirstStartSaysWhatIsWrong() {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.OFFLINE, "nobody answers"));
        var session = new ChatSession(
                messenger, events, screen, new ChatSession.Start(Duration.ofMinutes(1), true, "chat-ada.keys"));
        assertThatThrownBy(session::run).isInstanceOf(ChatException.class).hasMessage("nobody answers");
        assertThat(session.refusedAtOnce()).isFalse();
    }

    @Test
    void aRefusalAtTheStartEndsIt() {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.REFUSED, "the password is wrong"));
        var session = new ChatSession(
                messenger, events, screen, new ChatSession.Start(Duration.ofMinutes(1), false, "chat-ada.keys"));
        assertThatThrownBy(session::run).isInstanceOf(ChatException.class).hasMessage("the password is wrong");
        assertThat(session.refusedAtOnce()).isTrue();
    }

    /** What the messenger keeps as shown at its end, it does not show again. */
    @Test
    void whatIsShownAtTheEndIsKeptAsShown() throws Exception {
        for (int i = 0; i < EventQueue.MOST_MESSAGES; i++) {
            messenger.onStop.add(FakeMessenger.received("number " + i));
        }
        var all = List.copyOf(messenger.onStop);
        run();
        assertThat(messenger.kept).endsWith(all.toArray(ChatEvent[]::new));
    }

    @Test
    void aScreenThatIsGoneHoldsUpNobodyAndIsSaid() {
        for (int i = 0; i < 2 * EventQueue.MOST_MESSAGES; i++) {
            messenger.onStart.add(FakeMessenger.received("number " + i));
        }
        var third = new Notice.Said(
                Saying.MESSAGE, Mode.DIRECT, FakeMessenger.received("number 2").message());
        screen.breakAt(third::equals);
        assertThatThrownBy(this::run)
                .isInstanceOf(ChatException.class)
                .hasMessage("nothing can be shown any more (the terminal is gone): what has come since is shown at the"
                        + " next start");
        assertThat(messenger.kept).endsWith(FakeMessenger.received("number 0"), FakeMessenger.received("number 1"));
        assertThat(messenger.closed).isTrue();
    }

    private void run() throws Exception {
        new ChatSession(messenger, events, screen, new ChatSession.Start(Duration.ofMinutes(1), false, "chat-ada.keys"))
                .run();
    }

    private static void await(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
