package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.Contact.SeenDevice;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Judges what the server says about a user's keys, by their signatures (M1), the known identity (M2), and what was seen (M3). */
final class KeyWatch {

    private final String self;
    private final Book book;
    private final Alarms alarms;

    KeyWatch(String self, Book book, Alarms alarms) {
        this.self = self;
        this.book = book;
        this.alarms = alarms;
    }

    /** {@return what messages may be sealed to; empty if nothing of it may be used} */
    Optional<PublishedUser> judge(DirectoryEntry entry) {
        var user = entry.user();
        PublishedUser claimed;
        try {
            claimed = entry.verify();
        } catch (KeyMaterialException | IllegalArgumentException e) {
            var bytes = new FieldWriter();
            entry.write(bytes);
            alarms.raise(
                    AlarmKind.DEVICE_LIST_FORGED,
                    user,
                    Octets.sha256(bytes.toBytes()),
                    "what the server says about the keys of " + user + " is not signed by them (" + e.getMessage()
                            + "): nothing is sent to those keys. The server, or somebody in its place, has changed them."
                            + " Ask whoever runs it.");
            return Optional.empty();
        }
        var known = book.contacts().find(user);
        if (known.isEmpty() && user.equals(self)) {
            return Optional.empty(); // who has one device alone knows it from nobody else
        }
        if (known.isEmpty()) {
            return Optional.of(take(Contact.firstSeen(user, claimed.identity()), claimed));
        }
        if (!known.get().identity().equals(claimed.identity())) {
            if (user.equals(self)) {
                ownKeyChanged(claimed);
                return Optional.empty();
            }
            keyChanged(known.get(), claimed);
            return Optional.empty();
        }
        if (known.get().changed()) {
            alarms.raise(
                    AlarmKind.KEY_BACK,
                    user,
                    "the server names the key of " + user + " again that you know, "
                            + claimed.identity().fingerprint()
                            + ": what has waited is sent to that one, and what came under the other is not shown. If they have not"
                            + " begun anew and gone back, the other was somebody else's: ask whoever runs the server.");
            book.contacts().set(known.get().unchanged()); // also if the list that comes with it may not be used
            return sameIdentity(known.get().unchanged(), claimed);
        }
        return sameIdentity(known.get(), claimed);
    }

