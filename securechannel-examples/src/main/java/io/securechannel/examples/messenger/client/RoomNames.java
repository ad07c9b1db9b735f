package io.securechannel.examples.messenger.client;

import java.util.Optional;

/** A name is of a user or of a group: who speaks to the one must not be heard by the other. */
final class RoomNames {

    private RoomNames() {}

    /** {@return why there can be no private room with a user, if so} */
    static Optional<String> againstPrivate(Desk desk, String user) {
        return desk.book().rooms().group(user).isPresent()
                ? Optional.of("you are in a group that is called " + user
                        + ": leave it first, or what you say in the private room could go there")
                : Optional.empty();
    }

    /** {@return why there can be no group of a name, if so} */
    static Optional<String> againstGroup(Desk desk, String group) {
        var rooms = desk.book().rooms();
        if (rooms.group(group).isPresent()) {
            return Optional.of("you are in a group " + group + " already: leave it first");
        }
        boolean isUser = group.equals(desk.user())
                || desk.book().contacts().find(group).isPresent()
                || rooms.privateWith(group).isPresent()
                || rooms.invitation(each -> each.isPrivate()
                                && (each.from().equals(group) || each.to().equals(group)))
                        .isPresent();
        return isUser
                ? Optional.of(
                        group
                                + " is a user: a group of that name could be taken for the private room with them; it needs another name")
                : Optional.empty();
    }
}
