package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.ChannelEngine.Inbound;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The reading side of a channel: waits for the network, decrypts, and hands out plaintext. Whoever calls it holds {@link
 * #lock()}.
 *
 * <p>A wait with a deadline of its own ({@code receive(Duration)}) reads with timeouts; one without blocks, and the watchdog
 * looks after it. After a second of silence both let go of what is large.
 */
public final class PlaintextReader {

    private static final Duration HOLD_BUFFERS = Duration.ofSeconds(1);

    private final ChannelEngine engine;
    private final SocketTransport transport;
    private final Duration idleTimeout;
    private final Runnable engineOutput;
    private final ReentrantLock lock = new ReentrantLock();

    private final ReadBuffers buffers = new ReadBuffers();
    private final BlockedRead blocked;
    private volatile boolean ended;
    private @Nullable SecureChannelException failure;

    /** When the wait began or the last whole record came: bytes of a record that never ends are no sign of life. */
    private long aliveAt;

    private boolean quietTold;
    private Runnable onQuiet = () -> {};
    private volatile boolean waiting;
    private final AtomicLong networkBytes = new AtomicLong();
    private final Observation observation;
    private BooleanSupplier midMessage = () -> false;
    private volatile long lastRead = System.nanoTime();

    /** Of the handshake, for its thread. */
    private long handshakeWaitNanos;

    /**
     * @param engine decrypts
     * @param transport the socket
     * @param idleTimeout how long to wait for bytes; zero for ever
     * @param engineOutput sends what the engine wants to answer, without waiting for the writer's lock
     * @param observation hears of reads that a peer holds up
     */
    PlaintextReader(
            ChannelEngine engine,
            SocketTransport transport,
            Duration idleTimeout,
            Runnable engineOutput,
            Observation observation) {
        this.observation = observation;
        this.engine = engine;
        this.transport = transport;
        this.idleTimeout = idleTimeout;
        this.engineOutput = engineOutput;
        this.blocked = new BlockedRead(transport, buffers);
    }

    /** {@return the lock that a caller of any other method holds} */
    ReentrantLock lock() {
        return lock;
    }

    /** Sets what is done when nothing has come for half of the idle deadline. */
    void onQuiet(Runnable action) {
        this.onQuiet = action;
        blocked.onQuiet(action);
    }

    /** Sets what tells, to the thread that reads, whether the peer is in the middle of a message. */
    void onMidMessage(BooleanSupplier asked) {
        this.midMessage = asked;
    }

    /** {@return when bytes came last, on the clock of {@link System#nanoTime}} */
    public long lastRead() {
        return lastRead;
    }

    /** {@return how long the handshake has waited for bytes, in nanoseconds} */
    long handshakeWaitNanos() {
        return handshakeWaitNanos;
    }

    /** Called by the watchdog. */
    void tick() {
        blocked.tick();
        if (buffers.held() && System.nanoTime() - aliveAt > HOLD_BUFFERS.toNanos() && lock.tryLock()) {
            try {
                buffers.wipeIfEmpty(); // nobody waits for bytes, and so nobody else lets go of them
            } finally {
                lock.unlock();
            }
        }
    }

    /** {@return whether a thread waits for bytes right now} */
    boolean waiting() {
        return waiting;
    }

    /** {@return how many bytes have come from the network} */
    public long networkBytes() {
        return networkBytes.get();
    }

    /** {@return plaintext that has been decrypted and not been taken; taking it moves the position} */
    ByteBuffer buffered() {
        return buffers.plaintext();
    }

    /**
     * Waits until {@link #buffered()} has bytes.
     *
     * @return false if the peer has ended its direction, and proved it
     * @throws SecureChannelException RECEIVE_TIMEOUT if the deadline passes, IDLE_TIMEOUT, CONNECTION_CUT and others
     */
    boolean await(Deadline deadline) throws SecureChannelException {
        try {
            return awaitPlaintext(deadline);
        } catch (SecureChannelException e) {
            throw remembered(e);
        }
    }

    private boolean awaitPlaintext(Deadline deadline) throws SecureChannelException {
        requireIntact();
        alive();
        while (!buffers.plaintext().hasRemaining()) {
            if (ended) {
                return false;
            }
            var plaintext = buffers.emptyPlaintext(engine.plaintextRoom(buffers.network()), engine.plaintextRoom());
            Inbound result;
            try {
                result = feed(plaintext);
            } finally {
                buffers.gotPlaintext();
            }
            follow(result, plaintext.hasRemaining(), deadline);
        }
        return true;
    }

    /**
     * Waits for plaintext and puts it where it belongs; large amounts are decrypted straight into their destination.
     *
     * @param destination takes the bytes; has room
     * @return false if the peer has ended its direction, and proved it
     */
    boolean read(ByteBuffer destination, Deadline deadline) throws SecureChannelException {
        try {
            return readPlaintext(destination, deadline);
        } catch (SecureChannelException e) {
            throw remembered(e);
        }
    }

    private boolean readPlaintext(ByteBuffer destination, Deadline deadline) throws SecureChannelException {
        requireIntact();
        alive();
        int before = destination.position();
        while (!buffers.plaintext().hasRemaining() && destination.remaining() >= engine.plaintextRoom() && !ended) {
            var result = feed(destination);
            boolean some = destination.position() > before;
            if (some) {
                ended = result == Inbound.END;
                engineOutput.run();
                return true;
            }
            follow(result, false, deadline);
        }
        if (!awaitPlaintext(deadline)) {
            return false;
        }
        var plaintext = buffers.plaintext();
        int count = Math.min(plaintext.remaining(), destination.remaining());
        destination.put(destination.position(), plaintext, plaintext.position(), count);
        destination.position(destination.position() + count);
        plaintext.position(plaintext.position() + count);
        return true;
    }

    /** Another thread may close the channel at any time, and the engine with it. */
    private Inbound feed(ByteBuffer destination) throws SecureChannelException {
        transport.requireOpen();
        var network = buffers.network();
        int before = network.position();
        try {
            return engine.feed(network, destination);
        } catch (IllegalStateException e) {
            transport.requireOpen();
            throw e;
        } finally {
            if (network.position() != before) {
                alive();
            }
        }
    }

    private void alive() {
        aliveAt = System.nanoTime();
        quietTold = idleTimeout.isZero();
    }

    private SecureChannelException remembered(SecureChannelException error) {
        if (error.reason() != Reason.RECEIVE_TIMEOUT && failure == null) {
            failure = error;
        }
        return error;
    }

    private void requireIntact() throws SecureChannelException {
        if (failure != null && !buffers.plaintext().hasRemaining()) {
            throw new SecureChannelException(failure.reason(), failure.getMessage(), failure);
        }
    }

    /** One step of the handshake: gives the engine what has come, or waits for more. */
    void receiveHandshake(Deadline deadline) throws SecureChannelException {
        lock.lock();
        try {
            var result = engine.feed(buffers.network(), ReadBuffers.NOTHING.duplicate());
            if (result == Inbound.NEED_BYTES) {
                if (deadline.passed()) {
                    throw handshakeTimeout();
                }
                int count = fillInHandshake(deadline);
                if (count == SocketTransport.END) {
                    throw engine.endOfInput();
                }
                if (deadline.passed() && engine.turn() != Turn.DONE) {
                    throw handshakeTimeout();
                }
            } else if (result != Inbound.TURN) {
                throw new IllegalStateException("the engine answered " + result + " in the handshake");
            }
        } finally {
            lock.unlock();
        }
    }

    private int fillInHandshake(Deadline deadline) throws SecureChannelException {
        long begun = System.nanoTime();
        try {
            return fillBlocking(
                    begun,
                    Duration.ofNanos(Math.max(1, deadline.nanosLeft())),
                    false,
                    PlaintextReader::handshakeTimeout);
        } finally {
            handshakeWaitNanos += System.nanoTime() - begun;
        }
    }

    static SecureChannelException handshakeTimeout() {
        return new SecureChannelException(
                Reason.HANDSHAKE_TIMEOUT,
                "the handshake was not finished within handshakeTimeout: the peer is silent, too slow, or speaks another"
                        + " protocol that waits for this side");
    }

    /**
     * Reads on and throws away until the peer's end, so that a close does not turn into a reset that takes the last bytes
     * with it. Gives up silently at the deadline, at the first error, or when that is too much.
     */
    void discardUntilEnd(Deadline deadline, int most) throws SecureChannelException {
        if (!ChannelDriver.lockWithin(lock, deadline)) {
            return; // another thread reads; closing the socket will end that
        }
        try {
            long stop = networkBytes.get() + most;
            giveUp();
            buffers.dropPlaintext();
            int count = 1;
            while (count != SocketTransport.END && networkBytes.get() < stop && !deadline.passed()) {
                buffers.discard();
                count = fill(deadline);
            }
        } catch (SecureChannelException e) {
            return; // the peer is gone, and so there is nobody to wait for
        } finally {
            lock.unlock();
        }
    }

    /** Wipes and lets go. Also while a reader is inside: it will see the closed socket next. */
    void releaseBuffers() {
        if (lock.tryLock()) {
            try {
                giveUp();
                buffers.wipe();
            } finally {
                lock.unlock();
            }
        }
    }

    /** What is thrown away, or was behind it, is never read: whoever asks for it hears that this side has closed. */
    private void giveUp() {
        boolean lost = !ended || buffers.plaintext().hasRemaining(); // else all of it has been read, and the end counts
        if (failure == null && lost) {
            failure = new SecureChannelException(Reason.CLOSED, "this side has closed the channel");
        }
    }

    private void follow(Inbound result, boolean some, Deadline deadline) throws SecureChannelException {
        engineOutput.run();
        switch (result) {
            case END -> ended = true;
            case NEED_BYTES -> {
                if (!some) {
                    waitForBytes(deadline);
                }
            }
            case NEED_ROOM -> {
                if (!some) {
                    throw new IllegalStateException("the engine wants more room than it said");
                }
            }
            case TURN -> throw new IllegalStateException("the handshake is over, and the engine says it is not");
        }
    }

    private void waitForBytes(Deadline deadline) throws SecureChannelException {
        waiting = true;
        try {
            if (deadline == Deadline.NEVER) {
                waitBlocked();
            } else {
                waitTimed(deadline);
            }
        } finally {
            waiting = false;
        }
    }

    private void waitBlocked() throws SecureChannelException {
        if (Deadline.after(aliveAt, idleTimeout).passed()) {
            throw idleTimeout();
        }
        int count = fillBlocking(aliveAt, idleTimeout, !quietTold, this::idleTimeout);
        quietTold = quietTold || blocked.asked();
        if (count == SocketTransport.END) {
            throw engine.endOfInput();
        }
    }

    private void waitTimed(Deadline deadline) throws SecureChannelException {
        var idle = Deadline.after(aliveAt, idleTimeout);
        var quiet = Deadline.after(aliveAt, idleTimeout.dividedBy(2));
        while (true) {
            var next = deadline.orSooner(idle).orSooner(quietTold ? Deadline.NEVER : quiet);
            // The first wait is short, so that buffers are not held through a long silence.
            int count = fill(buffers.holdsLarge() ? next.orSooner(Deadline.in(HOLD_BUFFERS)) : next);
            if (count > 0 && !idle.passed()) {
                return;
            }
            if (count == SocketTransport.END) {
                throw engine.endOfInput();
            }
            if (buffers.atBoundary() && buffers.holdsLarge()) {
                buffers.wipe();
            }
            if (deadline.passed()) {
                throw new SecureChannelException(
                        Reason.RECEIVE_TIMEOUT, "nothing arrived before the deadline; the channel stays open");
            }
            if (idle.passed()) {
                throw idleTimeout();
            }
            if (!quietTold && quiet.passed()) {
                quietTold = true;
                onQuiet.run();
            }
        }
    }

    private SecureChannelException idleTimeout() {
        return new SecureChannelException(
                Reason.IDLE_TIMEOUT,
                "nothing arrived within idleTimeout (" + idleTimeout
                        + "): the peer is gone, or has nothing to say for longer than that");
    }

    /** Reads once from the socket, behind what is there. */
    private int fill(Deadline deadline) throws SecureChannelException {
        var slow = owed() ? observation.begin() : null;
        var room = buffers.room(engine.recordSize());
        int count = SocketTransport.NOTHING;
        try {
            count = transport.read(room.array(), room.arrayOffset() + room.position(), room.remaining(), deadline);
        } finally {
            buffers.filled(count);
            counted(count);
            observation.end(slow, false, count);
        }
        return count;
    }

    /** Reads once, for as long as it takes within the limit. */
    private int fillBlocking(long start, Duration limit, boolean asks, Supplier<SecureChannelException> timeout)
            throws SecureChannelException {
        var slow = owed() ? observation.begin() : null;
        int count = SocketTransport.NOTHING;
        try {
            count = blocked.read(start, limit, asks, timeout, engine.recordSize());
            counted(count);
        } finally {
            observation.end(slow, false, count);
        }
        return count;
    }

    /** Whether the peer has begun something that it has not ended: a wait between two messages is nobody's fault. */
    private boolean owed() {
        return !buffers.atBoundary() || midMessage.getAsBoolean();
    }

    private void counted(int count) {
        if (count > 0) {
            networkBytes.addAndGet(count);
            lastRead = System.nanoTime();
        }
    }
}
