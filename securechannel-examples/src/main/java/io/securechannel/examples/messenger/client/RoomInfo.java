package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import java.util.List;

/**
 * A room.
 *
 * @param room its id
 * @param name a group's name, or for a private room the other user
 * @param isPrivate whether it is of two
 * @param owner who made it
 * @param members who is in it, this user included, in order
 * @param open whether it can be spoken in: both sides have agreed
 */
public record RoomInfo(
        Conversation.Room room, String name, boolean isPrivate, String owner, List<String> members, boolean open) {

    /**
     * Copies the list.
     *
     * @param room its id
     * @param name what people call it
     * @param isPrivate whether it is of two
     * @param owner who made it
     * @param members who is in it
     * @param open whether it can be spoken in
     */
    public RoomInfo {
        members = List.copyOf(members);
    }
}
