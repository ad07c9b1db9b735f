package io.securechannel.examples.messenger.load;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a device has sent and received, and whatever the server did about it that the protocol does not allow (docs/spec/messenger.md, C3 to
 * C6). It is what a client has on its disk: it survives each connection. Guarded by its device.
 */
final class MailRecord {

    private final DeviceId self;
    private final Map<DeviceId, Sent> sent = new HashMap<>();
    private final Map<DeviceId, Received> received = new HashMap<>();
    private final Map<Long, Octets> deliveries = new HashMap<>();
    private final Set<Long> forgotten = new HashSet<>();
    private final Set<Long> onThisConnection = new HashSet<>();
    private final Deque<Long> unacknowledged = new ArrayDeque<>();
    private final List<String> violations = new ArrayList<>();
    private long redelivered;
    private long resent;

    MailRecord(DeviceId self) {
        this.self = self;
    }

    /** A row to another device. */
    private static final class Sent {
        private long last;
        private long accepted;
        private Octets previous = Mail.NONE_BEFORE;
        private final Deque<Mail> unaccepted = new ArrayDeque<>();
    }

    /** A row from another device. */
    private static final class Received {
        private long last;
        private Octets previous = Mail.NONE_BEFORE;
    }

    /** The next mail of a row; it is kept until it is accepted. */
    Mail next(Mail pattern) {
        var row = sent.computeIfAbsent(pattern.to(), to -> new Sent());
        var mail = LoadDevice.next(pattern, ++row.last, row.previous, pattern.envelope());
        row.previous = mail.hash();
        row.unaccepted.add(mail);
        return mail;
    }

    /** Begins a connection: what has to be sent again, in the order of each row. */
    List<Mail> connected() {
        onThisConnection.clear();
        unacknowledged.clear();
        var again = new ArrayList<Mail>();
        sent.values().forEach(row -> again.addAll(row.unaccepted));
        resent += again.size();
        return again;
    }

    void receive(ServerMessage message) {
        if (message instanceof ServerMessage.Accepted accepted) {
            accepted(accepted);
        } else if (message instanceof ServerMessage.Rejected rejected) {
            rejected(rejected);
        } else if (message instanceof ServerMessage.Deliver deliver) {
            delivered(deliver);
        } else if (message instanceof ServerMessage.Forgotten done) {
            forgotten.addAll(done.deliveries());
        } else if (message instanceof ServerMessage.Expired expired) {
            violations.add("a mail ended: " + expired);
        }
    }

    private void accepted(ServerMessage.Accepted accepted) {
        var row = sent.get(accepted.to());
        if (row == null || accepted.sequence() > row.accepted + 1 || accepted.sequence() > row.last) {
            violations.add("accepted, but not next: " + accepted);
        } else if (accepted.sequence() == row.accepted + 1) {
            row.accepted++;
            row.unaccepted.remove();
        }
    }

    private void rejected(ServerMessage.Rejected rejected) {
        var row = sent.get(rejected.to());
        boolean lost =
                rejected.reason() == MailRefusal.OUT_OF_ORDER && row != null && rejected.expected() <= row.accepted;
        violations.add((lost ? "LOST: accepted before, and now expected again: " : "rejected: ") + rejected);
    }

    private void delivered(ServerMessage.Deliver deliver) {
        var mail = deliver.mail();
        if (!mail.to().equals(self)) {
            violations.add("somebody else's: " + mail);
            return;
        }
        if (!onThisConnection.add(deliver.delivery())) {
            violations.add("TWICE on one connection: " + mail);
        }
        var before = deliveries.putIfAbsent(deliver.delivery(), mail.hash());
        if (before != null) {
            redelivered++;
            if (!before.equals(mail.hash())) {
                violations.add("ANOTHER under the number " + deliver.delivery() + ": " + mail);
            }
            if (forgotten.contains(deliver.delivery())) {
                violations.add("AGAIN, though it was forgotten, number " + deliver.delivery() + ": " + mail);
            }
        } else {
            append(mail);
        }
        unacknowledged.add(deliver.delivery());
    }

    private void append(Mail mail) {
        var row = received.computeIfAbsent(mail.from(), from -> new Received());
        if (mail.sequence() != row.last + 1 || !mail.previous().equals(row.previous)) {
            violations.add((mail.sequence() <= row.last ? "DOUBLED: " : "GAP: ") + mail + " after " + row.last);
            return;
        }
        row.last++;
        row.previous = mail.hash();
    }

    /** What to acknowledge now: all of it is recorded. */
    List<Long> acknowledge() {
        var numbers = new ArrayList<Long>();
        while (!unacknowledged.isEmpty() && numbers.size() < ClientMessage.MOST_ENTRIES) {
            numbers.add(unacknowledged.remove());
        }
        return numbers;
    }

    long sentTo(DeviceId other) {
        var row = sent.get(other);
        return row == null ? 0 : row.last;
    }

    long receivedFrom(DeviceId other) {
        var row = received.get(other);
        return row == null ? 0 : row.last;
    }

    long accepted() {
        return sent.values().stream().mapToLong(row -> row.accepted).sum();
    }

    boolean allAccepted() {
        return sent.values().stream().allMatch(row -> row.accepted == row.last);
    }

    /** Of what this connection has brought; what was forgotten without a word, when the server was killed, it has not brought. */
    boolean allForgotten() {
        return forgotten.containsAll(onThisConnection);
    }

    long redelivered() {
        return redelivered;
    }

    long resent() {
        return resent;
    }

    List<String> violations() {
        return List.copyOf(violations);
    }
}
