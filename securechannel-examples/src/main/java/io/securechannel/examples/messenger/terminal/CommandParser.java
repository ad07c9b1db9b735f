package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.examples.messenger.terminal.Command.Listing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads lines as commands. A line that begins with a slash is a command, with two slashes text that begins with one; all else is
 * text. It does nothing, and knows nobody.
 */
final class CommandParser {

    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}");

    private final CommandWord command;
    private final String rest;

    private CommandParser(CommandWord command, String rest) {
        this.command = command;
        this.rest = rest;
    }

    /**
     * Reads one line.
     *
     * @throws CommandException that says what to type instead
     */
    static Command parse(String line) throws CommandException {
        var text = line.strip();
        if (text.isEmpty()) {
            return new Command.Nothing();
        }
        if (text.startsWith("//")) {
            return new Command.Say(checked(text.substring(1)));
        }
        if (!text.startsWith("/")) {
            return new Command.Say(checked(text));
        }
        var parts = BLANKS.split(text, 2);
        var command = CommandWord.find(parts[0])
                .orElseThrow(() -> new CommandException(Harmless.shortened(parts[0])
                        + " is no command: /help lists them; // begins text with a slash"));
        return new CommandParser(command, parts.length < 2 ? "" : parts[1]).command();
    }

    private Command command() throws CommandException {
        return switch (command) {
            case MSG -> tell();
            case INVITE -> invite();
            case KICK ->
                new Command.Kick(name(words(2, 2).get(0)), name(words(2, 2).get(1)));
            case ROOM -> new Command.SpeakIn(onlyName());
            case GROUP -> new Command.MakeGroup(onlyName());
            case VERIFY -> new Command.Verify(onlyName());
            case VERIFIED -> new Command.Verified(onlyName());
            case FORGET -> new Command.Forget(onlyName());
            case TRUST -> new Command.TrustKey(onlyName());
            case ACCEPT -> new Command.Accept(id());
            case DECLINE -> new Command.Decline(id());
            case LINK -> new Command.LinkDevice(port());
            case UNLINK -> new Command.Unlink(device());
            case LEAVE -> leave();
            case HELP -> help();
            default -> withoutArguments();
        };
    }

    private Command withoutArguments() throws CommandException {
        words(0, 0);
        return switch (command) {
            case ALL -> new Command.SpeakToAll();
            case WHO -> new Command.Show(Listing.ONLINE);
            case ROOMS -> new Command.Show(Listing.ROOMS);
            case INVITATIONS -> new Command.Show(Listing.INVITATIONS);
            case CONTACTS -> new Command.Show(Listing.CONTACTS);
            case DEVICES -> new Command.Show(Listing.DEVICES);
            case HISTORY -> new Command.Show(Listing.HISTORY);
            case WAITING -> new Command.Show(Listing.WAITING);
            case STATUS -> new Command.Show(Listing.STATUS);
            case QUIT -> new Command.Quit();
            default -> throw new IllegalStateException(command.name());
        };
    }

    private Command tell() throws CommandException {
        var parts = BLANKS.split(rest, 2);
        if (parts.length < 2) {
            throw usage();
        }
        return new Command.Tell(name(parts[0]), checked(parts[1]));
    }

    private Command invite() throws CommandException {
        var words = words(1, 2);
        return words.size() == 1
                ? new Command.Invite(name(words.get(0)))
                : new Command.InviteToGroup(name(words.get(0)), name(words.get(1)));
    }

    private Command leave() throws CommandException {
        var words = words(0, 1);
        return new Command.Leave(words.isEmpty() ? Optional.empty() : Optional.of(name(words.get(0))));
    }

    private Command help() throws CommandException {
        var words = words(0, 1);
        if (words.isEmpty()) {
            return new Command.Help(Optional.empty());
        }
        var about = CommandWord.find(words.get(0));
        if (about.isEmpty()) {
            throw new CommandException(
                    Harmless.shortened(words.get(0)) + " is no command: /help without a word lists them");
        }
        return new Command.Help(about);
    }

    private String onlyName() throws CommandException {
        return name(words(1, 1).get(0));
    }

    private String id() throws CommandException {
        var id = words(1, 1).get(0).toLowerCase(Locale.ROOT);
        if (!ID.matcher(id).matches()) {
            throw new CommandException(Harmless.shortened(id)
                    + " is no invitation's id: that has eight hexadecimal digits, as /invitations shows");
        }
        return id;
    }

    private String device() throws CommandException {
        var device = words(1, 1).get(0).toLowerCase(Locale.ROOT);
        if (!ID.matcher(device).matches()) {
            throw new CommandException(
                    Harmless.shortened(device) + " is no device: that has eight hexadecimal digits, as /devices shows");
        }
        return device;
    }

    private int port() throws CommandException {
        var words = words(0, 1);
        if (words.isEmpty()) {
            return 0;
        }
        if (!PORT.matcher(words.get(0)).matches() || Integer.parseInt(words.get(0)) > 65_535) {
            throw new CommandException(Harmless.shortened(words.get(0)) + " is no port: that is a number up to 65535");
        }
        return Integer.parseInt(words.get(0));
    }

    private List<String> words(int atLeast, int atMost) throws CommandException {
        var words = rest.isEmpty() ? List.<String>of() : List.of(BLANKS.split(rest, 0));
        if (words.size() < atLeast || words.size() > atMost) {
            throw usage();
        }
        return words;
    }

    private CommandException usage() {
        return new CommandException("type " + command.usage() + ": " + command.description());
    }

    /** A name may be typed as a mention, and in capitals. */
    private static String name(String word) throws CommandException {
        var name = (word.startsWith("@") ? word.substring(1) : word).toLowerCase(Locale.ROOT);
        if (!UserNames.isName(name)) {
            throw new CommandException(Harmless.shortened(word) + " is no name: a name is " + UserNames.RULE);
        }
        return name;
    }

    private static String checked(String text) throws CommandException {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new CommandException("this holds half a character: type it again");
        }
        if (text.getBytes(StandardCharsets.UTF_8).length > Payload.LONGEST_TEXT) {
            throw new CommandException(
                    "a message has at most " + Payload.LONGEST_TEXT / 1024 + " KiB: send it in parts");
        }
        return text;
    }
}
