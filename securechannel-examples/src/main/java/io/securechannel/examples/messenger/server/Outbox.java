package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.framing.CloseReason;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said to one device. Whoever puts something in never waits, and yet nothing in it grows without a limit: a client has
 * so many requests open and no more; presence is merged; and mail that does not fit is left in the store, from which the device's own
 * thread fetches it when there is room.
 */
final class Outbox {

    /** Requests of a client that are not answered. */
    static final int OPEN_REQUESTS = 256;

    /** Mail in memory for one device, roughly, as long as {@link LiveMail} has room; whoever reads slowly has the rest in the store. */
    private static final long MOST_LIVE = 256 << 10;

    /** Mail that is fetched at once, roughly: every device may have so much in memory, also where {@link LiveMail} has no room. */
    static final long MOST_FETCHED = 128 << 10;

    /** Presence alone is sent no sooner after presence: a thousand who come would otherwise be a thousand messages to each of a thousand. */
    private static final long PRESENCE_PAUSE = Duration.ofMillis(250).toNanos();

    private final int window;
    private final LiveMail all;
    private final long presencePause;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Semaphore room = new Semaphore(OPEN_REQUESTS);
    private final ArrayDeque<List<ServerMessage>> replies = new ArrayDeque<>();
    private final Map<String, UserPresence> presence = new LinkedHashMap<>();
    private final ArrayDeque<Delivery> live = new ArrayDeque<>();
    private final Set<Long> unacknowledged = new HashSet<>();
    private long liveBytes;
    private long takenBytes;
    private long presenceDue = System.nanoTime();
    private boolean isBehind = true;
    private long handedOver;
    private @Nullable CloseReason end;

    Outbox(int window, LiveMail all) {
        this(window, all, PRESENCE_PAUSE);
    }

    /** As above, with a pause of its own between two messages of presence alone, in nanoseconds. */
    Outbox(int window, LiveMail all, long presencePause) {
        this.window = window;
        this.all = all;
        this.presencePause = presencePause;
    }

    /**
     * What is next to be done.
     *
     * @param messages to be sent
     * @param fetch how many deliveries to fetch from the store then, 0 for none
     * @param end with which to close then; null to go on
     */
    record Next(
            List<ServerMessage> messages,
            int fetch,
            @Nullable CloseReason end) {}

    /** A request takes room for its answer; waits while the client does not read what it has asked for. */
    void open() throws InterruptedException {
        room.acquire();
    }

    /** The answer to a request that was {@linkplain #open opened}: a message, several, or none. */
    void reply(List<? extends ServerMessage> messages) {
        put(() -> replies.add(List.copyOf(messages)));
    }

    void presence(UserPresence user) {
        lock.lock();
        try {
            if (presence.isEmpty()) {
                changed.signal(); // the others join the first, which waits until it is due
            }
            presence.remove(user.user());
            presence.put(user.user(), user);
        } finally {
            lock.unlock();
        }
    }

    /** Mail that the store has: handed over now if nothing earlier waits, otherwise from the store. */
    void offer(Delivery delivery) {
        put(() -> {
            if (isBehind || end != null) {
                return;
            }
            if (live.size() + unacknowledged.size() < window && liveBytes < MOST_LIVE && all.take(delivery.size())) {
                live.add(delivery);
                liveBytes += delivery.size();
            } else {
                fallBehind();
            }
        });
    }

    /** The store has more for this device, which was not offered: from now on it is fetched. */
    void fetchMore() {
        put(this::fallBehind);
    }

    /**
     * There is room for others in place of these, though the store has them still: what was handed over is not fetched again.
     *
     * @return those that were handed over here, each the first time that it is acknowledged
     */
    List<Long> acknowledged(List<Long> deliveries) {
        lock.lock();
        try {
            var handed = deliveries.stream().filter(unacknowledged::remove).toList();
            changed.signal();
            return handed;
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; what was said before is sent still. The first reason counts. */
    void end(CloseReason reason) {
        put(() -> {
            if (end == null) {
                end = reason;
                clearLive();
            }
        });
        room.release(OPEN_REQUESTS); // nobody waits for room any more
    }

    boolean hasEnded() {
        lock.lock();
        try {
            return end != null;
        } finally {
            lock.unlock();
        }
    }

    /** {@return what is next; waits until there is something} What was taken before is sent by then. */
    Next take() throws InterruptedException {
        lock.lock();
        try {
            sent();
            while (replies.isEmpty() && live.isEmpty() && toFetch() == 0 && end == null) {
                long wait = presenceDue - System.nanoTime();
                if (presence.isEmpty()) {
                    changed.await();
                } else if (wait <= 0 || changed.awaitNanos(wait) <= 0) {
                    break;
                }
            }
            var messages = new ArrayList<ServerMessage>();
            replies.forEach(messages::addAll);
            room.release(replies.size());
            replies.clear();
            takePresence(messages);
            if (end != null) {
                return new Next(messages, 0, end);
            }
            live.forEach(delivery -> handOver(delivery, messages));
            live.clear();
            takenBytes = liveBytes;
            liveBytes = 0;
            return new Next(messages, toFetch(), null);
        } finally {
            lock.unlock();
        }
    }

    /** What was taken is sent, or will not be. */
    void sent() {
        lock.lock();
        try {
            all.giveBack(takenBytes);
            takenBytes = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * From here on mail that is offered is taken again: what the store had before is fetched, what comes later is offered.
     *
     * @param stored the number of the last delivery that can be fetched
     * @return after which number to fetch, and up to which
     */
    Range beginToFetch(LongSupplier stored) {
        lock.lock();
        try {
            isBehind = false;
            clearLive();
            return new Range(handedOver, stored.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Deliveries by number.
     *
     * @param after the number before the first
     * @param upTo the last
     */
    record Range(long after, long upTo) {}

    /**
     * Takes what was fetched.
     *
     * @param found in the store
     * @return to be sent
     */
    List<ServerMessage> fetched(MailStore.Waiting found) {
        lock.lock();
        try {
            if (!found.isAll()) {
                fallBehind();
            }
            var messages = new ArrayList<ServerMessage>();
            found.deliveries().forEach(delivery -> handOver(delivery, messages));
            return messages;
        } finally {
            lock.unlock();
        }
    }

    private void fallBehind() {
        isBehind = true;
        clearLive();
    }

    private void clearLive() {
        live.clear();
        all.giveBack(liveBytes);
        liveBytes = 0;
    }

    /** Not one by one: a device that is behind acknowledges half of the window first. */
    private int toFetch() {
        int free = window - unacknowledged.size();
        return isBehind && free >= Math.max(1, window / 2) ? free : 0;
    }

    private void handOver(Delivery delivery, List<ServerMessage> messages) {
        if (delivery.number() > handedOver) {
            handedOver = delivery.number();
            unacknowledged.add(delivery.number());
            messages.add(delivery.message());
        }
    }

    private void takePresence(List<ServerMessage> messages) {
        if (presence.isEmpty()) {
            return;
        }
        presenceDue = System.nanoTime() + presencePause;
        var users = new ArrayList<>(presence.values());
        for (int from = 0; from < users.size(); from += ServerMessage.MOST_ENTRIES) {
            int to = Math.min(users.size(), from + ServerMessage.MOST_ENTRIES);
            messages.add(new ServerMessage.Presence(users.subList(from, to)));
        }
        presence.clear();
    }

    private void put(Runnable how) {
        lock.lock();
        try {
            how.run();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
