package io.securechannel.examples.messenger.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.messenger.terminal.Command.Listing;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandParserTest {

    @Test
    void whatCommandsMean() throws Exception {
        var expected = Map.ofEntries(
                Map.entry("  ", new Command.Nothing()),
                Map.entry("hello, @bob ", new Command.Say("hello, @bob")),
                Map.entry("//etc is a directory", new Command.Say("/etc is a directory")),
                Map.entry("/all", new Command.SpeakToAll()),
                Map.entry("/room dev", new Command.SpeakIn("dev")),
                Map.entry("/msg bob  two  blanks", new Command.Tell("bob", "two  blanks")),
                Map.entry("/MSG @Bob hi", new Command.Tell("bob", "hi")),
                Map.entry("/invite bob", new Command.Invite("bob")),
                Map.entry("/invite dev bob", new Command.InviteToGroup("dev", "bob")),
                Map.entry("/group dev", new Command.MakeGroup("dev")),
                Map.entry("/accept 0BADCAFE", new Command.Accept("0badcafe")),
                Map.entry("/decline 0badcafe", new Command.Decline("0badcafe")),
                Map.entry("/leave", new Command.Leave(Optional.empty())),
                Map.entry("/leave dev", new Command.Leave(Optional.of("dev"))),
                Map.entry("/kick dev bob", new Command.Kick("dev", "bob")),
                Map.entry("/verify bob", new Command.Verify("bob")),
                Map.entry("/verified bob", new Command.Verified("bob")),
                Map.entry("/trust bob", new Command.TrustKey("bob")),
                Map.entry("/who", new Command.Show(Listing.ONLINE)),
                Map.entry("/rooms", new Command.Show(Listing.ROOMS)),
                Map.entry("/invitations", new Command.Show(Listing.INVITATIONS)),
                Map.entry("/devices", new Command.Show(Listing.DEVICES)),
                Map.entry("/link", new Command.LinkDevice(0)),
                Map.entry("/link 4711", new Command.LinkDevice(4711)),
                Map.entry("/unlink DEADBEEF", new Command.Unlink("deadbeef")),
                Map.entry("/contacts", new Command.Show(Listing.CONTACTS)),
                Map.entry("/history", new Command.Show(Listing.HISTORY)),
                Map.entry("/waiting", new Command.Show(Listing.WAITING)),
                Map.entry("/status", new Command.Show(Listing.STATUS)),
                Map.entry("/help", new Command.Help(Optional.empty())),
                Map.entry("/help /msg", new Command.Help(Optional.of(CommandWord.MSG))),
                Map.entry("/help msg", new Command.Help(Optional.of(CommandWord.MSG))),
                Map.entry("/quit", new Command.Quit()));
        for (var each : expected.entrySet()) {
            assertThat(CommandParser.parse(each.getKey())).as(each.getKey()).isEqualTo(each.getValue());
        }
    }

    @Test
    void everyWordOfTheTableIsParsed() throws Exception {
        for (var word : CommandWord.values()) {
            var line = word.usage()
                    .replaceAll(" \\|.*", "")
                    .replaceAll("ID|DEVICE", "0badcafe")
                    .replace("PORT", "4711")
                    .replaceAll("NAME|USER|GROUP", "bob")
                    .replace("[COMMAND]", "msg")
                    .replaceAll("[\\[\\]]", "");
            assertThat(CommandParser.parse(line)).as(line).isNotInstanceOf(Command.Say.class);
        }
    }

    @Test
    void errorsSayWhatToType() {
        refused("/msg bob", "type /msg USER TEXT: say something to one user, and stay where you are");
        refused("/all of you", "type /all: speak to everybody who is online");
        refused(
                "/invite",
                "type /invite USER | GROUP USER: invite a user into a private room, or into a group of yours");
        refused("/kick bob", "type /kick GROUP USER: put a member out of a group of yours");
        refused("/nonsense x", "/nonsense is no command: /help lists them; // begins text with a slash");
        refused("/help nonsense", "nonsense is no command: /help without a word lists them");
        refused("/link 65536", "65536 is no port: that is a number up to 65535");
        refused("/unlink laptop", "laptop is no device: that has eight hexadecimal digits, as /devices shows");
        refused("/accept bob", "bob is no invitation's id: that has eight hexadecimal digits, as /invitations shows");
        refused(
                "/msg b\u001b[2Jb hi",
                "b?[2Jb is no name: a name is 1 to 32 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit");
        refused("x".repeat(16 * 1024 + 1), "a message has at most 16 KiB: send it in parts");
        refused("half \ud83d", "this holds half a character: type it again");
    }

    @Test
    void theLongestTextIsText() throws Exception {
        var longest = "x".repeat(16 * 1024);
        assertThat(CommandParser.parse(longest)).isEqualTo(new Command.Say(longest));
    }

    private static void refused(String line, String message) {
        assertThatThrownBy(() -> CommandParser.parse(line))
                .isInstanceOf(CommandException.class)
                .hasMessage(message);
    }
}
