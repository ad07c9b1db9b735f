package io.securechannel.testkit;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of a connection in memory: a bounded buffer whose writer may end it and whose reader may go away. Like a
 * socket it takes no notice of interruption. What was written before an end or a reset can still be read, as on Linux.
 */
final class MemoryPipe {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final byte[] ring;
    private int head;
    private int size;
    private boolean ended;
    private boolean reset;
    private boolean writerClosed;
    private boolean readerClosed;
    private boolean readerShut;

    MemoryPipe(int capacity) {
        this.ring = new byte[capacity];
    }

    /** Waits for bytes; zero as timeout means for ever. */
    int read(byte[] bytes, int offset, int length, int timeoutMillis) throws IOException {
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        lock.lock();
        try {
            while (true) {
                if (readerClosed) {
                    throw new SocketException("Socket closed");
                }
                if (length == 0) {
                    return 0;
                }
                if (size > 0 && !readerShut) {
                    return take(bytes, offset, length);
                }
                if (reset) {
                    throw new SocketException("Connection reset");
                }
                if (ended || readerShut) {
                    return -1;
                }
                long left = until - System.nanoTime();
                if (timeoutMillis > 0 && left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                await(timeoutMillis > 0 ? left : Long.MAX_VALUE);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Writes all, waiting for room as long as it takes. */
    void write(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            int at = offset;
            int end = offset + length;
            while (true) {
                if (writerClosed) {
                    throw new SocketException("Socket closed");
                }
                if (ended) {
                    throw new SocketException("Socket output is shutdown");
                }
                if (reset) {
                    throw new SocketException("Connection reset by peer");
                }
                if (readerClosed) {
                    throw new SocketException("Broken pipe");
                }
                if (at == end) {
                    return;
                }
                int count = Math.min(end - at, readerShut ? end - at : ring.length - size);
                if (count == 0) {
                    await(Long.MAX_VALUE);
                } else {
                    put(bytes, at, count);
                    at += count;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** The writer says that nothing follows. */
    void end() {
        change(() -> ended = true);
    }

    /** The writer's socket is closed: its blocked writes fail, and the reader finds the end. */
    void closeWriter() {
        change(() -> {
            writerClosed = true;
            ended = true;
        });
    }

    /** Both ends find the connection broken. */
    void reset() {
        change(() -> reset = true);
    }

    /** The reader wants no more; what comes is thrown away. */
    void shutReader() {
        change(() -> readerShut = true);
    }

    /** The reader's socket is closed: the writer's writes fail. */
    void closeReader() {
        change(() -> {
            readerClosed = true;
            size = 0;
        });
    }

    int available() {
        lock.lock();
        try {
            return readerShut ? 0 : size;
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] bytes, int offset, int length) {
        int count = Math.min(length, size);
        int first = Math.min(count, ring.length - head);
        System.arraycopy(ring, head, bytes, offset, first);
        System.arraycopy(ring, 0, bytes, offset + first, count - first);
        head = (head + count) % ring.length;
        size -= count;
        changed.signalAll();
        return count;
    }

    private void put(byte[] bytes, int offset, int count) {
        if (readerShut) {
            return;
        }
        int tail = (head + size) % ring.length;
        int first = Math.min(count, ring.length - tail);
        System.arraycopy(bytes, offset, ring, tail, first);
        System.arraycopy(bytes, offset + first, ring, 0, count - first);
        size += count;
        changed.signalAll();
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** An interruption is left for others to see, as a thread that blocks in a socket leaves it, and ends no wait. */
    @SuppressWarnings("WaitNotInLoop") // both callers loop
    private void await(long nanos) {
        if (Thread.currentThread().isInterrupted()) {
            lock.unlock();
            Thread.onSpinWait();
            lock.lock();
            return;
        }
        try {
            if (changed.awaitNanos(nanos) <= 0) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
