package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Users' entries. What is looked up is what the store has; what is decided upon may be ahead of it by the changes that the store is
 * just making. Decisions are one thread's.
 */
final class Directory {

    private final int mostUsers;
    private final Map<String, DirectoryEntry> shown = new ConcurrentHashMap<>();
    private final Map<String, DirectoryEntry> decided = new HashMap<>();
    private final Map<DeviceId, String> owners = new HashMap<>();
    private final Map<String, Set<DeviceId>> devicesOf = new HashMap<>();

    /**
     * Begins with what the store has.
     *
     * @param entries of all users
     * @param owners whose each device is
     * @param mostUsers how many there may be
     */
    Directory(List<DirectoryEntry> entries, Map<DeviceId, String> owners, int mostUsers) {
        this.mostUsers = mostUsers;
        fill(entries, owners);
    }

    /** What is to become of an entry. */
    sealed interface Decision {

        /**
         * It stays as it is.
         *
         * @param entry as it was
         */
        record Unchanged(DirectoryEntry entry) implements Decision {}

        /**
         * It is replaced.
         *
         * @param change for the store
         * @param otherIdentity whether the user's identity key is another one now
         */
        record Changed(Change.Publish change, boolean otherIdentity) implements Decision {}

        /**
         * It must not be replaced.
         *
         * @param reason why
         * @param text for people
         */
        record Refused(EntryRefusal reason, String text) implements Decision {}
    }

    Optional<DirectoryEntry> find(String user) {
        return Optional.ofNullable(shown.get(user));
    }

    /**
     * Takes what another server has decided; the store has it.
     *
     * @param entry as the store has it
     * @param devices on its list
     * @return devices that were on its list before
     */
    Set<DeviceId> renew(DirectoryEntry entry, Set<DeviceId> devices) {
        var known = decided.get(entry.user());
        if (known != null && known.revision() >= entry.revision()) {
            return Set.of();
        }
        var removed = own(entry.user(), devices);
        decided.put(entry.user(), entry);
        show(entry);
        return removed;
    }

    /** Begins again with what the store has: what was decided upon may not have come to be. */
    void reset(List<DirectoryEntry> entries, Map<DeviceId, String> ownersOfDevices) {
        decided.clear();
        owners.clear();
        devicesOf.clear();
        fill(entries, ownersOfDevices);
        shown.keySet().retainAll(decided.keySet());
    }

    private void fill(List<DirectoryEntry> entries, Map<DeviceId, String> ownersOfDevices) {
        owners.putAll(ownersOfDevices);
        ownersOfDevices.forEach((device, user) ->
                devicesOf.computeIfAbsent(user, name -> new HashSet<>()).add(device));
        entries.forEach(entry -> {
            shown.put(entry.user(), entry);
            decided.put(entry.user(), entry);
        });
    }

    /** The store has it. */
    void show(DirectoryEntry entry) {
        shown.put(entry.user(), entry);
    }

    /**
     * Takes a user's own entry, or does not (C1).
     *
     * @param enter what a device has said; the entry's signatures hold
     * @param user the entry, verified
     */
    Decision enter(ClientMessage.Enter enter, PublishedUser user) throws KeyMaterialException {
        var given = enter.entry();
        if (ids(user).stream()
                .anyMatch(each -> !owners.getOrDefault(each, given.user()).equals(given.user()))) {
            return new Decision.Refused(EntryRefusal.BAD_KEYS, "a device on the list is another user's");
        }
        var devices = speaking(user, user, enter.device());
        var known = decided.get(given.user());
        if (known == null) {
            return decided.size() >= mostUsers
                    ? new Decision.Refused(EntryRefusal.FULL, "the server has all the users that it takes")
                    : changed(given, 1, given.prekeys(), devices, false);
        }
        if (!known.identityKey().equals(given.identityKey())) {
            return enter.replace()
                    ? changed(given, known.revision() + 1, given.prekeys(), devices, true)
                    : new Decision.Refused(
                            EntryRefusal.OTHER_IDENTITY, "the server has another identity key for this user");
        }
        var before = known.verify();
        if (older(known, before, given, user)) {
            if (user.devices().version() < before.devices().version()
                    && before.devices().find(enter.device()).isPresent()) {
                return byTheNewerList(known, before, user, enter);
            }
            return new Decision.Refused(
                    EntryRefusal.OLD_DEVICE_LIST, "the server has a newer list of this user's devices");
        }
        var prekeys = ordered(user, newest(before, known, user, given));
        return known.devices().equals(given.devices())
                        && known.prekeys().equals(prekeys)
                        && isOwned(given.user(), devices)
                ? new Decision.Unchanged(known)
                : changed(given, known.revision() + 1, prekeys, devices, false);
    }

