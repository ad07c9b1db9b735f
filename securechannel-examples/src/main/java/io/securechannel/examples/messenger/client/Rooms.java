package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Rooms, invitations that are open, and the rooms of former times: what comes late for those is no fault of the server. */
final class Rooms {

    /** Of each of both directions. */
    static final int MOST_INVITATIONS = 64;

    static final int MOST_ROOMS = 256;
    private static final int MOST_FORMER = 1_024;

    private final Map<Conversation.Room, RoomState> rooms = new LinkedHashMap<>();
    private final List<OpenInvitation> invitations = new ArrayList<>();
    private final Map<Conversation.Room, Former> former = new LinkedHashMap<>();

    Rooms() {}

    /**
     * A room in which this user is not, or not any more: declined, left, closed, or never come into. Its owner may invite again.
     *
     * @param room which
     * @param owner who alone can invite into it
     * @param isPrivate whether it was of two
     * @param version of the last list of members: an older one is none, also after coming in again
     */
    record Former(Conversation.Room room, String owner, boolean isPrivate, long version) {

        static Former of(RoomState state) {
            return new Former(state.room(), state.info().owner(), state.info().isPrivate(), state.version());
        }

        static Former of(OpenInvitation invitation) {
            return new Former(invitation.room(), invitation.from(), invitation.isPrivate(), 0);
        }
    }

    List<RoomState> all() {
        return List.copyOf(rooms.values());
    }

    Optional<RoomState> find(Conversation.Room room) {
        return Optional.ofNullable(rooms.get(room));
    }

    /** A group, or the private room with a user: no name is of both ({@link Hosting}). An open one before one that waits. */
    Optional<RoomState> named(String name) {
        return privateWith(name).or(() -> group(name));
    }

    Optional<RoomState> group(String name) {
        return rooms.values().stream()
                .filter(each -> !each.info().isPrivate() && each.info().name().equals(name))
                .findFirst();
    }

    Optional<RoomState> privateWith(String user) {
        return rooms.values().stream()
                .filter(each -> each.info().isPrivate() && each.info().name().equals(user))
                .max(Comparator.comparing(each -> each.info().open()));
    }

    void set(RoomState room) {
        rooms.put(room.room(), room);
    }

    /** {@return whose a room is, if it was ever heard of} */
    Optional<String> owner(Conversation.Room room) {
        return find(room)
                .map(each -> each.info().owner())
                .or(() -> invitation(each -> each.room().equals(room)).map(OpenInvitation::from))
                .or(() -> Optional.ofNullable(former.get(room)).map(Former::owner));
    }

    /** {@return whether a room is, or was, of two} */
    boolean isPrivate(Conversation.Room room) {
        return find(room)
                .map(each -> each.info().isPrivate())
                .or(() -> Optional.ofNullable(former.get(room)).map(Former::isPrivate))
                .orElse(false);
    }

    /** Nobody speaks in it any more. */
    void close(Former room) {
        rooms.remove(room.room());
        var before = former.remove(room.room());
        former.put(
                room.room(),
                before == null || before.version() <= room.version()
                        ? room
                        : new Former(room.room(), room.owner(), room.isPrivate(), before.version()));
        var oldest = former.values().iterator();
        while (former.size() > MOST_FORMER) {
            oldest.next();
            oldest.remove();
        }
    }

    /**
     * It is no longer of former times.
     *
     * @return the version of its last list of members; 0 if there was none
     */
    long reopen(Conversation.Room room) {
        var before = former.remove(room);
        return before == null ? 0 : before.version();
    }

    /** {@return the version of the last list of members that is or was known; -1 if none ever was} */
    long version(Conversation.Room room) {
        var before = former.get(room);
        return find(room).map(RoomState::version).orElseGet(() -> before == null ? -1 : before.version());
    }

    /** {@return every room in which something may come, also late} */
    List<Conversation.Room> ids() {
        var ids = new ArrayList<>(rooms.keySet());
        invitations.forEach(each -> ids.add(each.room()));
        ids.addAll(former.keySet());
        return ids;
    }

    List<OpenInvitation> invitations() {
        return List.copyOf(invitations);
    }

    Optional<OpenInvitation> invitation(Predicate<OpenInvitation> which) {
        return invitations.stream().filter(which).findFirst();
    }

    void add(OpenInvitation invitation) {
        invitations.add(invitation);
    }

    void remove(OpenInvitation invitation) {
        invitations.remove(invitation);
    }

    void write(FieldWriter out) {
        out.u16(rooms.size());
        rooms.values().forEach(each -> each.write(out));
        out.u16(invitations.size());
        invitations.forEach(each -> each.write(out));
        out.u16(former.size());
        former.values()
                .forEach(each -> out.fixed(each.room().id())
                        .text(each.owner())
                        .u8(each.isPrivate() ? 1 : 0)
                        .u64(each.version()));
    }

    static Rooms read(FieldReader in) throws SecureChannelException {
        var rooms = new Rooms();
        for (int left = in.u16(); left > 0; left--) {
            rooms.set(RoomState.read(in));
        }
        for (int left = in.u16(); left > 0; left--) {
            rooms.add(OpenInvitation.read(in));
        }
        for (int left = Fields.atMost(in.u16(), MOST_FORMER, in); left > 0; left--) {
            var room = Fields.room(in);
            rooms.former.put(room, new Former(room, in.user(), in.flag(), in.count()));
        }
        return rooms;
    }
}
