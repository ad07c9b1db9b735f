package io.securechannel.auth.throttle;

import java.time.Duration;
import java.util.LinkedHashMap;

/**
 * From where each account has logged in lately. Bounded by account, so that one who can log in from many addresses pushes out
 * none but the own ones, and in all.
 */
final class KnownAddresses {

    /** How long a success makes an address known. */
    static final Duration LASTS = Duration.ofDays(7);

    /** The most addresses of one account. */
    static final int OF_ONE_ACCOUNT = 16;

    private final int capacity;
    private final LinkedHashMap<String, LinkedHashMap<String, Long>> accounts = new LinkedHashMap<>();
    private int size;

    KnownAddresses(int capacity) {
        this.capacity = capacity;
    }

    static boolean lasts(long success, long now) {
        return ClockRule.counts(success, LASTS, now);
    }

    void add(ThrottleKey key, long now) {
        var addresses = accounts.remove(key.account());
        if (addresses == null) {
            addresses = new LinkedHashMap<>();
        }
        size -= addresses.size();
        addresses.remove(key.address());
        addresses.put(key.address(), now);
        if (addresses.size() > OF_ONE_ACCOUNT) {
            MemoryThrottle.dropFirst(addresses);
        }
        accounts.put(key.account(), addresses); // at the end of the order
        size += addresses.size();
        while (size > capacity && accounts.size() > 1) {
            dropFirstAccount();
        }
    }

    boolean contains(ThrottleKey key, long now) {
        var addresses = accounts.get(key.account());
        var success = addresses == null ? null : addresses.get(key.address());
        return success != null && lasts(success, now);
    }

    int size() {
        return size;
    }

    private void dropFirstAccount() {
        var values = accounts.values().iterator();
        size -= values.next().size();
        values.remove();
    }
}
