package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.util.List;

/**
 * A room that is open, or waits to be.
 *
 * @param info what people see of it
 * @param version of its list of members; 0 until the owner has sent one
 * @param early what was said by users who are not on the list
 */
record RoomState(RoomInfo info, long version, Early early) {

    /** A room in which nothing was said out of turn. */
    static RoomState of(RoomInfo info, long version) {
        return new RoomState(info, version, Early.NONE);
    }

    Conversation.Room room() {
        return info.room();
    }

    boolean isOwner(String user) {
        return info.owner().equals(user);
    }

    boolean isMember(String user) {
        return info.members().contains(user);
    }

    /** With other members; it is open once there is somebody to speak to. What its members said early is to be shown before. */
    RoomState members(List<String> members, long newVersion) {
        var sorted = members.stream().sorted().toList();
        var changed = new RoomInfo(info.room(), info.name(), info.isPrivate(), info.owner(), sorted, sorted.size() > 1);
        return new RoomState(changed, newVersion, early.after(info.members(), sorted));
    }

    RoomState without(String user) {
        var left = info.members().stream().filter(each -> !each.equals(user)).toList();
        return members(left, version);
    }

    RoomState early(Early left) {
        return new RoomState(info, version, left);
    }

    void write(FieldWriter out) {
        out.fixed(info.room().id())
                .text(info.name())
                .u8(info.isPrivate() ? 1 : 0)
                .text(info.owner());
        Fields.users(out, info.members());
        out.u8(info.open() ? 1 : 0).u64(version);
        early.write(out);
    }

    static RoomState read(FieldReader in) throws SecureChannelException {
        var room = Fields.room(in);
        var name = in.user();
        boolean isPrivate = in.flag();
        var owner = in.user();
        var members = Fields.users(in);
        var info = new RoomInfo(room, name, isPrivate, owner, members, in.flag());
        long version = in.count();
        return new RoomState(info, version, Early.read(in));
    }
}
