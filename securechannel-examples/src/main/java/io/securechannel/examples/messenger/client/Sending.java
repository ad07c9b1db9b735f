package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.OutboxItem.Addressee;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Empties the outbox: seals what can be sealed, in the order in which it was said to each user; from then on it is {@link Unaccepted}.
 * To a user with several devices it goes to each that has a prekey; while none has, or their key has changed, it waits. What cannot go to
 * one of several keeps nothing from the others (M13).
 */
final class Sending {

    /** So many seals a turn, so that a message to very many does not keep everything else waiting. */
    private static final int MOST_A_TURN = 256;

    /** What was said to all waits so long for each who was there. */
    private static final Duration PATIENCE = Duration.ofDays(1);

    private static final String TAKES_NOTHING = "the server takes nothing more for ";
    private static final String TOO_MANY =
            "this client has sent to so many devices that it remembers no more, and leaves out ";

    private final Desk desk;
    private final Directory directory;
    private final Alarms alarms;
    private final Sealing sealing;
    private final Waiting waiting;
    private final Missed missed;
    private final Deliveries deliveries;
    private final Unaccepted unaccepted;
    /** To whom, or to which device, something waits: what was said to them later waits behind it. */
    private final Set<Addressee> blocked = new HashSet<>();

    private boolean again;
    private boolean roomy;

    Sending(Desk desk, Directory directory, Alarms alarms) {
        this.alarms = alarms;
        this.desk = desk;
        this.directory = directory;
        this.sealing = new Sealing(desk);
        this.waiting = new Waiting(desk);
        this.missed = new Missed(desk);
        this.deliveries = new Deliveries(desk);
        this.unaccepted = new Unaccepted(desk, directory, waiting, deliveries, missed);
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
        again = false;
        roomy = false;
        blocked.clear();
        for (var item : desk.book().outbox().items()) {
            for (var addressee : List.copyOf(item.unsealed())) {
                if (sealed >= MOST_A_TURN) {
                    missed.tell();
                    return true;
                }
                sealed += pump(item, addressee);
            }
        }
        missed.tell();
        return again;
    }

    /** {@return how many mails were made of it; none if it has to wait, or is for nobody any more} */
    private int pump(OutboxItem item, Addressee addressee) {
        var user = addressee.user();
        boolean waits = blocked.contains(addressee) || blocked.contains(Addressee.all(user));
        if (isOwn(user) && (!waits || isTight()) && cannotBeTold(item, addressee)) {
            return drop(item, addressee);
        }
        if (waits) {
            return 0;
        }
        Optional<PublishedUser> keys =
                desk.book().contacts().changed(user) ? Optional.empty() : directory.usable(user, desk.now());
        if (keys.isEmpty()) {
            tellThatTheyAreUnknown(item, user);
            return waits(item, addressee);
        }
        if (addressee
                .device()
                .filter(each -> keys.get().devices().find(each).isEmpty())
                .isPresent()) {
            return gone(item, addressee);
        }
        var able = prekeys(keys.get());
        var wanted = able.stream().filter(each -> isFor(each, addressee)).toList();
        if (wanted.isEmpty()) {
            return withoutKey(item, addressee, keys.get(), able);
        }
        return pump(item, addressee, keys.get(), wanted);
    }

