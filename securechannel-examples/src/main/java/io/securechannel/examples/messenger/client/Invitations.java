package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.ChatEvent.InvitationEnded.Outcome;
import io.securechannel.examples.messenger.client.Rooms.Former;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What comes of invitations (M6): an answer counts from whom was invited, once, and in time. */
final class Invitations {

    /** An invitation lies in front of a user for no longer, whatever its sender says. */
    static final Duration LONGEST = Duration.ofDays(1);

    /** Of one user, open at a time: nobody fills the list alone. */
    static final int MOST_OF_ONE = 8;

    private static final int MOST_TOLD = 1_024;

    private final Desk desk;
    private final Talk talk;
    private final Set<String> tooMany = new HashSet<>();

    Invitations(Desk desk, Talk talk) {
        this.desk = desk;
        this.talk = talk;
    }

    private Rooms rooms() {
        return desk.book().rooms();
    }

    /**
     * Takes an invitation. The owner's into a room that is known says that this user is not in it: because of a decline, a leave,
     * an expiry, or because the owner has put them out and that did not come. One that comes late may be older than what is known.
     *
     * @param late whether it came after mails that were sent later
     */
    void invited(String sender, Payload.Invitation payload, boolean late) {
        var room = payload.room();
        var latest = desk.now().plus(LONGEST);
        var expires =
                payload.expires().isAfter(latest) ? Instant.ofEpochMilli(latest.toEpochMilli()) : payload.expires();
        var open = new OpenInvitation(payload.invitation(), room, payload.name(), sender, desk.user(), expires);
        var before = rooms().invitation(each -> each.room().equals(room));
        var state = rooms().find(room);
        boolean isOwners = rooms().owner(room).map(sender::equals).orElse(true);
        boolean idTaken = rooms().invitation(
                        each -> !each.room().equals(room) && each.shortId().equals(open.shortId()))
                .isPresent();
        if (!expires.isAfter(desk.now())
                || !isOwners
                || idTaken
                || (late && (before.isPresent() || state.isPresent()))) {
            return;
        }
        before.ifPresent(rooms()::remove);
        if (!hasPlace(sender)) {
            return;
        }
        state.ifPresent(each -> talk.close(each, sender + " invites you anew"));
        rooms().add(open);
        desk.effects().event(new ChatEvent.Invited(open.info()));
    }

    /** What is too much is dropped, and this user is told once: nothing is said in their name. */
    private boolean hasPlace(String sender) {
        var incoming = rooms().invitations().stream()
                .filter(each -> each.to().equals(desk.user()))
                .toList();
        long ofOne =
                incoming.stream().filter(each -> each.from().equals(sender)).count();
        if (incoming.size() < Rooms.MOST_INVITATIONS && ofOne < MOST_OF_ONE) {
            tooMany.remove(sender);
            return true;
        }
        if (tooMany.size() < MOST_TOLD && tooMany.add(sender)) {
            desk.effects()
                    .event(new ChatEvent.Told(
                            sender,
                            "another invitation of " + sender
                                    + " is not shown: too many are open. Accept or decline some," + " and ask " + sender
                                    + " to invite you again."));
        }
        return false;
    }

    void answered(String sender, Payload.Answer answer) {
        var found = rooms().invitation(each -> each.id().equals(answer.invitation())
                && each.from().equals(desk.user())
                && each.to().equals(sender));
        if (found.isEmpty()) {
            return;
        }
        var invitation = found.get();
        if (!invitation.expires().isAfter(desk.now())) {
            expire(invitation);
            return;
        }
        rooms().remove(invitation);
        if (!answer.accepted()) {
            if (invitation.isPrivate()) {
                rooms().close(Former.of(invitation));
            }
            desk.effects().event(new ChatEvent.InvitationEnded(invitation.info(), Outcome.DECLINED));
            return;
        }
        desk.effects().event(new ChatEvent.InvitationEnded(invitation.info(), Outcome.ACCEPTED));
        if (invitation.isPrivate()) {
            joinedPrivately(invitation);
        } else {
            joinedGroup(invitation);
        }
    }

    /**
     * Two may have invited each other, and both accepted: of their two rooms the one that is open stays, else the one of the lower
     * id, so that both keep the same.
     */
    private void joinedPrivately(OpenInvitation invitation) {
        var user = invitation.to();
        var self = desk.user();
        var other = rooms().privateWith(user);
        boolean stays = other.isEmpty()
                || (!other.get().info().open()
                        && lower(invitation.room(), other.get().room()));
        if (stays && rooms().all().size() < Rooms.MOST_ROOMS) {
            var info = new RoomInfo(invitation.room(), user, true, self, List.of(self), false);
            talk.publish(RoomState.of(info, 0), List.of(self, user), user + " has joined");
            return;
        }
        desk.post(invitation.room(), new Payload.Leave(), List.of(user));
        rooms().close(Former.of(invitation));
        if (stays) {
            tell(
                    user,
                    "you are in " + Rooms.MOST_ROOMS + " rooms: the private room with " + user
                            + " is not opened. Leave some, and invite them again.");
        }
    }

    private static boolean lower(Conversation.Room one, Conversation.Room other) {
        return one.id().hex().compareTo(other.id().hex()) < 0;
    }

    private void joinedGroup(OpenInvitation invitation) {
        var user = invitation.to();
        var found = rooms().find(invitation.room());
        if (found.isEmpty()) {
            desk.post(invitation.room(), new Payload.Leave(), List.of(user));
            return;
        }
        var state = found.get();
        if (state.info().members().size() >= Payload.MOST_MEMBERS) {
            desk.post(state.room(), new Payload.Kick(), List.of(user));
            tell(
                    user,
                    user + " wants into " + state.info().name() + ", which has " + Payload.MOST_MEMBERS
                            + " members, the most: put somebody out, and invite them again.");
            return;
        }
        var members = new TreeSet<>(state.info().members());
        members.add(user);
        talk.publish(state, List.copyOf(members), user + " has joined");
    }

    private void tell(String user, String text) {
        desk.effects().event(new ChatEvent.Told(user, text));
    }

    /** The owner has left a room into which this user is invited. */
    void withdrawn(Conversation.Room room, String sender) {
        rooms().invitation(each -> each.room().equals(room) && each.from().equals(sender))
                .ifPresent(invitation -> {
                    rooms().remove(invitation);
                    rooms().close(Former.of(invitation));
                    tell(sender, sender + " has taken back the invitation " + invitation.shortId());
                });
    }

    /** Ends the invitations whose time is over. */
    void tick() {
        Instant now = desk.now();
        rooms().invitations().stream()
                .filter(each -> !each.expires().isAfter(now))
                .forEach(this::expire);
    }

    private void expire(OpenInvitation invitation) {
        rooms().remove(invitation);
        boolean own = invitation.from().equals(desk.user());
        if (!own || invitation.isPrivate()) {
            rooms().close(Former.of(invitation));
        }
        if (own) {
            desk.effects().event(new ChatEvent.InvitationEnded(invitation.info(), Outcome.EXPIRED));
        }
    }

    /** A user has another identity key: what was open between the old one and this user is over. */
    void beganAnew(String user) {
        rooms().invitations().stream()
                .filter(each -> each.from().equals(user) || each.to().equals(user))
                .forEach(this::expire);
    }
}
