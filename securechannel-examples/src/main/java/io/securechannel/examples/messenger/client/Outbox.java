package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was said and the server does not have yet (M7): as it was said, and, once it is sealed, also as it was sealed, in the order of
 * each row. A sealed mail is sent again as it is. Only one that the server says it never had, and whose end is past, is sealed again
 * under its number, with all that follow it in the row: that is why what was said stays until all its mails are accepted.
 */
final class Outbox {

    /** What was said, and waits. */
    static final int MOST_ITEMS = 1_024;

    static final int MOST_BYTES = 4 << 20;

    /** What is sealed, and waits for the server: the rest is sealed when it has taken some. */
    static final int MOST_SEALED_BYTES = 8 << 20;

    static final int MOST_AHEAD = 64;

    private long numbers;
    private long sealedBytes;
    private final Map<Long, OutboxItem> items = new LinkedHashMap<>();
    private final Map<DeviceId, List<SealedMail>> sealed = new LinkedHashMap<>();

    Outbox() {}

    /**
     * A mail that the server has not accepted.
     *
     * @param item of what it is a part
     * @param user for whose device it is
     * @param mail as it is sent, as often as it takes
     */
    record SealedMail(long item, String user, Mail mail) {}

    OutboxItem add(
            Conversation conversation, Payload payload, Optional<ChatMessage> message, Collection<String> recipients) {
        var item = new OutboxItem(++numbers, conversation, payload, message);
        item.addressTo(recipients);
        items.put(item.number(), item);
        return item;
    }

    /** {@return what says the same in the same conversation and waits already, or else an item of it that is for nobody yet} */
    OutboxItem one(Conversation conversation, Payload payload) {
        return items.values().stream()
                .filter(each -> each.conversation().equals(conversation)
                        && each.payload().equals(payload))
                .findFirst()
                .orElseGet(() -> add(conversation, payload, Optional.empty(), List.of()));
    }

    /** Whether an item is still to be sealed, or accepted, for some device of a user. */
    boolean isStillFor(String user, OutboxItem item) {
        return item.unsealed().stream().anyMatch(each -> each.user().equals(user))
                || sealed.values().stream()
                        .flatMap(List::stream)
                        .anyMatch(each ->
                                each.item() == item.number() && each.user().equals(user));
    }

    /** Whether so much waits that nothing more is taken from the user. */
    boolean isFull() {
        return isFull(1);
    }

    /** Whether what could wait for long has to make room for what people say. */
    boolean isHalfFull() {
        return isFull(2);
    }

    private boolean isFull(int part) {
        return items.size() >= MOST_ITEMS / part
                || items.values().stream().mapToLong(OutboxItem::length).sum() >= MOST_BYTES / part;
    }

    /** Whether so much is sealed for a device, or for all, that more of it waits unsealed. */
    boolean isAhead(DeviceId device) {
        return sealedBytes >= MOST_SEALED_BYTES
                || sealed.getOrDefault(device, List.of()).size() >= MOST_AHEAD;
    }

    List<OutboxItem> items() {
        return List.copyOf(items.values());
    }

    Optional<OutboxItem> item(long number) {
        return Optional.ofNullable(items.get(number));
    }

    void sealed(SealedMail mail) {
        sealed.computeIfAbsent(mail.mail().to(), each -> new ArrayList<>()).add(mail);
        sealedBytes += mail.mail().envelope().length();
        item(mail.item()).ifPresent(OutboxItem::sealedOnce);
    }

    /** {@return the mails for a device, in the order of their row} */
    List<SealedMail> row(DeviceId device) {
        return List.copyOf(sealed.getOrDefault(device, List.of()));
    }

    List<DeviceId> devices() {
        return List.copyOf(sealed.keySet());
    }

    /**
     * Takes a mail out.
     *
     * @return it, if it was there
     */
    Optional<SealedMail> remove(DeviceId to, long sequence) {
        var row = sealed.getOrDefault(to, List.of());
        for (var each : row) {
            if (each.mail().sequence() == sequence) {
                row.remove(each);
                if (row.isEmpty()) {
                    sealed.remove(to);
                }
                takenOut(each);
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** Takes all mails for a device out. */
    List<SealedMail> removeRow(DeviceId to) {
        var row = sealed.remove(to);
        if (row == null) {
            return List.of();
        }
        row.forEach(this::takenOut);
        return row;
    }

    private void takenOut(SealedMail mail) {
        sealedBytes -= mail.mail().envelope().length();
        item(mail.item()).ifPresent(OutboxItem::takenOut);
    }

    /** Removes an item of which nothing is left to be sealed or accepted. */
    Optional<OutboxItem> finished(long number) {
        var item = items.get(number);
        return item != null && item.done() ? Optional.ofNullable(items.remove(number)) : Optional.empty();
    }

    void write(FieldWriter out) {
        out.u64(numbers);
        Fields.size(out, items.size());
        items.values().forEach(each -> each.write(out));
        Fields.size(out, sealed.values().stream().mapToInt(List::size).sum());
        for (var row : sealed.values()) {
            for (var each : row) {
                out.u64(each.item()).text(each.user());
                each.mail().write(out);
            }
        }
    }

    static Outbox read(FieldReader in) throws SecureChannelException {
        var outbox = new Outbox();
        outbox.numbers = in.count();
        for (int left = Fields.size(in); left > 0; left--) {
            var item = OutboxItem.read(in);
            outbox.items.put(item.number(), item);
        }
        for (int left = Fields.size(in); left > 0; left--) {
            var mail = new SealedMail(in.count(), in.user(), Mail.read(in));
            if (outbox.item(mail.item()).isEmpty()) {
                throw in.violation("has a mail of nothing that was said");
            }
            outbox.sealed(mail);
        }
        return outbox;
    }
}