    private int pump(OutboxItem item, Addressee addressee, PublishedUser keys, List<Prekey> wanted) {
        var user = addressee.user();
        var behind = wanted.stream().filter(this::isBehind).toList();
        var beyond = wanted.stream().filter(each -> !mayBegin(each, item)).toList();
        var ready = wanted.stream()
                .filter(each -> !behind.contains(each) && !beyond.contains(each))
                .toList();
        if (ready.isEmpty() && !behind.isEmpty()) {
            return makesRoom(item, addressee, keys) ? makeRoom(item, addressee, behind.get(0)) : waits(item, addressee);
        }
        if (ready.isEmpty() && item.isForAll()) {
            missed.tooMany(user);
            return drop(item, addressee);
        }
        if (ready.isEmpty()) {
            tellThatItWaits(user, "this client has sent to so many devices that it remembers no more");
            return waits(item, addressee);
        }
        item.unsealed().remove(addressee);
        waiting.goesOn(user);
        if (addressee.device().isEmpty()) {
            beyond.forEach(each -> missed.leftOut(user, each.device(), TOO_MANY));
            behind.forEach(each -> leaveFor(item, each));
            withoutKey(keys, wanted).forEach(each -> tellThatItIsLeftOut(user, each));
            if (isList(item)) {
                withoutKey(keys, wanted).forEach(each -> item.addressTo(user, each));
            }
        }
        return ready.stream().mapToInt(each -> seal(item, each)).sum();
    }

    private int seal(OutboxItem item, Prekey prekey) {
        var list = OwnDevices.first(desk, item, prekey);
        list.ifPresent(each -> unaccepted.send(sealing.seal(each, prekey)));
        unaccepted.send(sealing.seal(item, prekey));
        return list.isPresent() ? 2 : 1;
    }

    /** For one of several devices it is sealed later, unless too much waits and the server takes nothing for it: the others have it. */
    private void leaveFor(OutboxItem item, Prekey behind) {
        if (!isList(item) && isRefused(behind) && isTight()) {
            missed.leftOut(behind.user(), behind.device(), TAKES_NOTHING);
        } else {
            item.addressTo(behind.user(), behind.device());
            blocked.add(Addressee.one(behind.user(), behind.device()));
        }
    }

    /** Whether what waits for one of several devices has to make room for what people say. */
    private boolean makesRoom(OutboxItem item, Addressee addressee, PublishedUser keys) {
        return addressee.device().isPresent()
                && !isList(item)
                && prekeys(keys).stream().anyMatch(each -> !isBehind(each))
                && prekeys(keys).stream().allMatch(each -> !isFor(each, addressee) || isRefused(each))
                && isTight();
    }

    private int makeRoom(OutboxItem item, Addressee addressee, Prekey behind) {
        missed.leftOut(behind.user(), behind.device(), TAKES_NOTHING);
        item.unsealed().remove(addressee);
        missed.behind(item, addressee.user());
        return drop(item, addressee);
    }

    private boolean isRefused(Prekey prekey) {
        return unaccepted.isRefused(prekey.device());
    }

    private boolean isTight() {
        roomy |= !desk.book().outbox().isHalfFull();
        return !roomy;
    }

    /** Whether something for this device waits already, sealed or not. */
    private boolean isBehind(Prekey prekey) {
        return blocked.contains(Addressee.one(prekey.user(), prekey.device()))
                || desk.book().outbox().isAhead(prekey.device());
    }

    private boolean mayBegin(Prekey prekey, OutboxItem item) {
        return desk.book().rows().mayBegin(prekey.user(), prekey.device(), item.isForAll());
    }

    private int drop(OutboxItem item, Addressee addressee) {
        item.unsealed().remove(addressee);
        deliveries.finish(item.number());
        return 0;
    }

