package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatListener;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps what happens until it is shown. A terminal that has stopped (Ctrl-S), or a script that does not read, does not stop the
 * messenger at once; but when so much waits that nobody will have read it, the messenger waits, takes nothing more from the server,
 * and the rest stays there. Who comes and goes meanwhile is one event for each user.
 */
final class EventQueue implements ChatListener {

    static final int MOST = 4_096;

    /** Messages: less than a messenger keeps unshown. */
    static final int MOST_MESSAGES = 48;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<ChatEvent> events = new ArrayDeque<>();
    /** What the event of a user in the queue says by now. */
    private final Map<String, ChatEvent.PresenceChanged> presence = new HashMap<>();

    private int messages;
    private boolean ended;

    EventQueue() {}

    @Override
    public boolean showsLater() {
        return true;
    }

    @Override
    public void on(ChatEvent event) {
        lock.lock();
        try {
            if (event instanceof ChatEvent.PresenceChanged seen && presence.replace(seen.user(), seen) != null) {
                return;
            }
            while (isFullFor(event) && !ended) {
                changed.awaitUninterruptibly();
            }
            if (ended) {
                return;
            }
            if (event instanceof ChatEvent.PresenceChanged seen) {
                presence.put(seen.user(), seen);
            }
            events.add(event);
            messages += event instanceof ChatEvent.Received ? 1 : 0;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private boolean isFullFor(ChatEvent event) {
        return events.size() >= MOST || (event instanceof ChatEvent.Received && messages >= MOST_MESSAGES);
    }

    /**
     * Ends it: after what is in it now, {@link #take} gives nothing, and nobody waits any more. Messages that come later are not
     * shown, and told at the next start.
     */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return the next event, awaited; empty at the end} */
    Optional<ChatEvent> take() throws InterruptedException {
        lock.lock();
        try {
            while (events.isEmpty() && !ended) {
                changed.await();
            }
            var next = Optional.ofNullable(events.poll());
            messages -= next.filter(ChatEvent.Received.class::isInstance).isPresent() ? 1 : 0;
            changed.signalAll();
            if (next.isPresent() && next.get() instanceof ChatEvent.PresenceChanged seen) {
                return Optional.ofNullable(presence.remove(seen.user()));
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
