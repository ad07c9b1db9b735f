package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** What others have said: to the history, or to the rooms (M6). What has no right to be said where it was is dropped. */
final class Talk {

    private final Desk desk;
    private final Invitations invitations;

    Talk(Desk desk) {
        this.desk = desk;
        this.invitations = new Invitations(desk, this);
    }

    /**
     * Takes what somebody said.
     *
     * @param from all but the text
     * @param payload the text, or something about rooms
     */
    void take(ChatMessage from, Payload payload) {
        if (payload instanceof Payload.Text text) {
            text(new ChatMessage(
                    from.conversation(), from.place(), from.sender(), from.time(), text.text(), from.late()));
        } else if (from.conversation() instanceof Conversation.Direct) {
            if (payload instanceof Payload.Invitation invitation) {
                invitations.invited(from.sender(), invitation, from.late());
            } else if (payload instanceof Payload.Answer answer) {
                invitations.answered(from.sender(), answer);
            }
        } else if (from.conversation() instanceof Conversation.Room room) {
            var found = rooms().find(room);
            if (found.isPresent()) {
                inRoom(found.get(), from, payload);
            } else if (payload instanceof Payload.Leave) {
                invitations.withdrawn(room, from.sender());
            }
        }
    }

    private Rooms rooms() {
        return desk.book().rooms();
    }

    private void text(ChatMessage message) {
        if (!(message.conversation() instanceof Conversation.Room room)) {
            show(message);
            return;
        }
        var found = rooms().find(room);
        if (found.isEmpty()) {
            return; // of former times, or not accepted
        }
        var state = found.get();
        if (state.info().open() && state.isMember(message.sender())) {
            show(message);
        } else {
            hold(state, message);
        }
    }

    /** The owner has the list: to them nobody is early. Of what is not held this user is told at once, and at the end how much it was. */
    private void hold(RoomState state, ChatMessage message) {
        var sender = message.sender();
        var early = state.early();
        var held = state.isOwner(desk.user()) ? early.refuse(sender) : early.hold(message, desk.now());
        rooms().set(state.early(held));
        if (held.unshown().size() > early.unshown().size()) {
            tell(sender, sender + " is not in " + name(state) + ": what they say there is not shown.");
        }
    }

    private void tell(String user, String text) {
        desk.effects().event(new ChatEvent.Told(user, text));
    }

    private static String name(RoomState state) {
        return (state.info().isPrivate() ? "the private room with " : "the group ")
                + state.info().name();
    }

    private void tellUnshown(RoomState state) {
        state.early()
                .unshown()
                .forEach((user, count) -> tell(
                        user,
                        count + (count == 1 ? " message of " : " messages of ")
                                + (user.isEmpty() ? "others" : user) + " in " + name(state)
                                + " not shown: they were not in it. If they"
                                + " should have been, ask them to say it again."));
        rooms().find(state.room())
                .ifPresent(each -> rooms().set(each.early(each.early().told())));
    }

    void show(ChatMessage message) {
        desk.book().history().addUnshown(message);
        desk.effects().event(new ChatEvent.Received(message));
    }

    /** As the owner: the room has other members now; they are told. */
    void publish(RoomState state, List<String> members, String text) {
        long version = state.version() + 1;
        var changed = state.members(members, version);
        rooms().set(changed);
        desk.toOwn(changed);
        desk.post(changed.room(), new Payload.Members(version, changed.info().members()), others(changed.info()));
        desk.effects().event(new ChatEvent.RoomChanged(changed.info(), text));
        tellUnshown(changed);
    }

    /** All members but this user. */
    List<String> others(RoomInfo room) {
        return room.members().stream().filter(each -> !each.equals(desk.user())).toList();
    }

    private void inRoom(RoomState state, ChatMessage from, Payload payload) {
        var sender = from.sender();
        if (payload instanceof Payload.Members members && state.isOwner(sender)) {
            members(state, members);
        } else if (payload instanceof Payload.Leave && state.isMember(sender)) {
            boolean forGood = state.isOwner(sender) || state.info().isPrivate();
            if (from.late() && !forGood) {
                tellTooLate(
                        sender, sender + " has left " + name(state), "if they are gone, its owner can put them out");
            } else {
                left(state, sender);
            }
        } else if (payload instanceof Payload.Kick && state.isOwner(sender)) {
            if (from.late()) {
                tellTooLate(sender, sender + " has put you out of " + name(state), "ask " + sender);
            } else {
                close(state, sender + " has put you out");
            }
        }
    }

