package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.IncomingRow.Place;
import io.securechannel.examples.messenger.client.Opening.Opened;
import io.securechannel.examples.messenger.client.Rows.Acknowledged;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.keys.SigningPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Takes what the server delivers (M1, M4): whose it is, where it stands in its row, what is in it. What cannot be judged yet stays
 * unacknowledged, in order, behind the question about its sender, or until the user accepts the sender's new key.
 */
final class Receiving {

    /** Mails that wait in memory for an answer of the server's: of all users together. */
    static final int MOST_HELD = 256;

    /**
     * Mails that wait for a decision of the user, which may take long: of all users together. They are not acknowledged, and a server
     * hands over no more than 128 of those: what waits has to leave more than half of that to the mail of others (C5).
     */
    static final int MOST_UNDECIDED = 48;

    static final int MOST_UNDECIDED_OF_ONE = 16;

    /** Of all together to whom nothing was ever said from here: they cannot take the places of those to whom something was. */
    static final int MOST_UNDECIDED_OF_STRANGERS = 16;

    /** Two clocks may differ by that (C7): what was said later than that from now is said to be said now. */
    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);

    private static final Deque<Deliver> NOTHING = new ArrayDeque<>();

    private final Desk desk;
    private final Directory directory;
    private final Alarms alarms;
    private final Talk talk;
    private final OwnDevices own;
    private final Opening opening;
    private final Map<String, Deque<Deliver>> behindLookup = new HashMap<>();
    private final Map<String, Deque<Deliver>> untilAccepted = new HashMap<>();
    private boolean full;
    private boolean behindUnshown;

    Receiving(Desk desk, Directory directory, Alarms alarms, Talk talk) {
        this.desk = desk;
        this.directory = directory;
        this.alarms = alarms;
        this.talk = talk;
        this.own = new OwnDevices(desk, alarms, talk);
        this.opening = new Opening(desk);
    }

    OwnDevices own() {
        return own;
    }

    /** Another connection: what was not acknowledged comes again. */
    void reset() {
        behindLookup.clear();
        untilAccepted.clear();
        full = false;
        behindUnshown = false;
    }

    /**
     * {@return whether more was delivered than the user has been shown, and now has been: it comes again on another connection}
     */
    boolean goesOn() {
        boolean again = behindUnshown && !desk.book().history().isFull();
        behindUnshown &= !again;
        full |= again;
        return again;
    }

    /** Takes a mail; what is too much stays at the server, and all that follows, or it would seem to be out of order. */
    void deliver(Deliver delivery) {
        if (full || behindUnshown) {
            return;
        }
        var waiting = behindLookup.get(delivery.user());
        if (waiting == null) {
            judge(delivery, false);
        } else {
            holdForLookup(delivery);
        }
    }

    /**
     * The server has said what it knows about a user.
     *
     * @return whether more was delivered than was held, and nothing is asked any more: it comes again on another connection
     */
    boolean lookedUp(String user) {
        var waiting = behindLookup.remove(user);
        if (waiting != null) {
            waiting.forEach(each -> judge(each, true));
        }
        return full && behindLookup.isEmpty();
    }

    /** The user has accepted another user's new key, or the known one is back: what waited for that is taken now. */
    void accepted(String user) {
        var waiting = untilAccepted.remove(user);
        if (waiting != null) {
            waiting.forEach(each -> judge(each, false));
        }
    }

    private void holdForLookup(Deliver delivery) {
        full |= held(behindLookup) >= MOST_HELD;
        if (!full) {
            behindLookup
                    .computeIfAbsent(delivery.user(), each -> new ArrayDeque<>())
                    .add(delivery);
        }
    }

    /**
     * For a decision of the user. What is too much is acknowledged and not kept, with a word: at the server it would wait for the same
     * decision, and all that others say would wait behind it.
     */
    private void holdUntilAccepted(Deliver delivery) {
        var user = delivery.user();
        if (mayWait(user)) {
            untilAccepted.computeIfAbsent(user, each -> new ArrayDeque<>()).add(delivery);
            return;
        }
        var key = desk.book().contacts().find(user).map(Contact::changedTo);
        alarms.raise(
                AlarmKind.MISSING,
                user,
                key,
                "more has come from " + user
                        + " under a key that you have not accepted than is kept until you do: the rest is"
                        + " not shown. If you accept it, ask " + user + " what they have said since.");
        desk.effects().acknowledge(delivery.delivery());
    }

    private boolean mayWait(String user) {
        int ofOne = untilAccepted.getOrDefault(user, NOTHING).size();
        return ofOne < MOST_UNDECIDED_OF_ONE
                && held(untilAccepted) < MOST_UNDECIDED
                && (!isStranger(user) || heldOfStrangers() < MOST_UNDECIDED_OF_STRANGERS);
    }

    private boolean isStranger(String user) {
        return !desk.book().rows().hasTo(user);
    }

    private int heldOfStrangers() {
        return untilAccepted.entrySet().stream()
                .filter(each -> isStranger(each.getKey()))
                .mapToInt(each -> each.getValue().size())
                .sum();
    }

    private static int held(Map<String, Deque<Deliver>> waiting) {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /**
     * Judges by the list of devices that is known, and asks once a connection for a newer one, which counts for what comes after it.
     * A device that is not on the known list may be on a newer one: that is waited for.
     */
    private void judge(Deliver delivery, boolean lookedUp) {
        behindUnshown |= desk.book().history().isFull();
        if (behindUnshown) {
            return;
        }
        var user = delivery.user();
        var mail = delivery.mail();
        if (mail.from().equals(desk.account().deviceId())
                || !mail.to().equals(desk.account().deviceId())) {
            forged(delivery, "it is not for this device, or from nobody who can have sent it");
            return;
        }
        var device =
                own.isOf(user) ? own.key(mail.from()) : desk.book().contacts().deviceKey(user, mail.from());
        if (device.isPresent()) {
            if (!directory.knows(user)) {
                directory.want(user);
            }
            place(delivery, device.get());
        } else if (!lookedUp && own.mayBeNew(user)) {
            directory.want(user);
            holdForLookup(delivery);
        } else if (desk.book().contacts().changed(user) && directory.claims(user, mail.from())) {
            holdUntilAccepted(delivery);
        } else {
            forged(
                    delivery,
                    user.equals(desk.user())
                            ? "it comes from a device that is not on your list, or not any more"
                            : "it comes from a device that " + user + " has not signed for, or has removed");
        }
    }

    private void place(Deliver delivery, SigningPublicKey device) {
        var mail = delivery.mail();
        var row = desk.book().rows().from(mail.from());
        if (row.place(mail.sequence()) == Place.KNOWN) {
            again(delivery);
            return;
        }
        Opened opened;
        try {
            opened = opening.open(mail, delivery.user(), device);
        } catch (KeyMaterialException e) {
            forged(delivery, e.getMessage());
            return;
        }
        boolean late = inRow(row, mail, delivery.user());
        desk.book().rows().take(mail);
        acknowledge(delivery);
        said(delivery, opened, late);
    }

    /** A number that has come before: a fault, unless the server may not have got the acknowledgement (C5). */
    private void again(Deliver delivery) {
        var mail = delivery.mail();
        if (!desk.book().rows().mayComeAgain(new Acknowledged(mail.from(), mail.sequence(), false))) {
            alarms.raise(
                    AlarmKind.REPLAYED,
                    delivery.user(),
                    mail.from() + " " + mail.sequence(),
                    "the server has delivered a message of " + delivery.user() + " again that it had said to have"
                            + " forgotten: it is not shown twice. If that goes on, ask whoever runs the server.");
        }
        acknowledge(delivery);
    }

    /** {@return whether it comes late} */
    private boolean inRow(IncomingRow row, Mail mail, String user) {
        switch (row.place(mail.sequence())) {
            case BEYOND -> {
                long missing = row.gapBefore(mail.sequence());
                alarms.raise(
                        AlarmKind.MISSING,
                        user,
                        mail.from() + " " + mail.sequence(),
                        missing + (missing == 1 ? " message of " : " messages of ") + user
                                + " before this one did not come: the server dropped or held them back, or they expired. Ask "
                                + user + " what they said.");
            }
            case LATE -> {
                alarms.raise(
                        AlarmKind.REORDERED,
                        user,
                        mail.from() + " " + mail.sequence(),
                        "a message of " + user
                                + " comes after later ones: the server held it back or changed the order."
                                + " Read it by its time.");
                return true;
            }
            case NEXT -> {
                if (!row.follows(mail)) {
                    alarms.raise(
                            AlarmKind.MISSING,
                            user,
                            mail.from() + " " + mail.sequence(),
                            "the message of " + user
                                    + " follows another one than the one that came before it here: what"
                                    + " they said before was replaced, or their device has gone back to an older state."
                                    + " Ask " + user + " what they said.");
                }
            }
            case KNOWN -> throw new IllegalStateException("looked at before");
        }
        return false;
    }

    private void said(Deliver delivery, Opened opened, boolean late) {
        var user = delivery.user();
        Optional<Payload> payload;
        try {
            payload = Payload.decode(opened.envelope().plaintext());
        } catch (SecureChannelException e) {
            alarms.raise(
                    AlarmKind.FORGED,
                    user,
                    opened.envelope().signedAt(),
                    "a message that " + user + " has signed is none: " + e.getMessage());
            return;
        }
        payload.ifPresent(what -> take(
                new ChatMessage(
                        opened.conversation(),
                        desk.place(opened.conversation()),
                        user,
                        time(opened.envelope().signedAt()),
                        "",
                        late),
                delivery.mail().from(),
                what));
    }

    private void take(ChatMessage from, DeviceId device, Payload what) {
        if (what instanceof Payload.Devices devices) {
            stated(from.sender(), devices);
        } else if (from.conversation() instanceof Conversation.Own) {
            own.take(from, device, what);
        } else {
            talk.take(from, what);
        }
    }

    private void stated(String user, Payload.Devices devices) {
        try {
            if (directory.stated(user, devices.list()) && own.isOf(user)) {
                own.stated(devices.list());
            }
        } catch (KeyMaterialException e) {
            alarms.raise(
                    AlarmKind.DEVICE_LIST_FORGED,
                    user,
                    devices.list().statement(),
                    "a device of " + user + " names a list of their devices that their identity has not signed ("
                            + e.getMessage() + "): it is not used. Ask " + user + ".");
        }
    }

    /** A device may sign any time (M8), also one that no calendar has: what is far ahead does not get into the book. */
    private Instant time(Instant signed) {
        var now = Instant.ofEpochMilli(desk.now().toEpochMilli());
        return signed.isAfter(now.plus(CLOCKS_DIFFER)) ? now : signed;
    }

    private void forged(Deliver delivery, String why) {
        var user = delivery.user();
        alarms.raise(
                AlarmKind.FORGED,
                user,
                delivery.mail().hash(),
                "a message that should be from " + user + " cannot be opened and is not shown (" + why
                        + "): somebody has changed it, or it was sealed to a key that is wiped. Ask " + user
                        + " to say it again.");
        desk.effects().acknowledge(delivery.delivery());
    }

    private void acknowledge(Deliver delivery) {
        var mail = delivery.mail();
        desk.book().rows().acknowledged(delivery.delivery(), new Acknowledged(mail.from(), mail.sequence(), false));
        desk.effects().acknowledge(delivery.delivery());
    }
}
