package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A read that blocks in the system, which costs one call where a read with a timeout costs three; what time does to it is
 * the watchdog's: it takes large buffers away after a second, lets the peer be asked for a sign of life, and wakes the
 * thread at the deadline. One thread reads; {@link #tick()} is the watchdog's.
 */
final class BlockedRead {

    private static final long HOLD_BUFFERS_NANOS = 1_000_000_000;

    /** What is longer never comes; the clock's nanoseconds would run over. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final SocketTransport transport;
    private final ReadBuffers buffers;
    private volatile Runnable onQuiet = () -> {};

    /** When the wait began, on the clock of {@link System#nanoTime}; zero while no thread is blocked. */
    private volatile long since;

    private volatile long limitNanos;
    private volatile boolean asksWhenQuiet;
    private volatile boolean asked;
    private volatile boolean expired;
    private volatile Supplier<SecureChannelException> onExpiry = () -> {
        throw new IllegalStateException("no deadline was set");
    };

    BlockedRead(SocketTransport transport, ReadBuffers buffers) {
        this.transport = transport;
        this.buffers = buffers;
    }

    /** Sets what is done, in a thread of its own, when nothing has come for half of the limit. */
    void onQuiet(Runnable action) {
        this.onQuiet = action;
    }

    /**
     * Waits for bytes and puts them behind the network's.
     *
     * @param start since when the peer has been silent, on the clock of {@link System#nanoTime}
     * @param limit how long it may be; zero for ever
     * @param asks whether to ask for a sign of life after half of it
     * @param timeout the error when it passes; then nothing can be received any more
     * @return how many came; {@link SocketTransport#END} at the end of the stream
     */
    int read(long start, Duration limit, boolean asks, Supplier<SecureChannelException> timeout, int recordSize)
            throws SecureChannelException {
        onExpiry = timeout;
        limitNanos = limit.compareTo(LONGEST) > 0 ? 0 : limit.toNanos();
        asksWhenQuiet = asks;
        asked = false;
        since = start | 1;
        int count;
        try {
            count = buffers.atBoundary() ? readWaiting() : readOn(recordSize);
        } finally {
            since = 0;
        }
        if (count == SocketTransport.END && expired) {
            throw timeout.get();
        }
        return count;
    }

    /** Between records, so that what is large can be taken away. */
    private int readWaiting() throws SecureChannelException {
        var array = buffers.waitingArray();
        buffers.leave();
        int count = SocketTransport.NOTHING;
        try {
            count = transport.read(array, 0, array.length);
        } finally {
            buffers.comeBack();
        }
        if (count > 0) {
            buffers.arrived(count);
        }
        return count;
    }

    private int readOn(int recordSize) throws SecureChannelException {
        var room = buffers.room(recordSize);
        int count = SocketTransport.NOTHING;
        try {
            count = transport.read(room.array(), room.arrayOffset() + room.position(), room.remaining());
        } finally {
            buffers.filled(count);
        }
        return count;
    }

    /** {@return whether the peer was asked for a sign of life during the last read} */
    boolean asked() {
        return asked;
    }

    void tick() {
        long start = since;
        if (start == 0) {
            return;
        }
        long waited = System.nanoTime() - start;
        if (waited > HOLD_BUFFERS_NANOS) {
            buffers.takeAway();
        }
        long limit = limitNanos;
        if (limit > 0 && waited >= limit) {
            expired = true;
            // The thread sees the end of the stream; the other direction still takes a farewell.
            if (!transport.shutdownInput()) {
                transport.abortSoon(onExpiry.get());
            }
        } else if (limit > 0 && asksWhenQuiet && waited >= limit / 2) {
            asksWhenQuiet = false;
            asked = true;
            Workers.once("securechannel-ping", onQuiet); // a write may block, and this thread must not
        }
    }
}
