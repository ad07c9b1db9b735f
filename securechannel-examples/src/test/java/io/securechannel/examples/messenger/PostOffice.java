package io.securechannel.examples.messenger;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage.Enter;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Accepted;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.examples.messenger.protocol.ServerMessage.Expired;
import io.securechannel.examples.messenger.protocol.ServerMessage.Rejected;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The directory, the rows and the mail that waits, of a server that keeps C1 and C3 to C7 (docs/spec/messenger.md), in memory and
 * without connections. A copy is an earlier state, to which a hostile server goes back.
 */
final class PostOffice {

    private record Row(DeviceId from, DeviceId to) {}

    private final Map<String, DirectoryEntry> directory = new TreeMap<>();

    private final Map<DeviceId, String> owners = new HashMap<>();
    private final Map<Row, Long> last = new HashMap<>();
    private final Map<DeviceId, TreeMap<Long, ServerMessage>> waiting = new HashMap<>();
    private long deliveries;
    private long revisions;

    PostOffice() {}

    PostOffice(PostOffice other) {
        directory.putAll(other.directory);
        owners.putAll(other.owners);
        last.putAll(other.last);
        other.waiting.forEach((device, messages) -> waiting.put(device, new TreeMap<>(messages)));
        deliveries = other.deliveries;
        revisions = other.revisions;
    }

    /** C1, all but the proof, which {@link RelayConnection} looks at. */
    Optional<EntryRefusal> enter(String user, Enter enter) {
        var entry = enter.entry();
        PublishedUser published;
        try {
            published = entry.verify();
        } catch (KeyMaterialException e) {
            return Optional.of(EntryRefusal.BAD_KEYS);
        }
        if (!entry.user().equals(user)
                || published.devices().find(enter.device()).isEmpty()) {
            return Optional.of(EntryRefusal.BAD_KEYS);
        }
        var known = directory.get(user);
        if (known != null) {
            boolean same = known.identityKey().equals(entry.identityKey());
            if (!same && !enter.replace()) {
                return Optional.of(EntryRefusal.OTHER_IDENTITY);
            }
            if (same
                    && verified(known).devices().version() > published.devices().version()) {
                if (verified(known).devices().find(enter.device()).isPresent()) {
                    return publishAll(user, enter);
                }
                return Optional.of(EntryRefusal.OLD_DEVICE_LIST);
            }
        }
        register(entry, published, known);
        return Optional.empty();
    }

    /** A device that was away while the list changed is let in by the newer one. */
    private Optional<EntryRefusal> publishAll(String user, Enter enter) {
        enter.entry().prekeys().forEach(each -> publish(user, enter.device(), each));
        return Optional.empty();
    }

    private void register(DirectoryEntry entry, PublishedUser published, DirectoryEntry known) {
        var prekeys = new ArrayList<>(entry.prekeys());
        if (known != null && known.identityKey().equals(entry.identityKey())) {
            prekeys.addAll(known.prekeys());
        }
        var newest = newest(prekeys, published);
        if (known != null && sameKeys(known, entry) && known.prekeys().equals(newest)) {
            return;
        }
        owners.values().removeIf(entry.user()::equals);
        published.devices().devices().forEach(device -> owners.putIfAbsent(device.id(), entry.user()));
        directory.put(
                entry.user(),
                new DirectoryEntry(entry.user(), ++revisions, entry.identityKey(), entry.devices(), newest));
    }

    private static boolean sameKeys(DirectoryEntry one, DirectoryEntry other) {
        return one.identityKey().equals(other.identityKey()) && one.devices().equals(other.devices());
    }

    /** One prekey a device, the one that was made last. */
    private static List<SignedStatement> newest(List<SignedStatement> prekeys, PublishedUser published) {
        var made = new LinkedHashMap<DeviceId, Prekey>();
        var statements = new LinkedHashMap<DeviceId, SignedStatement>();
        for (var each : prekeys) {
            verified(each, published).ifPresent(prekey -> {
                var before = made.get(prekey.device());
                if (before == null || before.from().isBefore(prekey.from())) {
                    made.put(prekey.device(), prekey);
                    statements.put(prekey.device(), each);
                }
            });
        }
        return List.copyOf(statements.values());
    }

