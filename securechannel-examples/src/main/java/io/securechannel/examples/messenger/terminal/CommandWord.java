package io.securechannel.examples.messenger.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The words that begin a command, in the order in which help shows them. */
enum CommandWord {
    ALL("", "speak to everybody who is online"),
    ROOM("NAME", "speak in a group, or in the private room with a user"),
    MSG("USER TEXT", "say something to one user, and stay where you are"),
    INVITE("USER | GROUP USER", "invite a user into a private room, or into a group of yours"),
    GROUP("NAME", "make a group"),
    ACCEPT("ID", "accept an invitation"),
    DECLINE("ID", "decline an invitation"),
    LEAVE("[NAME]", "leave a room; it ends if it is yours"),
    KICK("GROUP USER", "put a member out of a group of yours"),
    WHO("", "who is online"),
    ROOMS("", "your rooms"),
    INVITATIONS("", "open invitations and their ids"),
    CONTACTS("", "whom you have met, and how far their keys are believed"),
    VERIFY("USER", "show the safety number to compare"),
    VERIFIED("USER", "the number that /verify showed is the same at both"),
    TRUST("USER", "accept a changed key, the one that /verify showed"),
    DEVICES("", "your devices"),
    LINK("[PORT]", "make another device yours: shows a one-time code to type there"),
    UNLINK("DEVICE", "take a device off your list: it gets nothing any more"),
    HISTORY("", "the last hundred messages"),
    WAITING("", "what the server has not taken yet"),
    FORGET("USER", "take back what you said to a user and the server has not taken"),
    STATUS("", "who and where you are"),
    HELP("[COMMAND]", "this, or more of one command"),
    QUIT("", "leave; what waits is sent the next time");

    private final String arguments;
    private final String description;

    CommandWord(String arguments, String description) {
        this.arguments = arguments;
        this.description = description;
    }

    /** {@return with its slash} */
    String word() {
        return "/" + name().toLowerCase(Locale.ROOT);
    }

    /** {@return how it is typed} */
    String usage() {
        return arguments.isEmpty() ? word() : word() + " " + arguments;
    }

    String description() {
        return description;
    }

    /** Finds it with or without its slash, in small letters or capitals. */
    static Optional<CommandWord> find(String word) {
        var sought = (word.startsWith("/") ? word : "/" + word).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(each -> each.word().equals(sought))
                .findFirst();
    }
}
