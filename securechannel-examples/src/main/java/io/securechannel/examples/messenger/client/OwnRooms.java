package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.endtoend.Payload.Room.State;
import java.util.List;
import java.util.Optional;

/**
 * Rooms of which another device of this user tells (M11). That device may have been stolen, and not been taken off yet: a room that could
 * not be made or accepted here is not taken from there either.
 */
final class OwnRooms {

    private final Desk desk;
    private final Alarms alarms;
    private final Talk talk;

    OwnRooms(Desk desk, Alarms alarms, Talk talk) {
        this.desk = desk;
        this.alarms = alarms;
        this.talk = talk;
    }

    private Rooms rooms() {
        return desk.book().rooms();
    }

    /**
     * Takes how a room is at another device.
     *
     * @param late whether that device has said more since, which has come before: then this may be of the past
     */
    void take(Payload.Room room, boolean late) {
        if (late && isOfThePast(room)) {
            return;
        }
        if (room.state() == State.CLOSED) {
            answered(room);
            close(room);
            return;
        }
        var before = rooms().find(room.room());
        if (before.isPresent() && room.list().version() <= before.get().version()) {
            answered(room);
            return;
        }
        var why = against(room, before);
        if (why.isPresent()) {
            alarms.say(
                    desk.user(),
                    "another device of yours says that you are in "
                            + (room.isPrivate() ? "a private room with " : "the group ")
                            + room.name() + ", which this one does not take: " + why.get()
                            + ". If you know nothing of that, look at your devices (/devices).");
            return;
        }
        answered(room);
        open(room, before);
    }

    /** Of what a user can come into again it is not known how often they have; of a room of two there is one time. */
    private boolean isOfThePast(Payload.Room room) {
        var known = rooms().version(room.room());
        long version = room.list().version();
        if (room.state() == State.CLOSED) {
            boolean isInvited = rooms().invitation(each -> isForMe(each, room)).isPresent();
            boolean isLater = rooms().find(room.room()).isPresent() && known > version;
            return !room.isPrivate() && (isInvited || isLater);
        }
        return known >= version;
    }

    private boolean isForMe(OpenInvitation invitation, Payload.Room room) {
        return invitation.room().equals(room.room()) && invitation.to().equals(desk.user());
    }

    private void answered(Payload.Room room) {
        rooms().invitations().stream().filter(each -> isForMe(each, room)).forEach(rooms()::remove);
    }

    private void close(Payload.Room room) {
        rooms().find(room.room())
                .ifPresentOrElse(
                        each -> talk.close(each, "you have left at another device"),
                        () -> rooms().close(new Rooms.Former(
                                room.room(),
                                room.owner(),
                                room.isPrivate(),
                                room.list().version())));
    }

    private void open(Payload.Room room, Optional<RoomState> before) {
        long version = Math.max(room.list().version(), rooms().reopen(room.room()));
        var info = new RoomInfo(
                room.room(),
                room.name(),
                room.isPrivate(),
                room.owner(),
                room.list().members(),
                room.state() == State.OPEN);
        rooms().set(before.map(each -> new RoomState(info, version, each.early()))
                .orElseGet(() -> RoomState.of(info, version)));
        desk.effects().event(new ChatEvent.RoomChanged(info, "changed at another device of yours"));
    }

    /** {@return why a room is none, or none that can be beside the others, if so} */
    private Optional<String> against(Payload.Room room, Optional<RoomState> before) {
        var members = room.list().members();
        var two = List.of(desk.user(), room.name());
        boolean fits = members.contains(room.owner())
                && (room.state() == State.WAITING || members.contains(desk.user()))
                && (!room.isPrivate()
                        || (!room.name().equals(desk.user())
                                && two.contains(room.owner())
                                && two.containsAll(members)));
        boolean isSame = rooms().owner(room.room()).map(room.owner()::equals).orElse(true)
                && before.map(each -> isSame(each.info(), room)).orElse(true);
        if (!fits || !isSame) {
            return Optional.of("its owner, its name or its members are not those that it can have");
        }
        if (before.isPresent()) {
            return Optional.empty();
        }
        if (rooms().all().size() >= Rooms.MOST_ROOMS) {
            return Optional.of("you are in " + Rooms.MOST_ROOMS + " rooms");
        }
        return room.isPrivate()
                ? RoomNames.againstPrivate(desk, room.name())
                : RoomNames.againstGroup(desk, room.name());
    }

    private static boolean isSame(RoomInfo before, Payload.Room room) {
        return before.name().equals(room.name()) && before.isPrivate() == room.isPrivate();
    }
}
