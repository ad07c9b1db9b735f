package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.endtoend.Conversation;
import java.io.BufferedReader;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What scripts see, as docs/how-to/chat.md says it. */
class PlainModeTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration PATIENT = Duration.ofMinutes(1);

    private final EventQueue events = new EventQueue();
    private final FakeMessenger messenger = new FakeMessenger(events);
    private final StringWriter out = new StringWriter();

    @Test
    void plainTextGoesToAll() throws Exception {
        run(PATIENT, "hello, all");
        assertThat(lines())
                .contains(
                        "connection\tonline\tchat.example",
                        "sent\t2026-11-21T17:45:00Z\tbroadcast\t-\tada\thello, all",
                        "delivered\t2026-11-21T17:45:00Z\tbroadcast\t-\tada\thello, all");
        assertThat(messenger.calls).containsExactly("send  hello, all");
    }

    @Test
    void aScriptIsToldOfWhatTheServerHasTaken() throws Exception {
        messenger.saysSoLater = true;
        run(PATIENT, "hello, all");
        assertThat(lines()).contains("delivered\t2026-11-21T17:45:00Z\tbroadcast\t-\tada\thello, all");
    }

    @Test
    void allModes() throws Exception {
        messenger.rooms.add(FakeMessenger.room("dev", false, true));
        messenger.rooms.add(FakeMessenger.room("bob", true, true));
        run(PATIENT, "/room dev", "in the group", "/msg carol psst", "/room bob", "for two", "/all", "//for all");
        assertThat(messenger.calls)
                .containsExactly("send dev in the group", "send carol psst", "send bob for two", "send  /for all");
        assertThat(lines())
                .contains(
                        "mode\tgroup\tdev",
                        "sent\t2026-11-21T17:45:00Z\tgroup\tdev\tada\tin the group",
                        "sent\t2026-11-21T17:45:00Z\tdirect\tcarol\tada\tpsst",
                        "sent\t2026-11-21T17:45:00Z\tprivate\tbob\tada\tfor two",
                        "mode\tbroadcast\t-");
    }

    @Test
    void whatComesIsOneLine() throws Exception {
        messenger.onStart.add(new ChatEvent.Received(FakeMessenger.message(
                Conversation.Direct.between("ada", "bob"), "bob", "bob", "one\nsent\ttwo\u001b[2J\u202e\\")));
        run(PATIENT);
        assertThat(lines())
                .contains("message\t2026-11-21T17:45:00Z\tdirect\tbob\tbob\tone\\nsent\\ttwo\\u{1b}[2J\\u{202e}\\\\");
    }

    @Test
    void aScriptWaitsForTheConnectionAndSaysWhyThereIsNone() {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.OFFLINE, "nobody answers at port 7"));
        assertThatThrownBy(() -> run(SOON, "hello"))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("no connection after")
                .hasMessageEndingWith("nobody answers at port 7");
        assertThat(messenger.calls).as("nothing was said").isEmpty();
    }

    @Test
    void aRefusalEndsItAtOnce() {
        messenger.onStart.clear();
        messenger.onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.REFUSED, "the password is wrong"));
        assertThatThrownBy(() -> run(PATIENT, "hello"))
                .isInstanceOf(ChatException.class)
                .hasMessage("the password is wrong");
        assertThat(messenger.calls).isEmpty();
    }

    @Test
    void whatIsLeftInTheOutboxIsSaid() {
        messenger.waiting.add(FakeMessenger.message(new Conversation.Broadcast(), "", "ada", "earlier"));
        assertThatThrownBy(() -> run(Duration.ofMillis(300), "hello"))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("1 of the messages have not reached the server")
                .hasMessageContaining("sent the next time");
    }

    @Test
    void whatHasEndedSaysNothingOfWhatWaitsForTheServer() {
        somethingWaitsForBob();
        messenger.onStart.add(new ChatEvent.Undelivered("bob", 1, false, "nobody came for it"));
        assertThatThrownBy(() -> run(Duration.ofMillis(300)))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("1 of the messages have not reached the server");
    }

    @Test
    void whatWaitsForItsReaderIsNotWaitedFor() throws Exception {
        somethingWaitsForBob();
        messenger.onStart.add(new ChatEvent.Undelivered("bob", 1, true, "no device: it waits"));
        run(PATIENT);
        assertThat(lines()).contains("undelivered\tbob\t1\tno device: it waits");
    }

    private void somethingWaitsForBob() {
        messenger.waiting.add(
                FakeMessenger.message(Conversation.Direct.between("ada", "bob"), "bob", "ada", "for the server"));
    }

    @Test
    void aLineThatCannotBeDoneIsAnErrorAndTheOthersAreDone() {
        assertThatThrownBy(() -> run(PATIENT, "/msg nobody hi", "/nonsense", "hello"))
                .isInstanceOf(ChatException.class)
                .hasMessage("2 of the lines could not be done: see the lines that begin with error");
        assertThat(lines())
                .contains(
                        "error\tthere is no user nobody: /who shows who is there",
                        "error\t/nonsense is no command: /help lists them; // begins text with a slash");
        assertThat(messenger.calls).containsExactly("send  hello");
    }

    @Test
    void afterQuitNothingIsRead() throws Exception {
        run(PATIENT, "one", "/quit", "two");
        assertThat(messenger.calls).containsExactly("send  one");
    }

    /** As with {@code chat | head}: the second line is written, and nobody reads it. */
    @Test
    void whatNobodyReadsIsNotShown() {
        for (var text : List.of("first", "second", "third")) {
            messenger.onStart.add(FakeMessenger.received(text));
        }
        var pipe = new FilterWriter(out) {
            @Override
            public void write(String text, int from, int length) throws IOException {
                if (text.contains("second")) {
                    throw new IOException("nobody reads");
                }
                super.write(text, from, length);
            }
        };
        assertThatThrownBy(() -> run(new PlainScreen(in("hello"), new PrintWriter(pipe), () -> false), PATIENT))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("nothing can be shown any more (the output is closed)");
        assertThat(messenger.kept).endsWith(FakeMessenger.received("first"));
    }

    /** The writer over it does not know. */
    @Test
    void whatIsBehindTheWriterMayBeClosed() {
        assertThatThrownBy(() -> run(new PlainScreen(in("hello"), new PrintWriter(out), () -> true), PATIENT))
                .isInstanceOf(ChatException.class)
                .hasMessageStartingWith("nothing can be shown any more (the output is closed)");
        assertThat(messenger.kept).isEmpty();
    }

    private void run(Duration patience, String... typed) throws Exception {
        run(new PlainScreen(in(typed), new PrintWriter(out), () -> false), patience);
    }

    private static BufferedReader in(String... typed) {
        return new BufferedReader(new StringReader(String.join("\n", typed)));
    }

    private void run(PlainScreen plain, Duration patience) throws Exception {
        try (var screen = plain) {
            new ChatSession(messenger, events, screen, new ChatSession.Start(patience, false, "chat-ada.keys")).run();
        }
    }

    private List<String> lines() {
        return out.toString().lines().toList();
    }
}