    /** It waits, and what was said to the same after it; but what was said to all not for ever. */
    private int waits(OutboxItem item, Addressee addressee) {
        if (isGivenUp(item, addressee)) {
            missed.withoutKeys(addressee.user());
            return drop(item, addressee);
        }
        blocked.add(addressee);
        return 0;
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

    /** It was for a device that is on the list no more. */
    private int gone(OutboxItem item, Addressee addressee) {
        item.unsealed().remove(addressee);
        missed.gone(item, addressee.user());
        OwnDevices.announceAgain(desk, addressee.user());
        again = true;
        return drop(item, addressee);
    }

    /**
     * A list of devices waits for each device that is to know it, and keeps nothing else waiting, which could not go there either. What
     * was to be sealed again for a device that has no key by now is not, if another one of the user's has one: as what is said now.
     */
    private int withoutKey(OutboxItem item, Addressee addressee, PublishedUser keys, List<Prekey> able) {
        var user = addressee.user();
        if (able.isEmpty() && !isOwn(user)) {
            tellThatItWaits(user, "no device of " + user + " has a key that has not ended");
        }
        if (isList(item)) {
            return 0;
        }
        if (able.isEmpty()) {
            return waits(item, addressee);
        }
        withoutKey(keys, able).forEach(each -> tellThatItIsLeftOut(user, each));
        item.unsealed().remove(addressee);
        missed.keyless(item, user);
        return drop(item, addressee);
    }

    private boolean isOwn(String user) {
        return user.equals(desk.user());
    }

    private static boolean isList(OutboxItem item) {
        return item.payload() instanceof Payload.Devices;
    }

    private static boolean isFor(Prekey prekey, Addressee addressee) {
        return addressee.device().map(prekey.device()::equals).orElse(true);
    }

    /**
     * What can go to none of this user's other devices does not wait for ever: it would fill the outbox, and it was said here all the
     * same. While the server gives no answer that can be used, or takes nothing for them, it waits as long as there is room for what
     * others are to be told. Which devices there are is kept until they know (M10).
     */
    private boolean cannotBeTold(OutboxItem item, Addressee own) {
        if (desk.account().others().isEmpty()) {
            return true;
        }
        if (isList(item)) {
            return false;
        }
        var keys = directory.usable(own.user(), desk.now());
        if (keys.isEmpty()) {
            return isTight();
        }
        var able = prekeys(keys.get());
        var wanted = able.stream().filter(each -> isFor(each, own)).toList();
        if (wanted.isEmpty()) {
            withoutKey(keys.get(), able).forEach(each -> tellThatItIsLeftOut(own.user(), each));
            return true;
        }
        boolean refused = wanted.stream().allMatch(each -> isBehind(each) && isRefused(each)) && isTight();
        if (refused) {
            wanted.forEach(each -> missed.leftOut(own.user(), each.device(), TAKES_NOTHING));
        }
        return refused;
    }

    private List<DeviceId> withoutKey(PublishedUser keys, List<Prekey> able) {
        return keys.devices().devices().stream()
                .map(Device::id)
                .filter(each -> !each.equals(desk.account().deviceId()))
                .filter(each ->
                        able.stream().noneMatch(prekey -> prekey.device().equals(each)))
                .toList();
    }

    /** Whoever keeps a device from getting anything must not be able to do so unseen: the others say that all is delivered. */
    private void tellThatItIsLeftOut(String user, DeviceId device) {
        alarms.raise(
                AlarmKind.DEVICE_WITHOUT_KEY,
                user,
                device,
                (isOwn(user) ? "your device " + device.shortName() : "a device of " + user)
                        + " has no key to which anything can be sealed: what you say reaches their other devices"
                        + " alone. It was away for more than a week, or the server withholds its keys: ask "
                        + user + ".");
    }

    /** To which a user's messages can be sealed now. */
    private List<Prekey> prekeys(PublishedUser keys) {
        return keys.prekeys().values().stream()
                .filter(prekey -> prekey.until().isAfter(desk.now()))
                .filter(prekey -> !prekey.device().equals(desk.account().deviceId()))
                .toList();
    }

    private void tellThatTheyAreUnknown(OutboxItem item, String user) {
        boolean changed = desk.book().contacts().changed(user);
        if (!changed && directory.absent(user) && !item.isForAll() && !isOwn(user)) {
            tellThatItWaits(user, "the server knows no " + user + " who has ever entered");
        }
    }

    private void tellThatItWaits(String user, String why) {
        waiting.tell(Addressee.all(user), () -> waitingFor(user), why + ": it waits until one does.");
    }

    private int waitingFor(String user) {
        return (int) desk.book().outbox().items().stream()
                .filter(item ->
                        item.unsealed().stream().anyMatch(each -> each.user().equals(user)))
                .count();
    }
}
