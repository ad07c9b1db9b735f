package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.OutboxItem.Addressee;
import io.securechannel.examples.messenger.client.Rows.Acknowledged;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Empties the outbox: seals what can be sealed, in the order in which it was said to each user, and sends what is sealed until the
 * server has it (M7). To a user with several devices it goes to each that has a prekey; while none has, or their key has changed, it
 * waits.
 */
final class Sending {

    /** So many seals a turn, so that a message to very many does not keep everything else waiting. */
    private static final int MOST_A_TURN = 256;

    /** What was said to all waits so long for each who was there. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private final Desk desk;
    private final Directory directory;
    private final Alarms alarms;
    private final Sealing sealing;
    private final Deliveries deliveries;
    private final Map<DeviceId, Long> resendAt = new HashMap<>();
    private final Set<DeviceId> doubted = new HashSet<>();
    private final Set<DeviceId> resumed = new HashSet<>();
    private final Set<DeviceId> clocksDiffer = new HashSet<>();
    private final Set<String> toldThatItWaits = new HashSet<>();
    private final TreeSet<String> missed = new TreeSet<>();
    private final Map<String, Integer> ended = new TreeMap<>();

    Sending(Desk desk, Directory directory, Alarms alarms) {
        this.alarms = alarms;
        this.desk = desk;
        this.directory = directory;
        this.sealing = new Sealing(desk);
        this.deliveries = new Deliveries(desk);
    }

    /** The server has let this device in: what is sealed goes first, as it is. */
    void entered() {
        resendAt.clear();
        doubted.clear();
        resumed.clear();
        desk.book().outbox().devices().forEach(this::sendRow);
    }

    private void sendRow(DeviceId to) {
        desk.book().outbox().row(to).forEach(each -> desk.effects().send(new ClientMessage.Send(each.mail())));
    }

    /**
     * Seals and sends what can be.
     *
     * @return whether more could be
     */
    boolean pump() {
        int sealed = 0;
        var blocked = new HashSet<String>();
        for (var item : desk.book().outbox().items()) {
            for (var addressee : List.copyOf(item.unsealed())) {
                if (blocked.contains(addressee.user())) {
                    continue;
                }
                if (sealed >= MOST_A_TURN) {
                    tellWhoMissedIt();
                    return true;
                }
                int mails = seal(item, addressee);
                if (mails == 0 && isGivenUp(item, addressee)) {
                    item.unsealed().remove(addressee);
                    missed.add(addressee.user());
                    deliveries.finish(item.number());
                } else if (mails == 0) {
                    blocked.add(addressee.user());
                }
                sealed += mails;
            }
        }
        tellWhoMissedIt();
        return false;
    }

    /** What was said to all who were there does not wait for one of them for ever: the server may have made them up. */
    private boolean isGivenUp(OutboxItem item, Addressee addressee) {
        var longAgo = desk.now().minus(PATIENCE);
        return item.isForAll()
                && addressee.device().isEmpty()
                && (directory.absent(addressee.user())
                        || item.message()
                                .filter(said -> said.time().isBefore(longAgo))
                                .isPresent());
    }

    private void tellWhoMissedIt() {
        if (!missed.isEmpty()) {
            int others = missed.size() - 1;
            desk.effects()
                    .event(new ChatEvent.Undelivered(
                            missed.first(),
                            missed.size(),
                            false,
                            "the server named " + missed.first()
                                    + (others == 0 ? "" : " and " + others + " others")
                                    + " as online, and gives no key of theirs that can be used: what you said to all did not go"
                                    + " to them."));
            missed.clear();
        }
    }

    /** {@return how many mails were made of it; none if it has to wait} */
    private int seal(OutboxItem item, Addressee addressee) {
        var user = addressee.user();
        if (isOwn(user) && cannotBeTold(addressee)) {
            item.unsealed().remove(addressee);
            deliveries.finish(item.number());
            return 1;
        }
        if (desk.book().contacts().changed(user)) {
            return 0;
        }
        var keys = directory.usable(user, desk.now());
        if (keys.isEmpty()) {
            if (directory.absent(user) && !item.isForAll()) {
                tellThatItWaits(user, "the server knows no " + user + " who has ever entered");
            }
            return 0;
        }
        var gone = addressee
                .device()
                .filter(device -> keys.get().devices().find(device).isEmpty());
        if (gone.isPresent()) {
            item.unsealed().remove(addressee);
            deliveries.finish(item.number());
            return 1;
        }
        var prekeys = prekeys(keys.get(), addressee);
        if (prekeys.isEmpty()) {
            tellThatItWaits(user, "no device of " + user + " has a key that has not ended");
            return 0;
        }
        if (prekeys.stream().anyMatch(each -> desk.book().outbox().isAhead(each.device()))) {
            return 0;
        }
        if (!prekeys.stream().allMatch(each -> desk.book().rows().mayBegin(each.device()))) {
            tellThatItWaits(user, "this client has sent to so many devices that it remembers no more");
            return 0;
        }
        item.unsealed().remove(addressee);
        toldThatItWaits.remove(user);
        if (addressee.device().isEmpty()) {
            tellWhoIsLeftOut(keys.get(), prekeys);
        }
        for (var prekey : prekeys) {
            var mail = sealing.seal(item, prekey);
            if (!resendAt.containsKey(mail.to()) && !doubted.contains(mail.to())) {
                desk.effects().send(new ClientMessage.Send(mail));
            }
        }
        return prekeys.size();
    }