    /** Empty for a device that is not on the list any more. */
    private static Optional<Prekey> verified(SignedStatement prekey, PublishedUser published) {
        try {
            return Optional.of(Prekey.verify(prekey, published.devices()));
        } catch (KeyMaterialException e) {
            return Optional.empty();
        }
    }

    /** A new prekey of a device; false if it is none of its. */
    boolean publish(String user, DeviceId device, SignedStatement prekey) {
        var known = directory.get(user);
        try {
            var published = known.verify();
            if (!Prekey.verify(prekey, published.devices()).device().equals(device)) {
                return false;
            }
            var prekeys = new ArrayList<>(known.prekeys());
            prekeys.add(prekey);
            var entry = new DirectoryEntry(user, 0, known.identityKey(), known.devices(), prekeys);
            register(entry, published, known);
            return true;
        } catch (KeyMaterialException e) {
            return false;
        }
    }

    Optional<DirectoryEntry> find(String user) {
        return Optional.ofNullable(directory.get(user));
    }

    Optional<String> owner(DeviceId device) {
        return Optional.ofNullable(owners.get(device));
    }

    /** C3 and C7: what the sender is told, and what the addressee is, if the mail is new. */
    Taken take(String sender, DeviceId from, Mail mail, Instant now) {
        var row = new Row(from, mail.to());
        long next = last.getOrDefault(row, 0L) + 1;
        if (!mail.from().equals(from)) {
            return Taken.refused(mail, MailRefusal.NOT_YOURS, 0);
        } else if (mail.sequence() < next) {
            return new Taken(new Accepted(mail.to(), mail.sequence()), Optional.empty());
        } else if (mail.sequence() > next) {
            return Taken.refused(mail, MailRefusal.OUT_OF_ORDER, next);
        } else if (!mail.expires().isAfter(now) || mail.expires().isAfter(now.plus(Mail.LONGEST_LIFE))) {
            return Taken.refused(mail, MailRefusal.EXPIRED, 0);
        } else if (!owners.containsKey(mail.to())) {
            return Taken.refused(mail, MailRefusal.NO_SUCH_DEVICE, 0);
        }
        last.put(row, next);
        var deliver = new Deliver(++deliveries, sender, mail);
        queue(mail.to()).put(deliver.delivery(), deliver);
        return new Taken(new Accepted(mail.to(), mail.sequence()), Optional.of(deliver));
    }

    /** C8: a row goes on at a higher number. */
    void resume(DeviceId from, DeviceId to, long sequence) {
        last.merge(new Row(from, to), sequence - 1, Math::max);
    }

    /**
     * What became of a mail.
     *
     * @param answer for its sender
     * @param delivery for its addressee
     */
    record Taken(ServerMessage answer, Optional<Deliver> delivery) {

        private static Taken refused(Mail mail, MailRefusal reason, long expected) {
            return new Taken(new Rejected(mail.to(), mail.sequence(), reason, expected), Optional.empty());
        }
    }

    /** C5: all that waits for a device, in order. */
    List<ServerMessage> waiting(DeviceId device) {
        return List.copyOf(queue(device).values());
    }

    void forget(DeviceId device, List<Long> numbers) {
        numbers.forEach(queue(device)::remove);
    }

    /** C6: what has ended, or has no addressee any more, is gone; gives what its senders are told, which waits for them now. */
    Map<Expired, DeviceId> expire(Instant now) {
        var told = new LinkedHashMap<Expired, DeviceId>();
        for (var device : List.copyOf(waiting.keySet())) {
            for (var message : waiting(device)) {
                if (message instanceof Deliver ended && hasEnded(ended.mail(), now)) {
                    queue(device).remove(ended.delivery());
                    var mail = ended.mail();
                    var user = owners.getOrDefault(device, "nobody");
                    var expired = new Expired(++deliveries, user, device, mail.sequence());
                    queue(mail.from()).put(expired.delivery(), expired);
                    told.put(expired, mail.from());
                }
            }
        }
        return told;
    }

    private boolean hasEnded(Mail mail, Instant now) {
        return !mail.expires().isAfter(now) || !owners.containsKey(mail.to());
    }

    private Map<Long, ServerMessage> queue(DeviceId device) {
        return waiting.computeIfAbsent(device, ignored -> new TreeMap<>());
    }

    private static PublishedUser verified(DirectoryEntry entry) {
        try {
            return entry.verify();
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("was verified before", e);
        }
    }
}
