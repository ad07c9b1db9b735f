package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.secret.SecretBytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What this user does about rooms. */
final class Hosting {

    private final Desk desk;
    private final Directory directory;
    private final Talk talk;

    Hosting(Desk desk, Directory directory, Talk talk) {
        this.desk = desk;
        this.directory = directory;
        this.talk = talk;
    }

    private Rooms rooms() {
        return desk.book().rooms();
    }

    /** Refuses users to whom nothing can be said. */
    void requireReachable(String user) throws ChatException {
        if (!UserNames.isName(user)) {
            throw new ChatException("that is no name of a user: a name is " + UserNames.RULE);
        }
        if (user.equals(desk.user())) {
            throw new ChatException("that is you");
        }
        if (desk.book().contacts().changed(user)) {
            throw new ChatException("the key of " + user + " has changed: nothing is sent to them until you accept it");
        }
        if (directory.absent(user)) {
            throw new ChatException("the server knows no " + user + " who has ever entered");
        }
    }

    /** Who hears what is said in a room. */
    List<String> listeners(Conversation.Room room) throws ChatException {
        var state = rooms().find(room).orElseThrow(() -> new ChatException("you are not in that room"));
        if (!state.info().open()) {
            throw new ChatException("the room " + state.info().name() + " is not open yet: nobody else is in it");
        }
        if (state.info().isPrivate()) {
            requireReachable(state.info().name());
        }
        return talk.others(state.info());
    }

    InvitationInfo invite(String user) throws ChatException {
        requireReachable(user);
        if (rooms().privateWith(user).isPresent()) {
            throw new ChatException("there is a private room with " + user + " already");
        }
        require(RoomNames.againstPrivate(desk, user));
        var open = rooms().invitation(each ->
                each.isPrivate() && (each.from().equals(user) || each.to().equals(user)));
        if (open.isPresent()) {
            throw new ChatException(
                    open.get().from().equals(user)
                            ? user + " has invited you: accept " + open.get().shortId()
                            : user + " is invited already");
        }
        return invite(new Conversation.Room(random(Conversation.Room.ID_LENGTH)), "", user);
    }

    InvitationInfo invite(String group, String user) throws ChatException {
        requireReachable(user);
        var state = ownGroup(group);
        if (state.isMember(user)) {
            throw new ChatException(user + " is in " + group + " already");
        }
        if (state.info().members().size() >= Payload.MOST_MEMBERS) {
            throw new ChatException(group + " has " + Payload.MOST_MEMBERS + " members, which is the most");
        }
        if (rooms().invitation(
                        each -> each.room().equals(state.room()) && each.to().equals(user))
                .isPresent()) {
            throw new ChatException(user + " is invited already");
        }
        return invite(state.room(), group, user);
    }

    private InvitationInfo invite(Conversation.Room room, String group, String user) throws ChatException {
        long many = rooms().invitations().stream()
                .filter(each -> each.from().equals(desk.user()))
                .count();
        if (many >= Rooms.MOST_INVITATIONS) {
            throw new ChatException("too many invitations are open: wait until some are answered");
        }
        var expires = Instant.ofEpochMilli(
                desk.now().plus(desk.settings().invitationLife()).toEpochMilli());
        var invitation = new OpenInvitation(random(Payload.INVITATION_LENGTH), room, group, desk.user(), user, expires);
        rooms().add(invitation);
        desk.post(direct(user), new Payload.Invitation(invitation.id(), room, group, expires), List.of(user));
        return invitation.info();
    }

    RoomInfo createGroup(String name) throws ChatException {
        if (!UserNames.isName(name)) {
            throw new ChatException("a group's name is " + UserNames.RULE);
        }
        requireFree(name);
        var room = new Conversation.Room(random(Conversation.Room.ID_LENGTH));
        var info = new RoomInfo(room, name, false, desk.user(), List.of(desk.user()), false);
        rooms().set(RoomState.of(info, 0));
        desk.toOwn(RoomState.of(info, 0));
        return info;
    }

    private static void require(Optional<String> against) throws ChatException {
        if (against.isPresent()) {
            throw new ChatException(against.get());
        }
    }

