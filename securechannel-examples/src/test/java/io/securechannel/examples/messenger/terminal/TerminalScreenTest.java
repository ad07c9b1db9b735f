package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jline.reader.LineReader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** JLine over streams, as a terminal of 80 columns sees it. */
@Timeout(60)
class TerminalScreenTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final FakeMessenger messenger = new FakeMessenger(event -> {});

    @Test
    void linesAreReadUntilTheEnd() throws Exception {
        assertThat(typed("hello\r/who\r\u0004")).containsExactly("hello", "/who");
    }

    @Test
    void ctrlCClearsTheLine() throws Exception {
        assertThat(typed("half a li\u0003hello\r\u0004")).containsExactly("hello");
    }

    @Test
    void quotesBackslashesAndExclamationMarksAreText() throws Exception {
        assertThat(typed("it's \"so\" \\ !! !x\r\u0004")).containsExactly("it's \"so\" \\ !! !x");
    }

    @Test
    void theTabulatorCompletes() throws Exception {
        assertThat(typed("/hi\t\r/msg b\thi\r\u0004")).containsExactly("/history ", "/msg bob hi");
    }

    @Test
    void ctrlPBringsTheLineBack() throws Exception {
        assertThat(typed("one\r\u0010\r\u0004")).containsExactly("one", "one");
    }

    @Test
    void noEditorGetsTheLine() throws Exception {
        assertThat(typed("secret\u0018\u0005\r\u0004")).containsExactly("secret");
        try (var terminal = terminal("")) {
            var reader = new ChatReader(terminal, new Completion(messenger));
            assertThat(reader.getVariable(LineReader.HISTORY_FILE)).isNull();
        }
    }

    @Test
    void theTerminalEchoesNothingByItselfAlsoBetweenLines() throws Exception {
        try (var terminal = terminal("one\r\u0004")) {
            var attributes = terminal.getAttributes();
            attributes.setLocalFlag(LocalFlag.ECHO, true);
            terminal.setAttributes(attributes);
            var look = new TerminalScreen.Look(Palette.COLOURED, false);
            try (var screen = new TerminalScreen(terminal, new Completion(messenger), renderer(), look, "ada")) {
                assertThat(terminal.getAttributes().getLocalFlag(LocalFlag.ECHO))
                        .isFalse();
                assertThat(screen.readLine()).contains("one");
                assertThat(terminal.getAttributes().getLocalFlag(LocalFlag.ECHO))
                        .isFalse();
                assertThat(screen.readLine()).isEmpty();
            }
        }
    }

    @Test
    void aMessageIsColouredAndSteersNothing() throws Exception {
        try (var screen = screen("", Palette.COLOURED)) {
            screen.show(said("\u001b[2J\u0007@ada"));
        }
        assertThat(shown()).contains("?[2J?").doesNotContain("\u001b[2J", "\u0007");
        assertThat(shown()).contains("\u001b[36m[all]");
    }

    @Test
    void theBellRingsForMentionsAlone() throws Exception {
        try (var screen = new TerminalScreen(
                terminal(""),
                new Completion(messenger),
                renderer(),
                new TerminalScreen.Look(Palette.COLOURED, true),
                "ada")) {
            screen.show(said("hello"));
            assertThat(shown()).doesNotContain("\u0007");
            screen.show(said("hello @ada"));
            assertThat(shown()).contains("\u0007");
        }
    }

    @Test
    void withoutColoursThereAreNone() throws Exception {
        try (var screen = screen("", Palette.MONOCHROME)) {
            screen.status(status(List.of("bob")));
            screen.show(said("hello @ada"));
            screen.show(new Notice.Happened(
                    new ChatEvent.Alarm(AlarmKind.FORGED, "bob", "do not believe it", FakeMessenger.NOW)));
        }
        assertThat(shown())
                .contains("ALARM", "hello")
                .doesNotContainPattern("\u001b\\[[0-9;]*(?:3[0-7]|9[0-7]|4[0-7])[m;]");
    }

    @Test
    void thePromptSaysThatAKeyHasChanged() throws Exception {
        try (var screen = screen("\u0004", Palette.MONOCHROME)) {
            screen.status(status(List.of("bob", "e\u001b[2Jvil")));
            assertThat(screen.readLine()).isEmpty();
        }
        assertThat(shown()).contains("KEY CHANGED: bob, e?[2Jvil").doesNotContain("\u001b[2J");
    }

    @Test
    void nobodysNameIsCompletedThatIsNone() {
        messenger.contacts.add(new ContactInfo("dave", "SHA256:x", Confidence.VERIFIED));
        messenger.contacts.add(new ContactInfo("e\u001b[2Jvil", "SHA256:x", Confidence.FIRST_SEEN));
        messenger.rooms.add(FakeMessenger.room("dev", false, true));
        messenger.rooms.add(FakeMessenger.room("bob", true, false));
        var completion = new Completion(messenger);
        assertThat(completion.candidates(List.of("/msg"), "")).containsExactly("bob", "carol", "dave");
        assertThat(completion.candidates(List.of("/room"), "")).containsExactly("dev");
        assertThat(completion.candidates(List.of("/kick"), "")).containsExactly("dev");
        assertThat(completion.candidates(List.of("/kick", "dev"), "")).containsExactly("bob");
        assertThat(completion.candidates(List.of("hello"), "@b")).containsExactly("@bob", "@carol", "@dave");
        assertThat(completion.candidates(List.of("hello"), "/")).isEmpty();
        assertThat(completion.candidates(List.of(), "/")).contains("/all", "/quit");
    }

    private List<String> typed(String keys) throws Exception {
        var lines = new ArrayList<String>();
        try (var screen = screen(keys, Palette.COLOURED)) {
            for (Optional<String> line = screen.readLine(); line.isPresent(); line = screen.readLine()) {
                lines.add(line.get());
            }
        }
        return lines;
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static Notice said(String text) {
        return new Notice.Said(
                Saying.MESSAGE, Mode.BROADCAST, FakeMessenger.message(new Conversation.Broadcast(), "", "bob", text));
    }

    private static Status status(List<String> changed) {
        return new Status("ada", ConnectionState.ONLINE, Place.everybody(), 0, changed);
    }

    private TerminalScreen screen(String keys, Palette palette) throws Exception {
        return new TerminalScreen(
                terminal(keys), new Completion(messenger), renderer(), new TerminalScreen.Look(palette, false), "ada");
    }

    private static Renderer renderer() {
        return new Renderer("ada", Clock.fixed(FakeMessenger.NOW, ZoneOffset.UTC));
    }

    private Terminal terminal(String keys) throws Exception {
        var input = new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8));
        var terminal = new DumbTerminal("test", "xterm", input, out, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(80, 24));
        var attributes = terminal.getAttributes();
        attributes.setLocalFlag(Attributes.LocalFlag.ISIG, true);
        attributes.setControlChar(Attributes.ControlChar.VINTR, 3);
        terminal.setAttributes(attributes);
        return terminal;
    }
}
