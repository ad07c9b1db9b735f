package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.Contact.SeenDevice;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What several devices of one user tell each other (M11): what was said at one of them, which rooms the user is in, whose safety number
 * was compared. Their own list is watched like those of others: this user is in the book of contacts too, and shown to nobody.
 */
final class OwnDevices {

    private final Desk desk;
    private final Alarms alarms;
    private final Talk talk;
    private final OwnRooms rooms;
    private Optional<SignedStatement> stated = Optional.empty();

    OwnDevices(Desk desk, Alarms alarms, Talk talk) {
        this.desk = desk;
        this.alarms = alarms;
        this.talk = talk;
        this.rooms = new OwnRooms(desk, alarms, talk);
    }

    /**
     * Puts this user's own list among those that the server may not go back behind, and tells others of it (M10), once: what was told is
     * in the book, and the list is not, so a crash between the two is made good here. A list of a single device, never changed, is
     * known to be that.
     */
    static void know(Desk desk) {
        if (!desk.account().isShared()) {
            return;
        }
        learn(desk);
        long version = desk.account().list().version();
        if (desk.book().announced() < version) {
            announce(desk);
            desk.book().announced(version);
        }
    }

    private static void learn(Desk desk) {
        var account = desk.account();
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

    /**
     * Tells those to whom this device has sent something, and, at the first device, this user's others. What waits of earlier lists
     * need not be told any more.
     */
    private static void announce(Desk desk) {
        var book = desk.book();
        for (var item : book.outbox().items()) {
            if (item.payload() instanceof Payload.Devices) {
                item.unsealed().clear();
                book.outbox().finished(item.number());
            }
        }
        var told = book.contacts().all().stream()
                .map(Contact::user)
                .filter(user -> !user.equals(desk.user()) && book.rows().hasTo(user))
                .toList();
        if (!told.isEmpty()) {
            list(desk, false).addressTo(told);
        }
        if (mayTellOwn(desk)) {
            list(desk, true).addressTo(List.of(desk.user()));
        }
    }

    private static boolean mayTellOwn(Desk desk) {
        return desk.account().mayChangeDevices() && !desk.account().others().isEmpty();
    }

    /** {@return the list as it is to be told: one item for all, however many have to be told again} */
    private static OutboxItem list(Desk desk, boolean own) {
        var conversation = own ? new Conversation.Own(desk.user()) : new Conversation.Broadcast();
        return desk.book()
                .outbox()
                .one(conversation, new Payload.Devices(desk.account().devices()));
    }

    /** What a device was told may have been of the list, and has ended: it is told once more, if it is still somebody's. */
    static void announceAgain(Desk desk, String user, DeviceId device) {
        boolean own = user.equals(desk.user());
        boolean mayHear = own
                ? mayTellOwn(desk) && desk.account().list().find(device).isPresent()
                : desk.account().isShared();
        if (mayHear) {
            list(desk, own).addressTo(user, device);
        }
    }

    /** What another user was told may have been of the list, and was for a device that is gone: they are told once more. */
    static void announceAgain(Desk desk, String user) {
        if (desk.account().isShared() && !user.equals(desk.user())) {
            list(desk, false).addressTo(List.of(user));
        }
    }

    /**
     * What goes first in a row to another user's device, so that nobody who answers knows this user's devices from the server alone:
     * the list, if it is not the only one that there ever was.
     *
     * @param item what is about to be sealed for that device
     */
    static Optional<OutboxItem> first(Desk desk, OutboxItem item, Prekey prekey) {
        boolean begins = desk.book().rows().to(prekey.user(), prekey.device()).next() == 1;
        boolean isList = item.payload() instanceof Payload.Devices;
        if (!begins || isList || !desk.account().isShared() || prekey.user().equals(desk.user())) {
            return Optional.empty();
        }
        var list = list(desk, false);
        list.unsealed().remove(OutboxItem.Addressee.one(prekey.user(), prekey.device()));
        return Optional.of(list);
    }

    boolean isOf(String user) {
        return user.equals(desk.user());
    }

    /** The key of a device that is on this user's list now. */
    Optional<SigningPublicKey> key(DeviceId device) {
        return desk.account().list().find(device).map(Device::key);
    }

    /** Whether a device of a user that is not known may be on a list that is newer; of a single device, never linked, there is none. */
    boolean mayBeNew(String user) {
        return !isOf(user) || desk.account().isShared();
    }

    /** Another device has told of a newer list: it is this one's own from the next writing on, whatever the server says. */
    void stated(SignedStatement list) {
        stated = Optional.of(list);
    }

    /**
     * Takes a newer list, if it is one, and tells others of it.
     *
     * @param named by the server, which may keep back what another device has told
     * @throws KeyMaterialException if it cannot be kept
     */
    void adopt(Optional<SignedStatement> named) throws KeyMaterialException {
        for (var list : List.of(stated, named)) {
            if (list.isPresent() && desk.account().adopt(list.get())) {
                know(desk);
            }
        }
        stated = Optional.empty();
    }

    /** Takes what another device of this user tells. */
    void take(ChatMessage from, DeviceId device, Payload what) {
        if (what instanceof Payload.Copy copy) {
            said(from, copy);
        } else if (what instanceof Payload.Room room) {
            rooms.take(room, from.late());
        } else if (what instanceof Payload.Verified verified) {
            verified(verified, device);
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

    /** The user is told where: a device that was stolen compares nothing, and says that it has. */
    private void verified(Payload.Verified verified, DeviceId device) {
        var user = verified.user();
        SigningPublicKey identity;
        try {
            identity = SigningPublicKey.fromSubjectPublicKeyInfo(
                    verified.identity().bytes());
        } catch (KeyMaterialException e) {
            return;
        }
        if (user.equals(desk.user()) || identity.type() != SigningKeyType.ED25519) {
            return;
        }
        var known = desk.book().contacts().find(user).orElseGet(() -> Contact.firstSeen(user, identity));
        if (known.identity().equals(identity)) {
            desk.book().contacts().set(known.verifiedNow());
            if (!known.verified()) {
                alarms.say(
                        user,
                        "at your device " + device.shortName() + " you have compared the safety number of " + user
                                + ": they count as verified here too. If you have not, that device is in other hands: /unlink "
                                + device.shortName() + " at the first one, and compare the number here (/verify " + user
                                + ")");
            }
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