    private void requireFree(String group) throws ChatException {
        require(RoomNames.againstGroup(desk, group));
        if (rooms().all().size() >= Rooms.MOST_ROOMS) {
            throw new ChatException("you are in " + Rooms.MOST_ROOMS + " rooms: leave some first");
        }
    }

    RoomInfo accept(String shortId) throws ChatException {
        var invitation = forMe(shortId);
        if (!invitation.expires().isAfter(desk.now())) {
            throw new ChatException("the invitation " + invitation.shortId() + " has expired: ask for another");
        }
        if (desk.book().contacts().changed(invitation.from())) {
            throw new ChatException("the key of " + invitation.from() + " has changed: accept it first");
        }
        if (invitation.isPrivate()) {
            if (rooms().privateWith(invitation.from()).isPresent()) {
                throw new ChatException(
                        "there is a private room with " + invitation.from() + " already: leave it first");
            }
            require(RoomNames.againstPrivate(desk, invitation.from()));
        } else {
            requireFree(invitation.group());
        }
        rooms().remove(invitation);
        var name = invitation.isPrivate() ? invitation.from() : invitation.group();
        var info = new RoomInfo(
                invitation.room(), name, invitation.isPrivate(), invitation.from(), List.of(invitation.from()), false);
        var state = RoomState.of(info, rooms().reopen(invitation.room()));
        rooms().set(state);
        desk.toOwn(state);
        answer(invitation, true);
        return info;
    }

    void decline(String shortId) throws ChatException {
        var invitation = forMe(shortId);
        rooms().remove(invitation);
        rooms().close(Rooms.Former.of(invitation));
        desk.toOwn(Rooms.Former.of(invitation));
        answer(invitation, false);
    }

    private void answer(OpenInvitation invitation, boolean accepted) {
        desk.post(direct(invitation.from()), new Payload.Answer(invitation.id(), accepted), List.of(invitation.from()));
    }

    private OpenInvitation forMe(String shortId) throws ChatException {
        var typed = shortId.toLowerCase(Locale.ROOT);
        return rooms().invitation(
                        each -> each.to().equals(desk.user()) && each.shortId().equals(typed))
                .orElseThrow(() -> new ChatException("no invitation " + shortId + " is open"));
    }

    void leave(Conversation.Room room) throws ChatException {
        var state = rooms().find(room).orElseThrow(() -> new ChatException("you are not in that room"));
        var hearers = new ArrayList<>(talk.others(state.info()));
        rooms().invitations().stream()
                .filter(each -> each.room().equals(room))
                .map(OpenInvitation::to)
                .forEach(hearers::add);
        desk.post(room, new Payload.Leave(), hearers);
        desk.toOwn(Rooms.Former.of(state));
        talk.close(state, "you have left");
    }

    void kick(String group, String user) throws ChatException {
        var state = ownGroup(group);
        if (!state.isMember(user) || user.equals(desk.user())) {
            throw new ChatException(user + " is not somebody else in " + group);
        }
        desk.post(state.room(), new Payload.Kick(), List.of(user));
        talk.publish(state, state.without(user).info().members(), "you have put " + user + " out");
    }

    private RoomState ownGroup(String group) throws ChatException {
        var state = rooms().group(group).orElseThrow(() -> new ChatException("you are in no group " + group));
        if (!state.isOwner(desk.user())) {
            throw new ChatException(group + " is a group of " + state.info().owner() + ", not yours");
        }
        return state;
    }

    /** Takes back what is sealed for none of a user's devices. An invitation stays: it ends by itself. */
    int takeBack(String user) throws ChatException {
        int count = 0;
        for (var item : desk.book().outbox().items()) {
            if (item.conversation() instanceof Conversation.Direct
                    && item.message().isPresent()
                    && item.isWhollyHere()
                    && item.unsealed().removeIf(each -> each.user().equals(user))) {
                count++;
                desk.book().outbox().finished(item.number());
                desk.book().history().remove(item.message().get());
            }
        }
        if (count == 0) {
            throw new ChatException(
                    "nothing waits for " + user + " that can be taken back: the server has it, or may have it");
        }
        return count;
    }

    private Conversation direct(String user) {
        return Conversation.Direct.between(desk.user(), user);
    }

    private static Octets random(int length) {
        try (var random = SecretBytes.random(length)) {
            return random.use(Octets::of);
        }
    }
}