    /** Whether an entry that is well signed, by whatever identity, names a device. */
    boolean names(DirectoryEntry entry, DeviceId device) {
        try {
            return entry.verify().devices().find(device).isPresent();
        } catch (KeyMaterialException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The server knows no such user. Of the one whom it has let in by a list of devices, that is untrue. */
    void absent(String user) {
        if (user.equals(self)) {
            alarms.raise(
                    AlarmKind.ROLLED_BACK,
                    self,
                    "absent",
                    "the server says that it knows no list of your devices, and has let this one in by it: what you say and"
                            + " do here waits, and does not come to your other devices. The server has lost its memory, or"
                            + " keeps your devices apart: ask whoever runs it.");
        }
    }

    private void ownKeyChanged(PublishedUser claimed) {
        alarms.raise(
                AlarmKind.KEY_CHANGED,
                self,
                claimed.identity().fingerprint(),
                "the server names another identity key for you, "
                        + claimed.identity().fingerprint()
                        + ": you have begun anew elsewhere (--replace-keys), or somebody else has in your name. Nothing is sent"
                        + " to your other devices by it.");
    }

    /**
     * A list that a device of its user has sent, end to end (M10): so the server cannot keep it back unseen, nor by naming another
     * identity meanwhile, which does not make less of a list that the known one has signed.
     *
     * @return whether it is newer than what was known: what the server says is judged by it from now on
     * @throws KeyMaterialException if the identity that is known has not signed it
     */
    boolean stated(String user, SignedStatement statement) throws KeyMaterialException {
        var known = book.contacts().find(user);
        if (known.isEmpty()) {
            return false;
        }
        var list = DeviceList.verify(statement, user, known.get().identity());
        if (list.version() <= known.get().listVersion()) {
            return false;
        }
        tellDifference(known.get(), list);
        var seen = new LinkedHashMap<DeviceId, SeenDevice>();
        for (var device : list.devices()) {
            var before = known.get().devices().get(device.id());
            seen.put(device.id(), new SeenDevice(device.key(), before == null ? 0 : before.prekeyFrom()));
        }
        book.contacts().set(known.get().with(list.version(), seen));
        return true;
    }

    private void keyChanged(Contact known, PublishedUser claimed) {
        var fresh = Octets.of(claimed.identity().subjectPublicKeyInfo());
        if (known.changedTo().equals(fresh)) {
            return;
        }
        book.contacts().set(known.changedTo(claimed.identity()));
        var user = known.user();
        alarms.raise(
                AlarmKind.KEY_CHANGED,
                user,
                (known.changed()
                                ? "the key of " + user
                                        + " has changed again: a number that you have compared since the last change"
                                        + " is not of this key. Now the server names another key for "
                                : "the server names another key for ")
                        + user + ", " + claimed.identity().fingerprint()
                        + ": they have begun anew, or somebody has put a key of their own in between. Nothing is sent to them"
                        + " until you accept it; compare the safety number with them first.");
    }

    private Optional<PublishedUser> sameIdentity(Contact known, PublishedUser claimed) {
        var user = known.user();
        long version = claimed.devices().version();
        var names = new HashSet<DeviceId>();
        claimed.devices().devices().forEach(device -> names.add(device.id()));
        boolean otherOfSameVersion =
                version == known.listVersion() && !names.equals(known.devices().keySet());
        if (version < known.listVersion() || otherOfSameVersion) {
            alarms.raise(
                    AlarmKind.ROLLED_BACK,
                    user,
                    "list " + version,
                    "the server shows an older list of the devices of " + user + " (version " + version
                            + ") than one that it has shown before (version " + known.listVersion()
                            + "): it is not used, and nothing is sent by it. The server has lost its memory, or wants messages to go"
                            + " to a device that is gone: ask whoever runs it.");
            return Optional.empty();
        }
        tellDifference(known, claimed.devices());
        return Optional.of(take(known, claimed));
    }

    private void tellDifference(Contact known, DeviceList list) {
        if (known.listVersion() == 0) {
            return;
        }
        var user = known.user();
        for (var device : list.devices()) {
            if (!known.devices().containsKey(device.id())) {
                alarms.raise(AlarmKind.DEVICE_ADDED, user, device.id(), added(user, device.id()));
            }
        }
        for (var device : known.devices().keySet()) {
            if (list.find(device).isEmpty()) {
                alarms.say(
                        user,
                        (user.equals(self) ? "you have" : user + " has") + " removed the device " + device.shortName()
                                + ": nothing is sent to it any more");
            }
        }
    }

    private String added(String user, DeviceId device) {
        return user.equals(self)
                ? "you have another device, " + device.shortName()
                        + ", signed by your identity key: it gets what you get."
                        + " If you have not linked it, whoever has your first device has: /unlink " + device.shortName()
                        + " there, or begin anew with other keys."
                : user + " has another device, signed by the key that you know: messages go to it too. Ask them:"
                        + " if they do not know of it, whoever has their key has added it.";
    }

    /** Remembers the list and the prekeys; takes away prekeys that are older than what was seen. */
    private PublishedUser take(Contact contact, PublishedUser claimed) {
        var seen = new LinkedHashMap<DeviceId, SeenDevice>();
        var prekeys = new LinkedHashMap<DeviceId, Prekey>();
        for (var device : claimed.devices().devices()) {
            var before = contact.devices().get(device.id());
            long newest = before == null ? 0 : before.prekeyFrom();
            var prekey = claimed.prekey(device.id());
            if (prekey.isPresent()) {
                newest = newer(contact.user(), newest, prekey.get(), prekeys);
            }
            seen.put(device.id(), new SeenDevice(device.key(), newest));
        }
        book.contacts().set(contact.with(claimed.devices().version(), seen));
        return new PublishedUser(claimed.identity(), claimed.devices(), prekeys);
    }

    private long newer(String user, long newest, Prekey prekey, Map<DeviceId, Prekey> taken) {
        long made = prekey.from().toEpochMilli();
        if (made < newest) {
            alarms.raise(
                    AlarmKind.ROLLED_BACK,
                    user,
                    "prekey " + made,
                    "the server shows an older key of a device of " + user
                            + " than one that it has shown before: nothing is sealed to it. Whoever keeps old keys alive waits"
                            + " for a device to be taken: ask whoever runs the server.");
            return newest;
        }
        taken.put(prekey.device(), prekey);
        return made;
    }
}
