package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.Contact.SeenDevice;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.keys.SigningPublicKey;
import java.util.LinkedHashMap;

/**
 * What several devices of one user tell each other (M10): what was said at one of them, which rooms the user is in, whose safety number
 * was compared. Their own list is watched like those of others: this user is in the book of contacts too, and shown to nobody.
 */
final class OwnDevices {

    private final Desk desk;
    private final Alarms alarms;
    private final Talk talk;

    OwnDevices(Desk desk, Alarms alarms, Talk talk) {
        this.desk = desk;
        this.alarms = alarms;
        this.talk = talk;
    }

    /** Puts this user's own list among those that the server may not go back behind; one of a single device, never changed, is no secret. */
    static void know(Desk desk) {
        var account = desk.account();
        if (!account.isShared()) {
            return;
        }
        var contacts = desk.book().contacts();
        var known = contacts.find(account.user())
                .filter(each -> each.identity().equals(account.identity()))
                .orElseGet(() ->
                        Contact.firstSeen(account.user(), account.identity()).verifiedNow());
        if (known.listVersion() >= account.list().version()) {
            return;
        }
        var seen = new LinkedHashMap<DeviceId, SeenDevice>();
        for (var device : account.list().devices()) {
            var before = known.devices().get(device.id());
            seen.put(device.id(), new SeenDevice(device.key(), before == null ? 0 : before.prekeyFrom()));
        }
        contacts.set(known.with(account.list().version(), seen));
    }

    /** Tells those to whom something was sent, and this user's other devices, of a new list (M9). */
    static void announce(Desk desk) {
        var book = desk.book();
        var list = new Payload.Devices(desk.account().devices());
        var told = book.contacts().all().stream()
                .filter(each -> !each.user().equals(desk.user()) && !each.changed())
                .filter(each -> each.devices().keySet().stream().anyMatch(book.rows()::hasTo))
                .map(Contact::user)
                .toList();
        desk.post(new Conversation.Broadcast(), list, told);
        desk.toOwn(list);
    }

    /** Takes what another device of this user tells. */
    void take(ChatMessage from, Payload what) {
        if (what instanceof Payload.Copy copy) {
            said(from, copy);
        } else if (what instanceof Payload.Room room) {
            room(room);
        } else if (what instanceof Payload.Verified verified) {
            verified(verified);
        }
    }

    private void said(ChatMessage from, Payload.Copy copy) {
        var where = copy.conversation();
        boolean others = where instanceof Conversation.Direct direct
                && !direct.first().equals(desk.user())
                && !direct.second().equals(desk.user());
        boolean unknown = where instanceof Conversation.Room room
                && desk.book().rooms().find(room).isEmpty();
        if (!others && !unknown) {
            talk.show(new ChatMessage(where, desk.place(where), desk.user(), from.time(), copy.text(), from.late()));
        }
    }

    private void room(Payload.Room room) {
        var rooms = desk.book().rooms();
        rooms.invitations().stream()
                .filter(each -> each.room().equals(room.room()) && each.to().equals(desk.user()))
                .forEach(rooms::remove);
        var before = rooms.find(room.room());
        long version = room.list().version();
        if (room.state() == Payload.Room.State.CLOSED) {
            before.ifPresentOrElse(
                    each -> talk.close(each, "you have left at another device"),
                    () -> rooms.close(new Rooms.Former(room.room(), room.owner(), room.isPrivate(), version)));
            return;
        }
        boolean newer = before.isEmpty()
                ? rooms.all().size() < Rooms.MOST_ROOMS
                : version > before.get().version();
        if (!newer) {
            return;
        }
        rooms.reopen(room.room());
        var info = new RoomInfo(
                room.room(),
                room.name(),
                room.isPrivate(),
                room.owner(),
                room.list().members(),
                room.state() == Payload.Room.State.OPEN);
        var state = before.map(each -> new RoomState(info, version, each.early()))
                .orElseGet(() -> RoomState.of(info, version));
        rooms.set(state);
        desk.effects().event(new ChatEvent.RoomChanged(info, "changed at another device of yours"));
    }

    private void verified(Payload.Verified verified) {
        var user = verified.user();
        SigningPublicKey identity;
        try {
            identity = SigningPublicKey.fromSubjectPublicKeyInfo(
                    verified.identity().bytes());
        } catch (KeyMaterialException e) {
            return;
        }
        if (user.equals(desk.user())) {
            return;
        }
        var known = desk.book().contacts().find(user).orElseGet(() -> Contact.firstSeen(user, identity));
        if (known.identity().equals(identity)) {
            desk.book().contacts().set(known.verifiedNow());
        } else {
            alarms.say(
                    user,
                    "at another device of yours you have compared another key of " + user
                            + " than the one that this one knows: look at the number that they have here (/verify "
                            + user
                            + ")");
        }
    }
}
