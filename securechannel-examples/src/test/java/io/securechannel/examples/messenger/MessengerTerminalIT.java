package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Processes;
import io.securechannel.examples.console.OwnerOnlyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three people at three terminals, from signing up to the morning after, by what they type and see. */
class MessengerTerminalIT {

    private static final List<String> USERS = List.of("ada", "bob", "carol");
    private static final Map<String, String> PASSWORDS =
            Map.of("ada", "Ada-Horse-7319", "bob", "Bob-Battery-2288", "carol", "Carol-Staple-5150");
    private static final Path PICTURE = Path.of("../docs/images/messenger.svg");

    @TempDir
    private Path base;

    private Tmux terminals;
    private ChatProcess server;
    private String port = "0";

    @BeforeEach
    void open() throws Exception {
        Processes.require("tmux");
        var java = ChatProcess.tool("java") + " -XX:TieredStopAtLevel=1 -Xmx256m -jar " + ChatProcess.JAR;
        var program = Files.createDirectory(base.resolve("bin")).resolve("securechannel");
        OwnerOnlyFile.write(program, ("#!/bin/sh\nexec " + java + " \"$@\"\n").getBytes(StandardCharsets.UTF_8));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        startServer();
        terminals = new Tmux(base);
        for (var user : USERS) {
            var home = Files.createDirectory(base.resolve(user));
            Files.copy(base.resolve("server/chat-server/chat-ca.crt"), home.resolve("chat-ca.crt"));
            terminals.open(user, home, Map.of("HOME", home.toString(), "PATH", program.getParent() + ":/usr/bin:/bin"));
        }
    }

