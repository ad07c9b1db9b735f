package io.securechannel.examples.messenger.load;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * When each message of a run was due, and how long after that it was sent, accepted and delivered. Times count from when a message was
 * due, not from when it was sent: a server that keeps the senders waiting does not look better for it.
 */
final class LoadTally {

    private final int each;
    private final long[] due;
    private final long[] lateness;
    private final long[] acceptance;
    private final long[] delivery;
    private final CountDownLatch open;
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

    /**
     * For clients that send equally many.
     *
     * @param clients how many
     * @param each how many messages of each
     */
    LoadTally(int clients, int each) {
        this.each = each;
        int count = Math.multiplyExact(clients, each);
        due = new long[count];
        lateness = new long[count];
        acceptance = new long[count];
        delivery = new long[count];
        open = new CountDownLatch(2 * count);
    }

    /** Every message has a cell of its own, written by one thread and read when all is done. */
    private int cell(int client, int message) {
        if (message < 0 || message >= each) {
            throw new IllegalArgumentException("a message that was not sent in this run");
        }
        return client * each + message;
    }

    void sending(int client, int message, long moment) {
        int cell = cell(client, message);
        due[cell] = moment;
        lateness[cell] = System.nanoTime() - moment;
    }

    void accepted(int client, int message) {
        int cell = cell(client, message);
        acceptance[cell] = System.nanoTime() - due[cell];
        open.countDown();
    }

    void delivered(int client, int message) {
        int cell = cell(client, message);
        delivery[cell] = System.nanoTime() - due[cell];
        open.countDown();
    }

    /** Ends the waiting. */
    void fail(IOException reason) {
        if (failure.compareAndSet(null, reason)) {
            while (open.getCount() > 0) {
                open.countDown();
            }
        }
    }

    boolean failed() {
        return failure.get() != null;
    }

    /** Waits until every message was accepted and delivered. */
    void await(Duration most) throws IOException {
        boolean all;
        try {
            all = open.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        var reason = failure.get();
        if (reason != null) {
            throw new IOException("a client of the load failed: " + reason.getMessage(), reason);
        }
        if (!all) {
            throw new IOException(
                    open.getCount() + " of " + 2 * due.length + " words of the server have not come after "
                            + most.toSeconds() + " s: the load is too much for this machine");
        }
    }

    int messages() {
        return due.length;
    }

    Percentiles lateness() {
        return Percentiles.of(lateness);
    }

    Percentiles acceptance() {
        return Percentiles.of(acceptance);
    }

    Percentiles delivery() {
        return Percentiles.of(delivery);
    }
}
