package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The rows of mails from and to each device, and which deliveries were acknowledged of which the server has not yet said that it
 * forgot them: until then they may come again without a fault of its own (C5).
 */
final class Rows {

    /** Deliveries between acknowledgement and Forgotten; of more the oldest is taken to be forgotten. */
    static final int MOST_UNCONFIRMED = 8_192;

    static final int MOST_INCOMING = 8_192;

    /** To more devices nothing is sealed. */
    static final int MOST_OUTGOING = 4_096;

    /** So many rows are begun by what is said to all: whoever names users who are there leaves room for those whom one speaks to. */
    static final int MOST_BY_BROADCAST = MOST_OUTGOING / 2;

    private final Map<DeviceId, IncomingRow> incoming = new LinkedHashMap<>();
    private final Map<DeviceId, OutgoingRow> outgoing = new LinkedHashMap<>();
    private final Map<Long, Acknowledged> unconfirmed = new LinkedHashMap<>();

    Rows() {}

    /**
     * What a delivery was about.
     *
     * @param device which sent the mail, or for which one of ours has ended
     * @param sequence the mail's number
     * @param expired whether it said that a mail of ours has ended
     */
    record Acknowledged(DeviceId device, long sequence, boolean expired) {}

    /** An empty one, which is not kept, where nothing was taken yet. */
    IncomingRow from(DeviceId device) {
        return incoming.getOrDefault(device, new IncomingRow());
    }

    /** Takes a mail that was opened. */
    void take(Mail mail) {
        incoming.computeIfAbsent(mail.from(), each -> new IncomingRow()).take(mail);
    }

    boolean hasFrom(DeviceId device) {
        return incoming.containsKey(device);
    }

    boolean hasTo(DeviceId device) {
        return outgoing.containsKey(device);
    }

    /** Whether something was sealed for a device that a user has, or had. */
    boolean hasTo(String user) {
        return outgoing.values().stream().anyMatch(each -> each.user().equals(user));
    }

    /**
     * Whether something may be sealed for a device: rows to devices that may be written to are never forgotten, or their numbers would
     * be used again.
     *
     * @param toAll whether it was said to whoever is there
     */
    boolean mayBegin(String user, DeviceId device, boolean toAll) {
        return hasTo(device) || !hasManyOutgoing() || (outgoing.size() < MOST_OUTGOING && (!toAll || hasTo(user)));
    }

    /** {@return the users to whom something was sealed} */
    Set<String> users() {
        return outgoing.values().stream().map(OutgoingRow::user).collect(Collectors.toSet());
    }

    /** Whether there are so many rows that those to which nothing is added any more have to make room. */
    boolean hasManyOutgoing() {
        return outgoing.size() >= MOST_BY_BROADCAST;
    }

    /**
     * Forgets rows to devices to which nothing will be sealed again, but for one of each user, who stays somebody to whom something was
     * sent.
     *
     * @param kept for which something waits, or which may be written to again
     */
    void forgetOutgoing(Set<DeviceId> kept) {
        var left = new HashMap<String, Integer>();
        outgoing.values().forEach(each -> left.merge(each.user(), 1, Integer::sum));
        for (var row : List.copyOf(outgoing.values())) {
            int ofUser = left.getOrDefault(row.user(), 0);
            if (ofUser > 1 && !kept.contains(row.to())) {
                outgoing.remove(row.to());
                left.put(row.user(), ofUser - 1);
            }
        }
    }

    void forget(DeviceId device) {
        incoming.remove(device);
    }

    /** Of too many, those of devices that are on nobody's list go first, then the oldest. */
    void forgetIncoming(Predicate<DeviceId> listed) {
        if (incoming.size() <= MOST_INCOMING) {
            return;
        }
        incoming.keySet().removeIf(device -> !listed.test(device));
        var oldest = incoming.keySet().iterator();
        while (incoming.size() > MOST_INCOMING) {
            oldest.next();
            oldest.remove();
        }
    }

    OutgoingRow to(String user, DeviceId device) {
        return outgoing.getOrDefault(device, OutgoingRow.empty(user, device));
    }

    /** {@return the row to a device for which something was sealed} */
    Optional<OutgoingRow> to(DeviceId device) {
        return Optional.ofNullable(outgoing.get(device));
    }

    void set(OutgoingRow row) {
        outgoing.put(row.to(), row);
    }

    void acknowledged(long delivery, Acknowledged what) {
        unconfirmed.put(delivery, what);
        var oldest = unconfirmed.keySet().iterator();
        while (unconfirmed.size() > MOST_UNCONFIRMED) {
            oldest.next();
            oldest.remove();
        }
    }

    /** The server has forgotten these: what they were about may not come again, under whatever number. */
    void confirmed(List<Long> deliveries) {
        for (var delivery : deliveries) {
            var what = unconfirmed.remove(delivery);
            if (what != null) {
                unconfirmed.values().removeIf(what::equals);
            }
        }
    }

    /** Whether this may come again: it was acknowledged, and the server has not said that it knows. */
    boolean mayComeAgain(Acknowledged what) {
        return unconfirmed.containsValue(what);
    }

    void write(FieldWriter out) {
        Fields.size(out, incoming.size());
        incoming.forEach((device, row) -> {
            out.fixed(device.octets());
            row.write(out);
        });
        Fields.size(out, outgoing.size());
        outgoing.values().forEach(row -> row.write(out));
        out.u16(unconfirmed.size());
        unconfirmed.forEach((delivery, what) -> out.u64(delivery)
                .fixed(what.device().octets())
                .u64(what.sequence())
                .u8(what.expired() ? 1 : 0));
    }

    static Rows read(FieldReader in) throws SecureChannelException {
        var rows = new Rows();
        for (int left = Fields.size(in); left > 0; left--) {
            var device = DeviceId.read(in);
            rows.incoming.put(device, IncomingRow.read(in));
        }
        for (int left = Fields.size(in); left > 0; left--) {
            rows.set(OutgoingRow.read(in));
        }
        for (int left = in.u16(); left > 0; left--) {
            long delivery = in.count();
            rows.acknowledged(delivery, new Acknowledged(DeviceId.read(in), in.count(), in.flag()));
        }
        return rows;
    }
}
