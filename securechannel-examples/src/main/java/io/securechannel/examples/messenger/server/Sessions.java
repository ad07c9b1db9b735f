package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.framing.CloseReason;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/** Who is there, here and at other servers: one session a device (C2), and all of them hear who comes and goes. */
final class Sessions {

    private static final CloseReason REPLACED =
            new CloseReason(ServerMessage.ENTERED_AGAIN, "this device has connected again");
    static final CloseReason REMOVED =
            new CloseReason(CloseReason.GOING_AWAY, "this device is not on its user's list any more");

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DeviceId, Session> byDevice = new ConcurrentHashMap<>();
    private final Map<String, Set<DeviceId>> present = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final Map<String, Integer> connections = new HashMap<>();
    private final AtomicLong numbers = new AtomicLong();
    private final LiveMail liveMail = new LiveMail(LiveMail.MOST);

    Sessions() {}

    /**
     * One session.
     *
     * @param user whose device it is
     * @param device which one
     * @param number that no other session of this server has
     * @param outbox what is said to it
     */
    record Session(String user, DeviceId device, long number, Outbox outbox) {}

    /** {@return a session that has not begun} */
    Session next(String user, DeviceId device, Outbox outbox) {
        return new Session(user, device, numbers.incrementAndGet(), outbox);
    }

    /** {@return what all outboxes share} */
    LiveMail liveMail() {
        return liveMail;
    }

    /** {@return whether the user may have one more connection} To be ended by {@link #disconnected}. */
    boolean connected(String user, int most) {
        lock.lock();
        try {
            return connections.merge(user, 1, Integer::sum) <= most;
        } finally {
            lock.unlock();
        }
    }

    void disconnected(String user) {
        lock.lock();
        try {
            connections.computeIfPresent(user, (name, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /** Lets a device in: an earlier session of it ends, and this one is told who is there. */
    void enter(Session session, long revision) {
        lock.lock();
        try {
            var earlier = byDevice.put(session.device(), session);
            if (earlier != null) {
                earlier.outbox().end(REPLACED);
            }
            boolean comes = add(session.user(), session.device());
            boolean differs = revisions.getOrDefault(session.user(), 0L) < revision;
            revisions.merge(session.user(), revision, Math::max);
            present.keySet().forEach(user -> session.outbox().presence(presence(user, true)));
            if (comes || differs) {
                tell(presence(session.user(), true), session);
            }
        } finally {
            lock.unlock();
        }
    }

    /** A device has come to another server, or gone from there; a session that it has here is over, for it was the earlier one. */
    void elsewhere(News.Elsewhere news) {
        lock.lock();
        try {
            if (!news.isThere()) {
                if (!byDevice.containsKey(news.device())) {
                    remove(news.user(), news.device());
                }
                return;
            }
            var earlier = byDevice.remove(news.device());
            if (earlier != null) {
                earlier.outbox().end(REPLACED);
            }
            if (add(news.user(), news.device())) {
                tellAll(presence(news.user(), true));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A session is over; where it was the user's last, the others are told. */
    void leave(Session session) {
        lock.lock();
        try {
            if (byDevice.remove(session.device(), session)) { // otherwise another one is there in its place
                remove(session.user(), session.device());
            }
        } finally {
            lock.unlock();
        }
    }

    /** An entry has changed. */
    void changed(String user, long revision, Collection<DeviceId> removed) {
        lock.lock();
        try {
            boolean differs = revisions.getOrDefault(user, 0L) < revision;
            revisions.merge(user, revision, Math::max);
            for (var device : removed) {
                var session = byDevice.get(device);
                if (session != null) {
                    session.outbox().end(REMOVED);
                } else {
                    remove(user, device);
                }
            }
            if (differs && present.containsKey(user)) {
                tellAll(presence(user, true));
            }
        } finally {
            lock.unlock();
        }
    }

    void offer(Delivery delivery) {
        var session = byDevice.get(delivery.addressee());
        if (session != null) {
            session.outbox().offer(delivery);
        }
    }

    /** Another server has kept mail for a device. */
    void wake(DeviceId device) {
        var session = byDevice.get(device);
        if (session != null) {
            session.outbox().fetchMore();
        }
    }

    /** Ends all sessions, and forgets who is at other servers, and revisions: a database that is put back may have gone on to lower ones. */
    void endAll(CloseReason reason) {
        lock.lock();
        try {
            byDevice.values().forEach(session -> session.outbox().end(reason));
            byDevice.clear();
            present.clear();
            revisions.clear();
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the user was not there before} */
    private boolean add(String user, DeviceId device) {
        var devices = present.computeIfAbsent(user, name -> new HashSet<>());
        return devices.add(device) && devices.size() == 1;
    }

    /** Where it was the user's last device, the others are told. */
    private void remove(String user, DeviceId device) {
        var devices = present.get(user);
        if (devices != null && devices.remove(device) && devices.isEmpty()) {
            present.remove(user);
            tellAll(presence(user, false));
        }
    }

    private void tellAll(UserPresence user) {
        byDevice.values().forEach(each -> each.outbox().presence(user));
    }

    private void tell(UserPresence user, Session but) {
        byDevice.values().stream()
                .filter(each -> !each.equals(but))
                .forEach(each -> each.outbox().presence(user));
    }

    private UserPresence presence(String user, boolean online) {
        return new UserPresence(user, online, revisions.getOrDefault(user, 0L));
    }
}