    private boolean isOwn(String user) {
        return user.equals(desk.user());
    }

    /** What cannot go to this user's other devices does not wait for ever: it would fill the outbox, and it was said here all the same. */
    private boolean cannotBeTold(Addressee own) {
        if (desk.account().others().isEmpty()) {
            return true;
        }
        var keys = directory.usable(own.user(), desk.now());
        if (keys.isPresent()) {
            if (!prekeys(keys.get(), own).isEmpty()) {
                return false;
            }
            tellWhoIsLeftOut(keys.get(), List.of());
            return true;
        }
        return directory.knows(own.user());
    }

    /** Whoever keeps a device from getting anything must not be able to do so unseen: the others say that all is delivered. */
    private void tellWhoIsLeftOut(PublishedUser keys, List<Prekey> prekeys) {
        for (var device : keys.devices().devices()) {
            if (!device.id().equals(desk.account().deviceId())
                    && prekeys.stream().noneMatch(each -> each.device().equals(device.id()))) {
                var user = keys.devices().user();
                alarms.raise(
                        AlarmKind.DEVICE_WITHOUT_KEY,
                        user,
                        device.id(),
                        (isOwn(user) ? "your device " + device.id().shortName() : "a device of " + user)
                                + " has no key to which anything can be sealed: what you say reaches their other devices"
                                + " alone. It was away for more than a week, or the server withholds its keys: ask "
                                + user + ".");
            }
        }
    }

    private List<Prekey> prekeys(PublishedUser keys, Addressee addressee) {
        return keys.prekeys().values().stream()
                .filter(prekey -> prekey.until().isAfter(desk.now()))
                .filter(prekey -> !prekey.device().equals(desk.account().deviceId()))
                .filter(prekey ->
                        addressee.device().map(prekey.device()::equals).orElse(true))
                .toList();
    }

    private void tellThatItWaits(String user, String why) {
        if (toldThatItWaits.add(user)) {
            int count = (int) desk.book().outbox().items().stream()
                    .filter(item -> item.unsealed().stream()
                            .anyMatch(each -> each.user().equals(user)))
                    .count();
            desk.effects().event(new ChatEvent.Undelivered(user, count, true, why + ": it waits until one does."));
        }
    }

    void accepted(DeviceId to, long sequence) {
        clocksDiffer.remove(to);
        desk.book().outbox().remove(to, sequence).ifPresent(mail -> {
            desk.book().outbox().item(mail.item()).ifPresent(OutboxItem::reachedSomebody);
            deliveries.finish(mail.item());
        });
    }

    void rejected(ServerMessage.Rejected rejected) {
        var to = rejected.to();
        var row = desk.book().outbox().row(to);
        var found = row.stream()
                .filter(each -> each.mail().sequence() == rejected.sequence())
                .findFirst();
        if (found.isEmpty()) {
            return;
        }
        var user = found.get().user();
        switch (rejected.reason()) {
            case OUT_OF_ORDER -> outOfOrder(rejected, row.get(0).mail().sequence(), user);
            case NO_SUCH_DEVICE -> {
                doubted.add(to);
                directory.want(user);
            }
            case EXPIRED -> {
                if (found.get().mail().expires().isAfter(desk.now())) {
                    notYetEnded(to, user);
                } else {
                    unseal(to, rejected.sequence());
                    directory.want(user);
                }
            }
            case FULL -> later(to, user, "the server takes no more for " + user + " now");
            case NUMBER_TAKEN -> {
                deliveries.numberTaken(found.get());
                later(
                        to,
                        user,
                        "the server has another message of this device under that number, so this key store is an old copy: go back"
                                + " to the newer one, or begin anew with other keys (--replace-keys), which your contacts are told of");
            }
            case NOT_YOURS, OTHER -> later(to, user, "the server does not take it");
        }
    }

    private void outOfOrder(ServerMessage.Rejected rejected, long first, String user) {
        if (rejected.expected() > rejected.sequence()) {
            accepted(rejected.to(), rejected.sequence());
        } else if (rejected.expected() < first) {
            lostByTheServer(rejected, first, user);
        } else {
            pause(rejected.to(), desk.settings().shortestPause());
        }
    }

