package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was said in a room by users who are not on its list. The owner's next list may name them, and be on its way behind what
 * they say: so it is held for a while, so much of each that nobody pushes out another's. Of who was on the list and is gone,
 * nothing is held: they are not to be heard later as if they had been in the room. What is not held is counted, to be told.
 *
 * @param held what may be shown yet, in the order in which it came
 * @param gone who was on the list and is no longer
 * @param unshown how many texts of whom were thrown away since that was last told; of too many users, under no name
 */
record Early(List<Held> held, Set<String> gone, Map<String, Integer> unshown) {

    static final Early NONE = new Early(List.of(), Set.of(), Map.of());

    /** The owner's list goes to all members at once, and lives as long as mails do. */
    static final Duration LIFE = Duration.ofDays(7);

    static final int MOST_OF_ONE = 8;
    static final int MOST = 32;

    /**
     * A text that waits.
     *
     * @param message as it will be shown
     * @param came when it came, by the clock here
     */
    record Held(ChatMessage message, Instant came) {}

    Early {
        held = List.copyOf(held);
        gone = new LinkedHashSet<>(gone);
        unshown = new LinkedHashMap<>(unshown);
    }

    /** With another text; it is counted if it cannot be held. */
    Early hold(ChatMessage message, Instant now) {
        var sender = message.sender();
        long ofOne = held.stream()
                .filter(each -> each.message().sender().equals(sender))
                .count();
        if (gone.contains(sender) || ofOne >= MOST_OF_ONE || held.size() >= MOST) {
            return refuse(sender);
        }
        var more = new ArrayList<>(held);
        more.add(new Held(message, Instant.ofEpochMilli(now.toEpochMilli())));
        return new Early(more, gone, unshown);
    }

    /** Counts a text that is not shown. */
    Early refuse(String sender) {
        var counted = new LinkedHashMap<>(unshown);
        boolean named = counted.containsKey(sender) || counted.size() < Payload.MOST_MEMBERS;
        counted.merge(named ? sender : "", 1, Integer::sum);
        return new Early(held, gone, counted);
    }

    /** {@return what was said by users who are members now} */
    List<ChatMessage> of(Collection<String> members) {
        return held.stream()
                .map(Held::message)
                .filter(each -> members.contains(each.sender()))
                .toList();
    }

    /** Another list: what its members said has been shown. */
    Early after(Collection<String> before, Collection<String> members) {
        var left = new LinkedHashSet<>(gone);
        before.stream().filter(each -> !members.contains(each)).forEach(left::add);
        left.removeAll(members);
        var oldest = left.iterator();
        while (left.size() > Payload.MOST_MEMBERS) {
            oldest.next();
            oldest.remove();
        }
        var kept = held.stream()
                .filter(each -> !members.contains(each.message().sender()))
                .toList();
        return new Early(kept, left, unshown)
                .drop(each -> left.contains(each.message().sender()));
    }

    /** Without what nobody has vouched for in all its time. */
    Early at(Instant now) {
        return drop(each -> !each.came().plus(LIFE).isAfter(now));
    }

    /** All that is held is thrown away, and counted. */
    Early ended() {
        return drop(each -> true);
    }

    private Early drop(Predicate<Held> which) {
        var left = this;
        for (var each : held) {
            if (which.test(each)) {
                left = left.refuse(each.message().sender());
            }
        }
        return new Early(held.stream().filter(which.negate()).toList(), gone, left.unshown);
    }

    Early told() {
        return new Early(held, gone, Map.of());
    }

    void write(FieldWriter out) {
        out.u8(held.size());
        held.forEach(each -> {
            Fields.message(out, each.message());
            out.time(each.came());
        });
        Fields.users(out, gone);
        out.u8(unshown.size());
        unshown.forEach((user, count) -> out.text(user).u64(count));
    }

    static Early read(FieldReader in) throws SecureChannelException {
        var held = new ArrayList<Held>();
        for (int left = Fields.atMost(in.u8(), MOST, in); left > 0; left--) {
            held.add(new Held(Fields.message(in), in.time()));
        }
        var gone = new LinkedHashSet<>(Fields.users(in));
        var unshown = new LinkedHashMap<String, Integer>();
        for (int left = Fields.atMost(in.u8(), Payload.MOST_MEMBERS + 1, in); left > 0; left--) {
            unshown.put(in.text(), (int) Math.min(in.count(), Integer.MAX_VALUE));
        }
        return new Early(held, gone, unshown);
    }
}
