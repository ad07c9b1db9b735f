package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing side of a channel: gathers small pieces, encrypts, and writes several records at once. Whoever calls it
 * holds {@link #lock()}, but for {@link #sendEngineOutput()} and {@link #close}, which see to it themselves.
 */
public final class PlaintextWriter {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private static final long HOLD_BUFFERS_NANOS = 1_000_000_000;

    /** A write that takes longer than this is held up by a peer that does not read, or by the network: 100 ms. */
    public static final long STALL_NANOS = 100_000_000;

    private final ChannelEngine engine;
    private final SocketTransport transport;
    private final Duration writeTimeout;
    private final ReentrantLock lock = new ReentrantLock();

    /** How much plaintext fills a record; zero until the handshake is over. */
    private int fullRecord;

    /** Gathered plaintext, a record's worth at most; from 0 to position. */
    private ByteBuffer gathered = NOTHING;

    /** Records to be written; from 0 to position. */
    private ByteBuffer network = NOTHING;

    /** Whether every record but the last before a flush is full, so that records tell nothing but the sum. */
    private volatile boolean fillRecords;

    private volatile boolean closed;
    private volatile boolean failed;
    private volatile boolean unsent;
    private volatile long lastWrite;
    private final AtomicLong networkBytes = new AtomicLong();
    private final Observation observation;

    /** In writes to the socket; changed under the lock. */
    private final AtomicLong writeNanos = new AtomicLong();

    private final AtomicLong stalls = new AtomicLong();

    PlaintextWriter(ChannelEngine engine, SocketTransport transport, Duration writeTimeout, Observation observation) {
        this.observation = observation;
        this.engine = engine;
        this.transport = transport;
        this.writeTimeout = writeTimeout;
    }

    /** {@return the lock that a caller of most other methods holds} */
    ReentrantLock lock() {
        return lock;
    }

    /** {@return how many bytes have gone to the network} */
    public long networkBytes() {
        return networkBytes.get();
    }

    /** {@return how long writes to the socket have taken in all, in nanoseconds} */
    public long writeNanos() {
        return writeNanos.get();
    }

    /** {@return how many writes to the socket took longer than {@link #STALL_NANOS}} */
    public long stalls() {
        return stalls.get();
    }

    /** {@return when the last write began, on the clock of {@link System#nanoTime}} */
    public long lastWrite() {
        return lastWrite;
    }

    /** {@return whether the network has failed a write} */
    boolean failed() {
        return failed;
    }

    /** {@return whether this direction has ended} */
    boolean closed() {
        return closed;
    }

    /** From now on makes no record that is not full before a flush. */
    void fillRecords() {
        fillRecords = true;
    }

    /** Takes plaintext; it may stay here until {@link #flush()}. */
    void write(ByteBuffer plaintext) throws SecureChannelException {
        requireOpen();
        markUnsent();
        while (plaintext.hasRemaining()) {
            if (gathered.position() == 0 && plaintext.remaining() >= fullRecord()) {
                encryptLarge(plaintext);
            } else {
                gather(plaintext);
            }
        }
    }

    /** Takes a header of four bytes and what follows it. */
    void write(int header, byte[] plaintext) throws SecureChannelException {
        requireOpen();
        markUnsent();
        if (gathered.remaining() > Integer.BYTES + plaintext.length) { // with a byte to spare: it is not full yet
            gathered.putInt(header).put(plaintext);
            return;
        }
        gather(ByteBuffer.allocate(Integer.BYTES).putInt(header).flip());
        write(ByteBuffer.wrap(plaintext));
    }

    private void markUnsent() {
        if (!unsent) { // a volatile write costs more than a read
            unsent = true;
        }
    }

    /** Sends all that has been taken. */
    void flush() throws SecureChannelException {
        requireOpen();
        encryptGathered();
        send();
        unsent = false;
    }

    /** {@return whether plaintext that was taken has not gone to the network} */
    boolean hasUnsent() {
        return unsent;
    }

    /** Sends what the engine has to say in the handshake. */
    void sendHandshake(Deadline deadline) throws SecureChannelException {
        lock.lock();
        try {
            if (deadline.passed()) {
                throw PlaintextReader.handshakeTimeout();
            }
            do {
                drain(NOTHING.duplicate());
                send(timeoutWithin(deadline));
            } while (engine.hasOutput() && engine.turn() != ChannelEngine.Turn.RECEIVE);
        } catch (SecureChannelException e) {
            throw e.reason() == Reason.WRITE_TIMEOUT ? PlaintextReader.handshakeTimeout() : e;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends what the engine wants to answer to what was read, unless a writer is at it, which takes it along. Errors are
     * left to the next write.
     */
    void sendEngineOutput() {
        if (engine.hasOutput() && lock.tryLock()) {
            try {
                if (!closed && !failed) {
                    drain(NOTHING.duplicate());
                    send();
                }
            } catch (SecureChannelException e) {
                failed = true; // the next write, or the next read, meets the closed socket
            } finally {
                lock.unlock();
            }
        }
    }

    /** Flushes and sends the engine's end. Further calls do nothing. */
    void close(Deadline deadline) throws SecureChannelException {
        if (!ChannelDriver.lockWithin(lock, deadline)) {
            throw new SecureChannelException(
                    Reason.WRITE_TIMEOUT,
                    "another thread is in the middle of a write that the peer does not take: closed without it");
        }
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (!failed) {
                encryptGathered();
            }
            engine.closeOutput();
            int sent;
            do {
                drain(NOTHING.duplicate());
                sent = network.position();
                send(timeoutWithin(deadline));
            } while (sent > 0 && engine.hasOutput());
        } finally {
            lock.unlock();
        }
    }

    void releaseBuffers() {
        if (lock.tryLock()) {
            try {
                wipe();
            } finally {
                lock.unlock();
            }
        }
    }

    void releaseBuffersIfIdle() {
        if (network.capacity() > 0 && System.nanoTime() - lastWrite > HOLD_BUFFERS_NANOS && lock.tryLock()) {
            try {
                if (network.position() == 0 && gathered.position() == 0) {
                    wipe();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void wipe() {
        if (gathered.hasArray()) {
            Arrays.fill(gathered.array(), (byte) 0);
        }
        gathered = NOTHING;
        network = NOTHING;
    }

    private void gather(ByteBuffer plaintext) throws SecureChannelException {
        while (plaintext.hasRemaining()) {
            growGathered(plaintext.remaining());
            int count = Math.min(gathered.remaining(), plaintext.remaining());
            gathered.put(gathered.position(), plaintext, plaintext.position(), count);
            gathered.position(gathered.position() + count);
            plaintext.position(plaintext.position() + count);
            if (gathered.hasRemaining()) {
                return;
            }
            encryptGathered();
        }
    }

    /** What is gathered is full at a record's worth and not before: until then it grows with what is written. */
    private void growGathered(int more) {
        if (gathered.remaining() > more || gathered.capacity() == fullRecord()) {
            return;
        }
        var small = gathered;
        gathered = ByteBuffer.allocate(Math.min(fullRecord(), Sizes.above(small.position() + more)))
                .put(small.flip());
        if (small.hasArray()) {
            int begin = small.arrayOffset();
            Arrays.fill(small.array(), begin, begin + small.capacity(), (byte) 0);
        }
    }

    private int fullRecord() {
        if (fullRecord == 0) {
            fullRecord = engine.fullRecord();
        }
        return fullRecord;
    }

    /** Large amounts need no gathering, but for what would not fill the last record. */
    private void encryptLarge(ByteBuffer plaintext) throws SecureChannelException {
        int end = plaintext.limit();
        if (fillRecords) {
            plaintext.limit(end - plaintext.remaining() % fullRecord());
        }
        try {
            encrypt(plaintext);
        } finally {
            plaintext.limit(end);
        }
    }

    private void encryptGathered() throws SecureChannelException {
        gathered.flip();
        try {
            encrypt(gathered);
        } finally {
            gathered.clear();
        }
    }

    private void encrypt(ByteBuffer plaintext) throws SecureChannelException {
        while (plaintext.hasRemaining()) {
            requireUnfailed();
            int before = plaintext.remaining();
            drain(plaintext);
            if (plaintext.remaining() == before && network.position() == 0) {
                failed = true; // a reader's error, or a close, has broken the engine in this very moment
                throw new SecureChannelException(
                        Reason.CLOSED, "nothing can be sent any more: the channel has failed, or has been closed");
            }
            if (plaintext.hasRemaining()) {
                send();
            }
        }
    }

    /** Lets the engine make records, in a buffer for one of them, or for several when there is much to send. */
    private void drain(ByteBuffer plaintext) throws SecureChannelException {
        transport.requireOpen(); // a destroyed engine takes nothing, and whoever waits for it to would wait for ever
        int record = engine.drainRoom(plaintext.remaining());
        boolean much = network.position() > 0 || (plaintext.hasRemaining() && plaintext.remaining() > fullRecord());
        int wanted = much ? engine.batch() : record;
        if (network.capacity() < wanted) {
            network = ByteBuffer.allocate(much ? wanted : Math.min(engine.recordSize(), Sizes.above(wanted - 1)))
                    .put(network.flip());
        } else if (network.remaining() < record) {
            send();
        }
        int before = plaintext.remaining();
        try {
            engine.drain(plaintext, network);
            unsent = unsent || plaintext.remaining() < before;
        } catch (SecureChannelException e) {
            sendAlert();
            throw e;
        }
    }

    private void sendAlert() {
        try {
            engine.drain(NOTHING.duplicate(), network);
            send();
        } catch (SecureChannelException e) {
            failed = true; // the engine's own error is the one that counts
        }
    }

    private void send() throws SecureChannelException {
        send(writeTimeout);
    }

    private void send(Duration timeout) throws SecureChannelException {
        int length = network.position();
        if (length == 0) {
            return;
        }
        network.clear();
        long begun = System.nanoTime();
        lastWrite = begun;
        var blocked = observation.begin();
        try {
            transport.write(network.array(), 0, length, timeout);
        } catch (SecureChannelException e) {
            failed = true;
            throw e;
        } finally {
            observation.end(blocked, true, length);
            wrote(System.nanoTime() - begun);
        }
        networkBytes.addAndGet(length);
        // While gathered plaintext is being encrypted it stands between position and limit.
        unsent = gathered.position() > 0;
    }

    private void wrote(long nanos) {
        writeNanos.setRelease(writeNanos.getPlain() + nanos); // under the lock
        if (nanos > STALL_NANOS) {
            stalls.incrementAndGet();
        }
    }

    private Duration timeoutWithin(Deadline deadline) {
        var left = Duration.ofNanos(Math.max(1, deadline.nanosLeft()));
        return writeTimeout.isZero() || left.compareTo(writeTimeout) < 0 ? left : writeTimeout;
    }

    /** Another thread's engine output may have met the dead socket while this one encrypts. */
    private void requireUnfailed() throws SecureChannelException {
        if (failed) {
            throw new SecureChannelException(Reason.CLOSED, "the channel is closed: an earlier write failed");
        }
    }

    /** Throws CLOSED, or why the socket is closed, if nothing can be sent any more. */
    void requireOpen() throws SecureChannelException {
        transport.requireOpen();
        if (closed || failed) {
            throw new SecureChannelException(
                    Reason.CLOSED,
                    failed
                            ? "the channel is closed: an earlier write failed"
                            : "this side has ended its direction: nothing can be sent any more");
        }
    }
}