    /** A device that was away while the list changed, and is on the newer one: that stays, and prekeys are taken as always. */
    private Decision byTheNewerList(
            DirectoryEntry known, PublishedUser before, PublishedUser user, ClientMessage.Enter enter) {
        var prekeys = ordered(before, newest(before, known, user, enter.entry()));
        var devices = speaking(before, user, enter.device());
        return known.prekeys().equals(prekeys) && isOwned(known.user(), devices)
                ? new Decision.Unchanged(known)
                : changed(known, known.revision() + 1, prekeys, devices, false);
    }

    /**
     * Those of a list whose own keys say that they are this user's: which enters, which have a prekey in the entry, for it names the user, and
     * which did so before. A list alone makes no device anybody's, or whoever comes first could take the keys of all others.
     */
    private Set<DeviceId> speaking(PublishedUser list, PublishedUser given, DeviceId entering) {
        var devices = ids(list);
        devices.removeIf(
                each -> !each.equals(entering) && given.prekey(each).isEmpty() && !isOwned(list.user(), Set.of(each)));
        return devices;
    }

    private boolean isOwned(String user, Set<DeviceId> devices) {
        return devicesOf.getOrDefault(user, Set.of()).containsAll(devices);
    }

    /** A later prekey of one device; an older one, or the same, changes nothing. */
    Decision publish(String user, DeviceId device, SignedStatement statement) throws KeyMaterialException {
        var known = decided.get(user);
        if (known == null) {
            return new Decision.Refused(EntryRefusal.BAD_KEYS, "this user has no entry any more");
        }
        var before = known.verify();
        var prekey = Prekey.verify(statement, before.devices());
        if (!prekey.device().equals(device)) {
            return new Decision.Refused(EntryRefusal.BAD_KEYS, "a prekey of another device");
        }
        if (before.prekey(device)
                .filter(old -> !prekey.from().isAfter(old.from()))
                .isPresent()) {
            return new Decision.Unchanged(known);
        }
        var statements = statements(before, known);
        statements.put(device, statement);
        return changed(
                known, known.revision() + 1, ordered(before, statements), speaking(before, before, device), false);
    }

    private Decision changed(
            DirectoryEntry entry,
            long revision,
            List<SignedStatement> prekeys,
            Set<DeviceId> devices,
            boolean otherIdentity) {
        var user = entry.user();
        var next = new DirectoryEntry(user, revision, entry.identityKey(), entry.devices(), prekeys);
        var removed = own(user, devices);
        decided.put(user, next);
        return new Decision.Changed(new Change.Publish(next, devices, removed), otherIdentity);
    }

    /** These are the user's devices now. {@return those that were before} */
    private Set<DeviceId> own(String user, Set<DeviceId> devices) {
        var before = devicesOf.put(user, devices);
        var removed = before == null ? new HashSet<DeviceId>() : new HashSet<>(before);
        removed.removeAll(devices);
        removed.forEach(device -> owners.remove(device, user)); // by now it may be another user's
        devices.forEach(device -> owners.put(device, user));
        return removed;
    }

    /** Two lists of one version are two statements of which only the first counts. */
    private static boolean older(DirectoryEntry known, PublishedUser before, DirectoryEntry given, PublishedUser user) {
        long version = user.devices().version();
        long least = before.devices().version();
        return version < least || (version == least && !known.devices().equals(given.devices()));
    }

    private static Map<DeviceId, SignedStatement> newest(
            PublishedUser before, DirectoryEntry known, PublishedUser user, DirectoryEntry given) {
        var chosen = statements(before, known);
        statements(user, given).forEach((device, statement) -> {
            var old = before.prekey(device);
            var fresh = user.prekey(device);
            if (old.isEmpty()
                    || (fresh.isPresent()
                            && fresh.get().from().isAfter(old.get().from()))) {
                chosen.put(device, statement);
            }
        });
        return chosen;
    }

    /** By device; an entry names its prekeys in the order in which they were verified. */
    private static Map<DeviceId, SignedStatement> statements(PublishedUser user, DirectoryEntry entry) {
        var statements = new HashMap<DeviceId, SignedStatement>();
        var next = entry.prekeys().iterator();
        user.prekeys().keySet().forEach(device -> statements.put(device, next.next()));
        return statements;
    }

    /** In the order of the list; devices that are not on it any more fall away. */
    private static List<SignedStatement> ordered(PublishedUser user, Map<DeviceId, SignedStatement> statements) {
        var ordered = new ArrayList<SignedStatement>();
        for (var device : user.devices().devices()) {
            var statement = statements.get(device.id());
            if (statement != null) {
                ordered.add(statement);
            }
        }
        return ordered;
    }

    private static Set<DeviceId> ids(PublishedUser user) {
        return user.devices().devices().stream().map(Device::id).collect(Collectors.toCollection(HashSet::new));
    }
}
