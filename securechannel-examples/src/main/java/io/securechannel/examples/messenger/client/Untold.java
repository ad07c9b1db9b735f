package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.client.ChatEvent.Told;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What did not reach somebody, was not shown, or should be known for another reason, and the listener has not been given yet (C6, M6):
 * what it was about is acknowledged, or gone from the outbox, so it survives a crash here, and is told at the next start.
 */
final class Untold {

    /** Of more only the number is kept. */
    static final int MOST = 256;

    private final Map<ChatEvent, Long> events = new LinkedHashMap<>();
    private long more;

    Untold() {}

    /** Keeps what is of a kind that is kept here. */
    void add(ChatEvent event) {
        if (!isKept(event)) {
            return;
        }
        if (events.size() < MOST || events.containsKey(event)) {
            events.merge(event, 1L, Long::sum);
        } else {
            more++;
        }
    }

    static boolean isKept(ChatEvent event) {
        return event instanceof Told || event instanceof Undelivered;
    }

    /** The listener has returned. */
    void told(ChatEvent event) {
        if (events.containsKey(event)) {
            events.computeIfPresent(event, (each, count) -> count == 1 ? null : count - 1);
        } else if (isKept(event)) {
            more = Math.max(0, more - 1);
        }
    }

    /** {@return each once, in order; at the next start one that was told several times says the same} */
    List<ChatEvent> all() {
        return List.copyOf(events.keySet());
    }

    /** {@return what is left of the last time, each once, and in one what is only counted} */
    List<ChatEvent> begin() {
        events.replaceAll((each, count) -> 1L);
        inOne().ifPresent(each -> events.put(each, 1L));
        more = 0;
        return all();
    }

    private Optional<ChatEvent> inOne() {
        return more == 0
                ? Optional.empty()
                : Optional.of(new Told(
                        "",
                        "and " + more
                                + " more of which you were not told before the program ended: what did not arrive, or was"
                                + " not shown. Ask those to whom you speak."));
    }

    boolean isEmpty() {
        return events.isEmpty() && more == 0;
    }

    void write(FieldWriter out) {
        out.u16(events.size());
        events.forEach((event, count) -> {
            out.u8(event instanceof Undelivered ? 1 : 0).u64(count);
            if (event instanceof Undelivered undelivered) {
                out.text(undelivered.user()).u64(undelivered.count()).u8(undelivered.waits() ? 1 : 0);
                Fields.longText(out, undelivered.text());
            } else if (event instanceof Told told) {
                out.text(told.user());
                Fields.longText(out, told.text());
            }
        });
        out.u64(more);
    }

    static Untold read(FieldReader in) throws SecureChannelException {
        var untold = new Untold();
        for (int left = in.u16(); left > 0; left--) {
            boolean isUndelivered = in.flag();
            long count = in.count();
            untold.events.put(isUndelivered ? undelivered(in) : new Told(in.text(), Fields.longText(in)), count);
        }
        untold.more = in.count();
        return untold;
    }

    private static Undelivered undelivered(FieldReader in) throws SecureChannelException {
        var user = in.text();
        int count = (int) Math.min(in.count(), Integer.MAX_VALUE);
        boolean waits = in.flag();
        return new Undelivered(user, count, waits, Fields.longText(in));
    }
}
