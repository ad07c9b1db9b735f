package io.securechannel.examples.messenger.terminal;

import java.util.Optional;

/** What a user wants, by one line. */
sealed interface Command {

    /** A blank line. */
    record Nothing() implements Command {}

    /** To whom the current mode speaks. */
    record Say(String text) implements Command {}

    /** To one user, whatever the mode. */
    record Tell(String user, String text) implements Command {}

    /** From now on, to all who are online. */
    record SpeakToAll() implements Command {}

    /** From now on, in a room: a group, or the private room with a user. */
    record SpeakIn(String room) implements Command {}

    /** A private room of two. */
    record Invite(String user) implements Command {}

    /** Into a group of one's own. */
    record InviteToGroup(String group, String user) implements Command {}

    /** A new group. */
    record MakeGroup(String name) implements Command {}

    /** An invitation is accepted. */
    record Accept(String id) implements Command {}

    /** An invitation is declined. */
    record Decline(String id) implements Command {}

    /** Out of a room; out of the one that is spoken in, if none is named. */
    record Leave(Optional<String> room) implements Command {}

    /** A member is put out of a group of one's own. */
    record Kick(String group, String user) implements Command {}

    /** The number to compare. */
    record Verify(String user) implements Command {}

    /** The numbers are the same. */
    record Verified(String user) implements Command {}

    /** The key that has changed is accepted. */
    record TrustKey(String user) implements Command {}

    /** What waits for a user is taken back. */
    record Forget(String user) implements Command {}

    /** Something that there is, as it is now. */
    record Show(Listing listing) implements Command {}

    /** All commands, or one. */
    record Help(Optional<CommandWord> command) implements Command {}

    /** The end. */
    record Quit() implements Command {}

    /** Waits for another device of this user; at a port, 0 for any. */
    record LinkDevice(int port) implements Command {}

    /** A device is no longer this user's. */
    record Unlink(String device) implements Command {}

    /** What can be listed. */
    enum Listing {
        ONLINE,
        ROOMS,
        INVITATIONS,
        DEVICES,
        CONTACTS,
        HISTORY,
        WAITING,
        STATUS
    }
}
