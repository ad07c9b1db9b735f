package io.securechannel.examples.messenger.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Room in memory for mail that all devices of a server together are about to be sent, or do not take. Whoever finds none leaves the mail in
 * the store, from which it is fetched: nobody waits for room that others have.
 */
final class LiveMail {

    /** Of a server. */
    static final long MOST = 64L << 20;

    private final AtomicLong left;

    LiveMail(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** {@return whether there was room} To be given back by {@link #giveBack}. */
    boolean take(long bytes) {
        return left.getAndUpdate(before -> before < bytes ? before : before - bytes) >= bytes;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    long left() {
        return left.get();
    }
}