    /**
     * Who is put out of a group, or leaves it, can come in again: what the server has held back until then is of the time before. Into a
     * room that has ended nobody comes again, so that holds whenever it comes.
     */
    private void tellTooLate(String sender, String what, String advice) {
        tell(
                sender,
                "a message that " + what
                        + " has come after later ones: it may be from before the last invitation, and does"
                        + " not count; " + advice + ".");
    }

    private void members(RoomState state, Payload.Members list) {
        var owner = state.info().owner();
        boolean twoAndNoMore = !state.info().isPrivate()
                || list.members().stream().allMatch(each -> each.equals(owner) || each.equals(desk.user()));
        if (list.version() <= state.version() || !list.members().contains(owner) || !twoAndNoMore) {
            return;
        }
        if (!list.members().contains(desk.user())) {
            close(state, owner + " has put you out");
            return;
        }
        var changed = state.members(list.members(), list.version());
        rooms().set(changed);
        if (!state.info().open()) {
            desk.toOwn(changed); // another device may not have known yet that this user has agreed
        }
        desk.effects().event(new ChatEvent.RoomChanged(changed.info(), difference(state, changed)));
        state.early().of(changed.info().members()).forEach(this::show);
        tellUnshown(changed);
    }

    private String difference(RoomState before, RoomState after) {
        if (!before.info().open()) {
            return "the room is open";
        }
        var joined = new TreeSet<>(after.info().members());
        joined.removeAll(before.info().members());
        var gone = new TreeSet<>(before.info().members());
        gone.removeAll(after.info().members());
        var words = new ArrayList<String>();
        joined.forEach(each -> words.add(each + " has joined"));
        gone.forEach(each -> words.add(each + " is gone"));
        return words.isEmpty() ? "as before" : String.join(", ", words);
    }

    private void left(RoomState state, String sender) {
        if (state.isOwner(sender)) {
            close(state, sender + " has left, and the room ends with its owner");
        } else if (state.info().isPrivate()) {
            close(state, sender + " has left");
        } else if (state.isOwner(desk.user())) {
            publish(state, state.without(sender).info().members(), sender + " has left");
        } else {
            var changed = state.without(sender);
            rooms().set(changed);
            desk.effects().event(new ChatEvent.RoomChanged(changed.info(), sender + " has left"));
        }
    }

    /** Nobody speaks in the room any more, and nobody joins it. */
    void close(RoomState state, String text) {
        rooms().invitations().stream()
                .filter(each -> each.room().equals(state.room()))
                .forEach(rooms()::remove);
        rooms().close(Rooms.Former.of(state));
        desk.effects().event(new ChatEvent.RoomClosed(state.info(), text));
        tellUnshown(state.early(state.early().ended()));
    }

    /** Ends what has its time. */
    void tick() {
        invitations.tick();
        for (var state : rooms().all()) {
            var left = state.early().at(desk.now());
            if (!left.equals(state.early())) {
                rooms().set(state.early(left));
                tellUnshown(state.early(left));
            }
        }
    }

    /**
     * This user has accepted another's new identity key: whoever has it was invited into no room, and knows of none. Who had the old
     * one is in no room any more, until the owner invites the new one.
     */
    void beganAnew(String user) {
        invitations.beganAnew(user);
        takeBack(user);
        for (var state : rooms().all()) {
            if (!state.isMember(user)) {
                continue;
            }
            if (state.isOwner(user) || state.info().isPrivate()) {
                close(state, user + " has another key, and was in it with the old one");
            } else if (state.isOwner(desk.user())) {
                publish(
                        state,
                        state.without(user).info().members(),
                        user + " has another key and is no longer in it: invite them again");
            } else {
                var changed = state.without(user);
                rooms().set(changed);
                var text = user + " has another key and is no longer in it: "
                        + state.info().owner() + " can invite them again";
                desk.effects().event(new ChatEvent.RoomChanged(changed.info(), text));
            }
        }
    }

    /** What waits in rooms for the old key would be said to the new one. */
    private void takeBack(String user) {
        var outbox = desk.book().outbox();
        int count = 0;
        for (var item : outbox.items()) {
            if (item.conversation() instanceof Conversation.Room
                    && item.unsealed().removeIf(each -> each.user().equals(user))) {
                count += item.message().isPresent() ? 1 : 0;
                outbox.finished(item.number())
                        .filter(OutboxItem::reached)
                        .flatMap(OutboxItem::message)
                        .ifPresent(message -> desk.effects().event(new ChatEvent.Delivered(message)));
            }
        }
        if (count > 0) {
            var text = "said in rooms in which they were with another key";
            desk.effects().event(new ChatEvent.Undelivered(user, count, false, text));
        }
    }
}
