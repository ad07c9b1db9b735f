package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.Conversation;

/**
 * Where plain text goes. A room that has closed stays the place, so that what is typed for few never goes to all.
 *
 * @param mode how far it is heard
 * @param name a group's, or a user's; empty for all
 * @param conversation to send into
 * @param open whether it can be spoken in
 */
record Place(Mode mode, String name, Conversation conversation, boolean open) {

    static Place everybody() {
        return new Place(Mode.BROADCAST, "", new Conversation.Broadcast(), true);
    }

    static Place in(RoomInfo room) {
        return new Place(room.isPrivate() ? Mode.PRIVATE : Mode.GROUP, room.name(), room.room(), room.open());
    }

    /** A room that there is not. */
    static Place nowhere(String name) {
        return new Place(Mode.PRIVATE, name, new Conversation.Broadcast(), false);
    }

    Place closed() {
        return new Place(mode, name, conversation, false);
    }

    String label() {
        return mode.label(name) + (open ? "" : ", closed");
    }
}
