package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.OutboxItem.Addressee;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * Empties the outbox: seals what can be sealed, in the order in which it was said to each user; from then on it is {@link Unaccepted}.
 * To a user with several devices it goes to each that has a prekey; while none has, or their key has changed, it waits.
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
    private final Waiting waiting;
    private final Deliveries deliveries;
    private final Unaccepted unaccepted;
    private final TreeSet<String> missed = new TreeSet<>();

    Sending(Desk desk, Directory directory, Alarms alarms) {
        this.alarms = alarms;
        this.desk = desk;
        this.directory = directory;
        this.sealing = new Sealing(desk);
        this.waiting = new Waiting(desk);
        this.deliveries = new Deliveries(desk);
        this.unaccepted = new Unaccepted(desk, directory, waiting, deliveries);
    }

    Unaccepted unaccepted() {
        return unaccepted;
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
            if (directory.absent(user) && !item.isForAll() && !isOwn(user)) {
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
        waiting.goesOn(user);
        if (addressee.device().isEmpty()) {
            tellWhoIsLeftOut(keys.get(), prekeys);
        }
        for (var prekey : prekeys) {
            unaccepted.send(sealing.seal(item, prekey));
        }
        return prekeys.size();
    }

    private boolean isOwn(String user) {
        return user.equals(desk.user());
    }

    /**
     * What can go to none of this user's other devices does not wait for ever: it would fill the outbox, and it was said here all the
     * same. While the server gives no answer that can be used it waits, as long as there is room for what others are to be told.
     */
    private boolean cannotBeTold(Addressee own) {
        if (desk.account().others().isEmpty()) {
            return true;
        }
        var keys = directory.usable(own.user(), desk.now());
        if (keys.isEmpty()) {
            return desk.book().outbox().isHalfFull();
        }
        if (!prekeys(keys.get(), own).isEmpty()) {
            return false;
        }
        tellWhoIsLeftOut(keys.get(), List.of());
        return true;
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
        waiting.tell(user, () -> waitingFor(user), why + ": it waits until one does.");
    }

    private int waitingFor(String user) {
        return (int) desk.book().outbox().items().stream()
                .filter(item ->
                        item.unsealed().stream().anyMatch(each -> each.user().equals(user)))
                .count();
    }
}
