package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.OutboxItem.Addressee;
import io.securechannel.examples.messenger.client.Rows.Acknowledged;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Mails that are sealed, until the server has them: sent, and sent again as they are (M7), whatever it answers; what it says has ended, or
 * has no addressee any more, is told.
 */
final class Unaccepted {

    private final Desk desk;
    private final Directory directory;
    private final Waiting waiting;
    private final Deliveries deliveries;
    private final Missed missed;
    private final Map<DeviceId, Long> resendAt = new HashMap<>();
    private final Set<DeviceId> refused = new HashSet<>();
    private final Set<DeviceId> doubted = new HashSet<>();
    private final Set<DeviceId> resumed = new HashSet<>();
    private final Set<DeviceId> clocksDiffer = new HashSet<>();
    private final Map<Ended, Integer> ended = new LinkedHashMap<>();

    Unaccepted(Desk desk, Directory directory, Waiting waiting, Deliveries deliveries, Missed missed) {
        this.desk = desk;
        this.directory = directory;
        this.waiting = waiting;
        this.deliveries = deliveries;
        this.missed = missed;
    }

    /** Mails for devices of a user, who may have another device by now, to which the same may have come. */
    private record Ended(String user, boolean mayHaveCome) {

        String text() {
            return mayHaveCome
                    ? "a device of " + user
                            + " did not come for it before its end, or is theirs no more; it may have come to"
                            + " another: ask them."
                    : "no device of " + user + " came for it before its end: say it again.";
        }
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

    /** Sends a mail that was just sealed, unless others of its row wait for a better moment: it goes with them. */
    void send(Mail mail) {
        if (!resendAt.containsKey(mail.to()) && !doubted.contains(mail.to())) {
            desk.effects().send(new ClientMessage.Send(mail));
        }
    }

    /** Whether the server has refused to take what is for a device, and has taken nothing since. */
    boolean isRefused(DeviceId to) {
        return refused.contains(to);
    }

    void accepted(DeviceId to, long sequence) {
        clocksDiffer.remove(to);
        desk.book().outbox().remove(to, sequence).ifPresent(mail -> {
            refused.remove(to);
            waiting.goesOn(mail.user(), to);
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
        refused.add(to);
        pause(to, desk.settings().longestPause());
        waiting.tell(Addressee.one(user, to), () -> desk.book().outbox().row(to).size(), why + ": it is tried again.");
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
        for (var each : desk.book().outbox().removeRow(device)) {
            desk.book().outbox().item(each.item()).ifPresent(item -> missed.gone(item, user));
            deliveries.finish(each.item());
        }
        OwnDevices.announceAgain(desk, user);
        missed.tell();
    }

    /** A mail of ours has ended at the server. */
    void expired(ServerMessage.Expired expired) {
        var what = new Acknowledged(expired.to(), expired.sequence(), true);
        var rows = desk.book().rows();
        if (!rows.mayComeAgain(what)) {
            rows.to(expired.to()).filter(row -> expired.sequence() < row.next()).ifPresent(this::ended);
        }
        rows.acknowledged(expired.delivery(), what);
        desk.effects().acknowledge(expired.delivery());
    }

    /** What own devices have missed of what was said here is not told: it was said all the same. */
    private void ended(OutgoingRow row) {
        if (!row.user().equals(desk.user())) {
            ended.merge(new Ended(row.user(), hasAnother(row)), 1, Integer::sum);
        }
        OwnDevices.announceAgain(desk, row.user(), row.to());
    }

    private boolean hasAnother(OutgoingRow row) {
        return desk.book()
                .contacts()
                .find(row.user())
                .filter(each -> each.devices().keySet().stream().anyMatch(device -> !device.equals(row.to())))
                .isPresent();
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
        ended.forEach((each, count) ->
                desk.effects().event(new ChatEvent.Undelivered(each.user(), count, false, each.text())));
        ended.clear();
    }
}