    /**
     * The server has lost what it had accepted, and its clients have forgotten: the row goes on behind the gap (C8), once a connection.
     * The answer to the first mail counts; those to the mails behind it say the same.
     */
    private void lostByTheServer(ServerMessage.Rejected rejected, long first, String user) {
        var to = rejected.to();
        if (rejected.sequence() != first) {
            return;
        }
        if (!resumed.add(to)) {
            later(to, user, "the server has lost messages for " + user + " that it had accepted");
            return;
        }
        desk.effects().send(new ClientMessage.Resume(to, first));
        sendRow(to);
        desk.effects()
                .event(new ChatEvent.Undelivered(
                        user,
                        (int) Math.min(first - rejected.expected(), Integer.MAX_VALUE),
                        false,
                        "the server has lost messages for " + user
                                + " that it had accepted, or forgotten that it had delivered"
                                + " them: what you say now comes after the gap. Ask " + user + " what has come."));
    }

    private void later(DeviceId to, String user, String why) {
        pause(to, desk.settings().longestPause());
        if (toldThatItWaits.add(user)) {
            int count = desk.book().outbox().row(to).size();
            desk.effects().event(new ChatEvent.Undelivered(user, count, true, why + ": it is tried again."));
        }
    }

    /** Once it may be a late answer to what this mail has replaced; twice it is a clock. */
    private void notYetEnded(DeviceId to, String user) {
        if (clocksDiffer.add(to)) {
            pause(to, desk.settings().longestPause());
        } else {
            later(to, user, "the server's clock and this one differ by more than a day");
        }
    }

    private void pause(DeviceId to, Duration pause) {
        resendAt.putIfAbsent(to, System.nanoTime() + pause.toNanos());
    }

    /**
     * The server never had this mail, nor those after it, and it has ended: they are said again, under the same numbers. An entry
     * for one device, so that others of the user do not get it twice.
     */
    private void unseal(DeviceId to, long from) {
        var outbox = desk.book().outbox();
        var first = outbox.row(to).stream()
                .filter(each -> each.mail().sequence() == from)
                .findFirst();
        if (first.isEmpty() || first.get().mail().expires().isAfter(desk.now())) {
            return;
        }
        for (var each : outbox.row(to)) {
            if (each.mail().sequence() >= from) {
                outbox.remove(to, each.mail().sequence());
                outbox.item(each.item()).ifPresent(item -> item.addressTo(each.user(), to));
            }
        }
        var mail = first.get().mail();
        desk.book().rows().set(new OutgoingRow(first.get().user(), to, mail.sequence(), mail.previous()));
    }

    /** Looks at what the server says about a user for whose device it takes no mail. */
    void lookedUp(String user) {
        for (var device : List.copyOf(doubted)) {
            var row = desk.book().outbox().row(device);
            if (row.isEmpty() || row.get(0).user().equals(user)) {
                doubted.remove(device);
                if (!row.isEmpty()) {
                    settle(device, user);
                }
            }
        }
    }

    private void settle(DeviceId device, String user) {
        if (desk.book().contacts().deviceKey(user, device).isPresent()) {
            later(device, user, "the server takes nothing for a device of " + user);
            return;
        }
        var lost = desk.book().outbox().removeRow(device);
        long unreached = lost.stream()
                .map(each -> desk.book().outbox().item(each.item()))
                .filter(item -> item.isPresent() && !item.get().reached())
                .count();
        lost.forEach(each -> deliveries.finish(each.item()));
        if (unreached > 0 && !isOwn(user)) {
            desk.effects()
                    .event(new ChatEvent.Undelivered(
                            user,
                            (int) unreached,
                            false,
                            "the device of " + user + " that it was sealed for is gone."));
        }
    }

    /** A mail of ours has ended at the server. */
    void expired(ServerMessage.Expired expired) {
        var what = new Acknowledged(expired.to(), expired.sequence(), true);
        var rows = desk.book().rows();
        if (!rows.mayComeAgain(what)) {
            rows.to(expired.to())
                    .filter(row -> expired.sequence() < row.next() && !isOwn(row.user()))
                    .ifPresent(row -> ended.merge(row.user(), 1, Integer::sum));
        }
        rows.acknowledged(expired.delivery(), what);
        desk.effects().acknowledge(expired.delivery());
    }

    /** A device of this user is gone: what waits for it is for nobody. */
    void forget(DeviceId own) {
        desk.book().outbox().removeRow(own).forEach(each -> deliveries.finish(each.item()));
    }

    /** Sends again what is due, and tells in one what has ended. */
    void tick() {
        long now = System.nanoTime();
        for (var device : List.copyOf(resendAt.keySet())) {
            if (resendAt.getOrDefault(device, now) - now <= 0) {
                resendAt.remove(device);
                sendRow(device);
            }
        }
        ended.forEach((user, count) -> desk.effects()
                .event(new ChatEvent.Undelivered(
                        user, count, false, "no device of " + user + " came for it before its end: say it again.")));
        ended.clear();
    }
}
