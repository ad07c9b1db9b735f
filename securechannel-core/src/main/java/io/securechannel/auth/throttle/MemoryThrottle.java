package io.securechannel.auth.throttle;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Counts in this program's memory, which is bounded.
 *
 * <p>Every table is in the order of its times, so that what is over is dropped from its head, a constant number of steps an
 * attempt. Only when a table is full is something dropped that still counts: pairs that are not locked first, the one whose
 * last failure is the oldest, and locked ones last, the one whose lock ends first. So an attempt with a new name pushes out
 * a lock only when the whole table is locked pairs, each of which has cost as many failures as lock it.
 */
final class MemoryThrottle implements LoginThrottle {

    /** Of each table. All of them full took 61 MB with the default limits and IPv6 addresses, measured on JDK 17. */
    static final int CAPACITY = 50_000;

    private final ThrottleLimits limits;
    private final InstantSource clock;
    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final LinkedHashMap<String, PairState> failing = new LinkedHashMap<>();
    private final LinkedHashMap<String, LockedPair> locked = new LinkedHashMap<>();
    private final LinkedHashMap<String, FailureCount> addresses = new LinkedHashMap<>();
    private final LinkedHashMap<String, FailureCount> accounts = new LinkedHashMap<>();
    private final KnownAddresses known;

    MemoryThrottle(ThrottleLimits limits, InstantSource clock, int capacity) {
        this.limits = limits;
        this.clock = clock;
        this.capacity = capacity;
        this.known = new KnownAddresses(capacity);
    }

    private record LockedPair(String account, String address, PairState state) {}

    /**
     * The proof is asked before anything is looked at, and what came of it counts, or is forgotten, in one step afterwards:
     * whatever runs at the same time, no more proofs are answered than the limit allows.
     */
    @Override
    public Attempt attempt(String user, InetAddress address, BooleanSupplier proof) {
        var key = ThrottleKey.of(user, address);
        boolean right = proof.getAsBoolean();
        lock.lock();
        try {
            long now = clock.millis();
            dropWhatIsOver(now);
            var delay = delay(key, now);
            var outcome = state(key).after(right, now, limits);
            if (outcome.result() == Result.ACCEPTED) {
                known.add(key, now);
            } else {
                count(addresses, key.address(), now);
                count(accounts, key.account(), now);
            }
            if (outcome.result() == Result.LOCKED) {
                pretend(key, outcome.next());
            } else {
                remember(key, outcome.next());
            }
            return new Attempt(outcome.result(), delay);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int unlock(String user) {
        var account = ThrottleKey.account(user);
        lock.lock();
        try {
            dropWhatIsOver(clock.millis());
            failing.keySet().removeIf(pair -> pair.startsWith(account));
            accounts.remove(account);
            int before = locked.size();
            locked.values().removeIf(pair -> pair.account().equals(account));
            return before - locked.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Lock> locked(Collection<String> names) {
        var resolve = ThrottleKey.namesOf(names);
        lock.lock();
        try {
            dropWhatIsOver(clock.millis());
            return locked.values().stream()
                    .map(pair -> new Lock(
                            resolve.apply(pair.account()),
                            pair.address(),
                            Instant.ofEpochMilli(pair.state().lockedUntil())))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many entries there are in all tables} */
    int size() {
        lock.lock();
        try {
            return failing.size() + locked.size() + addresses.size() + accounts.size() + known.size();
        } finally {
            lock.unlock();
        }
    }

    /** By what was before this attempt: whether it succeeds must not show in how long it takes. */
    private Duration delay(ThrottleKey key, long now) {
        boolean slowAddress =
                addresses.getOrDefault(key.address(), FailureCount.NONE).reaches(limits.addressFailures(), now, limits);
        boolean slowAccount =
                accounts.getOrDefault(key.account(), FailureCount.NONE).reaches(limits.accountFailures(), now, limits)
                        && !known.contains(key, now);
        return slowAddress || slowAccount ? limits.delay() : Duration.ZERO;
    }

    private PairState state(ThrottleKey key) {
        var pair = locked.get(key.pair());
        return pair != null ? pair.state() : failing.getOrDefault(key.pair(), PairState.NONE);
    }

    /** A lock stays as it is, and where it is; but that must not take less time than to count a failure. */
    private void pretend(ThrottleKey key, PairState unchanged) {
        failing.put(key.pair(), unchanged);
        failing.remove(key.pair());
    }

    private void remember(ThrottleKey key, PairState next) {
        failing.remove(key.pair());
        locked.remove(key.pair());
        if (next.lockedUntil() > 0) {
            locked.put(key.pair(), new LockedPair(key.account(), key.address(), next));
        } else if (!next.failures().isEmpty()) {
            failing.put(key.pair(), next);
        }
        if (failing.size() + locked.size() > capacity) {
            dropFirst(failing.isEmpty() ? locked : failing);
        }
    }

    private void count(Map<String, FailureCount> counts, String key, long now) {
        var before = counts.getOrDefault(key, FailureCount.NONE);
        if (before.isOver(now, limits)) {
            counts.remove(key); // what is put anew goes to the end of the order
        }
        counts.put(key, before.plusOne(now, limits));
        if (counts.size() > capacity) {
            dropFirst(counts);
        }
    }

    private void dropWhatIsOver(long now) {
        var pairs = failing.values().iterator();
        while (pairs.hasNext() && pairs.next().isOver(now, limits)) {
            pairs.remove();
        }
        var locks = locked.values().iterator();
        while (locks.hasNext() && locks.next().state().isOver(now, limits)) {
            locks.remove();
        }
        for (var counts : List.of(addresses, accounts)) {
            var values = counts.values().iterator();
            while (values.hasNext() && values.next().isOver(now, limits)) {
                values.remove();
            }
        }
    }

    /** @param table keeps an order */
    static void dropFirst(Map<String, ?> table) {
        var keys = table.keySet().iterator();
        keys.next();
        keys.remove();
    }
}