    @AfterEach
    void close() throws Exception {
        if (terminals != null) {
            terminals.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void startServer() throws Exception {
        server = ChatProcess.start(base, "server", Map.of(), "chat-server", "--port", port);
        port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
    }

    @Test
    void threePeopleTalk() throws Exception {
        signUp();
        talkToAll();
        talkInPrivate();
        talkInAGroup();
        draw();
        verify();
        isAwayAndCatchesUp();
        typesWhileTheServerIsDown();
        typesWhileOthersTalk();
        typesAhead();
        leavesNothingBehind();
    }

    private void signUp() throws Exception {
        for (var user : USERS) {
            terminals.enter(
                    user,
                    "securechannel chat --server localhost:" + port + " --ca chat-ca.crt --user " + user
                            + " --sign-up");
        }
        for (var user : USERS) {
            terminals.await(user, "New password of " + user + ":");
            terminals.enter(user, PASSWORDS.get(user));
            terminals.await(user, "The same again:");
            terminals.enter(user, PASSWORDS.get(user));
            // One after the other, so that who comes is seen in this order.
            terminals.await(user, user + " | online | all | 0 waiting");
        }
        enterAndAwait("ada", "/who", "ada, bob, carol");
    }

    private void talkToAll() throws Exception {
        enterAndAwait("ada", "Good morning. The draft is ready, who reads it?", "ada [all] Good morning.");
        terminals.await("bob", "ada [all] Good morning. The draft is ready, who reads it?");
        terminals.await("carol", "ada [all] Good morning. The draft is ready, who reads it?");
        terminals.enter("bob", "I do. @carol, @ada: before lunch?");
        terminals.await("carol", "bob [all] I do. @carol, @ada: before lunch?");
        terminals.await("ada", "bob [all] I do.");
        // Black on yellow for whom it calls, and bold for others.
        assertThat(terminals.coloured("ada"))
                .containsPattern("\u001b\\[[0-9;]*43m@ada")
                .contains("@carol");
        assertThat(terminals.coloured("carol")).containsPattern("\u001b\\[[0-9;]*43m@carol");
        enterAndAwait("carol", "/msg bob Not before three, I fear.", "carol [to bob] Not before three, I fear.");
        terminals.await("bob", "carol [direct] Not before three, I fear.");
    }

    private void talkInPrivate() throws Exception {
        terminals.enter("ada", "/invite bob");
        terminals.enter("bob", "/accept " + invitation("bob", "ada invites you into a private room"));
        for (var pair : List.of(List.of("ada", "bob"), List.of("bob", "ada"))) {
            terminals.await(pair.get(0), "/room " + pair.get(1) + " to speak there");
            terminals.enter(pair.get(0), "/room " + pair.get(1));
            terminals.await(pair.get(0), "[room " + pair.get(1) + "] >");
        }
        terminals.enter("bob", "Between us: chapter 4 has to go.");
        terminals.await("ada", "bob [room bob] Between us: chapter 4 has to go.");
        terminals.enter("ada", "/invite carol");
        terminals.enter("carol", "/decline " + invitation("carol", "ada invites you into a private room"));
        terminals.await("ada", "you invite carol into a private room");
        terminals.await("ada", ": declined");
        enterAndAwait("ada", "/room carol", "there is no room carol");
    }

    private void talkInAGroup() throws Exception {
        enterAndAwait("ada", "/group draft", "the group draft is yours");
        for (var user : List.of("bob", "carol")) {
            terminals.enter("ada", "/invite draft " + user);
            terminals.enter(user, "/accept " + invitation(user, "ada invites you into the group draft"));
            terminals.await(user, "/room draft to speak there");
            enterAndAwait(user, "/room draft", "[group draft] >");
        }
        terminals.await("ada", "(ada, bob, carol)");
        enterAndAwait("ada", "/room draft", "[group draft] >");
        terminals.enter("ada", "@bob reads chapters 1 to 3, @carol the rest.");
        for (var user : List.of("bob", "carol")) {
            terminals.await(user, "ada [group draft] @bob reads chapters 1 to 3, @carol the rest.");
        }
        terminals.enter("carol", "Gladly, until four.");
        terminals.await("ada", "carol [group draft] Gladly, until four.");
        terminals.await("bob", "carol [group draft] Gladly, until four.");
    }

    /** What bob sees by now. What differs from run to run is made the same. */
    private void draw() throws Exception {
        terminals.awaitVisible("bob", "status bar", seen -> seen.contains("bob | online | group draft | 0 waiting"));
        var capture = terminals
                .coloured("bob")
                .replaceAll("(?<![0-9])[0-9]{2}-[0-9]{2} (?=[0-9]{2}:[0-9]{2})", "")
                .replaceAll("(?<![0-9])[0-9]{2}:[0-9]{2}(?![0-9])", "09:41")
                .replace("until 09:41", "until 09:51")
                .replaceAll("localhost:[0-9]+", "localhost:7443")
                .replaceAll("(?<=/accept |/decline )[0-9a-f]{8}", "0badcafe");
        var svg = TerminalPicture.svg(capture, Tmux.COLUMNS, "The messenger's terminal: bob, ada and carol talk");
        assertThat(svg).doesNotContain(base.toString()).doesNotContain(port).contains("[group draft]");
        var made = Files.writeString(Path.of("target/messenger.svg"), svg);
        if (Boolean.getBoolean("images.update")) {
            Files.copy(made, PICTURE, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void verify() throws Exception {
        var digits = Pattern.compile("the safety number of you and \\w+: ((?:[0-9]{5} ){12})");
        terminals.enter("ada", "/verify bob");
        terminals.enter("bob", "/verify ada");
        var seen = new String[2];
        for (int i = 0; i < 2; i++) {
            var user = USERS.get(i);
            terminals.await(user, "somebody reads along");
            var matcher = digits.matcher(terminals.all(user));
            assertThat(matcher.find()).as("digits at %s's terminal", user).isTrue();
            seen[i] = matcher.group(1);
        }
        assertThat(seen[0]).isEqualTo(seen[1]);
        enterAndAwait("ada", "/verified bob", "bob is verified");
        terminals.enter("ada", "/contacts");
        assertThat(terminals.await("ada", "as the server said; /verify carol")).containsPattern("bob \\S+ verified");
    }

    private void isAwayAndCatchesUp() throws Exception {
        terminals.key("carol", "C-d");
        terminals.awaitVisible(
                "carol", "end of the chat", seen -> seen.stripTrailing().endsWith("\n$"));
        terminals.await("ada", "carol has gone");
        enterAndAwait("ada", "/msg carol the printer wants it at five", "ada [to carol] the printer wants it");
        terminals.enter("ada", "and chapter 4 has gone");
        terminals.await("bob", "ada [group draft] and chapter 4 has gone");
        terminals.awaitVisible("ada", "nothing that waits", seen -> seen.contains("| 0 waiting"));
        terminals.enter("carol", "clear");
        terminals.enter("carol", "securechannel chat --user carol");
        terminals.await("carol", "Password of carol:");
        terminals.enter("carol", PASSWORDS.get("carol"));
        terminals.await("carol", "ada [direct] the printer wants it at five");
        assertThat(terminals.await("carol", "ada [group draft] and chapter 4 has gone"))
                .as("the history of the last session")
                .contains("carol [group draft] Gladly, until four.");
        terminals.await("ada", "carol is here");
    }

    private void typesWhileTheServerIsDown() throws Exception {
        server.close();
        terminals.awaitVisible("ada", "broken connection", seen -> seen.contains("not connected"));
        enterAndAwait("ada", "/msg bob typed while nobody listens", "[to bob] typed while nobody listens");
        terminals.awaitVisible("ada", "message that waits", seen -> seen.contains("| 1 waiting"));
        startServer();
        terminals.await("bob", "ada [direct] typed while nobody listens");
        terminals.awaitVisible("ada", "connection", seen -> seen.contains("ada | online | group draft | 0 waiting"));
        terminals.enter("ada", "/msg bob and this after it");
        assertThat(terminals.await("bob", "ada [direct] and this after it"))
                .containsOnlyOnce("typed while nobody listens")
                .doesNotContain("ALARM");
    }

    private void typesWhileOthersTalk() throws Exception {
        enterAndAwait("bob", "/all", "[all] >");
        terminals.type("bob", "a line that is half writ");
        terminals.awaitVisible("bob", "half a line", seen -> seen.contains("[all] > a line that is half writ"));
        for (int i = 1; i <= 3; i++) {
            terminals.enter("ada", "/msg bob while you type, " + i);
        }
        var seen = terminals.awaitVisible("bob", "message", each -> each.contains("while you type, 3"));
        assertThat(seen.stripTrailing().lines().map(String::stripTrailing).toList())
                .as("three messages above the line, and the bar below")
                .endsWith("[all] > a line that is half writ", " bob | online | all | 0 waiting");
        terminals.enter("bob", "ten, and goes on");
        terminals.await("ada", "bob [all] a line that is half written, and goes on");
    }

    /** What is typed before the answer to the line before is there must not get between its rows. */
    private void typesAhead() throws Exception {
        terminals.enter("bob", "/help");
        for (var word : List.of("this ", "is ", "typed ", "before ", "help ", "has ", "come")) {
            terminals.type("bob", word);
        }
        var line = "[all] > this is typed before help has come";
        var seen = terminals.awaitVisible(
                "bob",
                line,
                each -> each.lines().anyMatch(row -> row.stripTrailing().equals(line)));
        assertThat(seen).containsOnlyOnce("this is").contains("/quit ");
        terminals.key("bob", "C-c");
        terminals.awaitVisible("bob", "empty line", each -> !each.contains("this is"));
    }

    private void leavesNothingBehind() throws Exception {
        enterAndAwait("carol", "/leave draft", "you have left draft");
        terminals.await("ada", "the group draft: carol");
        enterAndAwait("ada", "/kick draft bob", "bob is no longer in draft");
        terminals.await("bob", "the group draft is closed");
        assertThat(terminals.all("carol")).doesNotContain("chapter 4 has to go").doesNotContain("while you type");
        assertThat(terminals.all("ada")).doesNotContain("Not before three");
        for (var user : USERS) {
            terminals.key(user, "C-d");
            terminals.awaitVisible(
                    user, "end of the chat", seen -> seen.stripTrailing().endsWith("\n$"));
            terminals.enter(user, "echo the shell is as it was");
            terminals.awaitVisible(user, "echo", seen -> seen.contains("$ echo the shell is as it was\nthe shell is"));
            assertThat(terminals.visible(user)).as("no status bar is left").doesNotContain("| online |");
            assertThat(terminals.all(user)).doesNotContain(PASSWORDS.get(user));
            try (var files = Files.walk(base.resolve(user))) {
                assertThat(files.filter(Files::isRegularFile)
                                .map(each -> each.getFileName().toString()))
                        .containsExactlyInAnyOrder(
                                "chat-ca.crt", "chat-" + user + ".keys", "chat-" + user + ".keys.lock");
            }
        }
    }

    private void enterAndAwait(String user, String line, String text) throws Exception {
        terminals.enter(user, line);
        terminals.await(user, text);
    }

    /** Waits for an invitation that is newer than what was on the terminal before, and gives its id. */
    private String invitation(String user, String words) throws Exception {
        var seen = terminals.await(user, words);
        var matcher = Pattern.compile(Pattern.quote(words) + " until [0-9: -]+: /accept ([0-9a-f]{8}) or")
                .matcher(seen);
        assertThat(matcher.find()).as("an id in %s", seen).isTrue();
        return matcher.group(1);
    }
}
