package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.ChannelEngine.Turn;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.jfr.Phases;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Moves bytes between one engine and one socket. Reading and writing are independent of each other and each has a lock,
 * held for the length of one step. A thread that holds the reader's lock never waits for the writer's, so that two peers
 * that both write and read cannot stop each other.
 */
public final class ChannelDriver {

    /** How long a close waits for the peer to read an alert, after an error of which the peer is to hear. */
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    /** What a close throws away at most while it waits for the peer's end. */
    private static final int MOST_DISCARDED = 4 << 20;

    /** The watchdog looks ten times a second. */
    private static final int TICKS_OF_REST = 5;

    private final ChannelEngine engine;
    private final SocketTransport transport;
    private final Deadlines deadlines;
    private final PlaintextReader reader;
    private final PlaintextWriter writer;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Observation observation;
    private final AtomicReference<@Nullable Runnable> onRelease = new AtomicReference<>();

    /** The watchdog's. */
    private int ticks;

    /**
     * @param socket connected; this owns it from now on
     * @param peer its address, {@code host:port}
     * @param engine at its start; this owns it from now on
     * @param deadlines how long things may take
     * @throws SecureChannelException if the socket has no streams; it is closed then
     */
    public ChannelDriver(Socket socket, String peer, ChannelEngine engine, Deadlines deadlines)
            throws SecureChannelException {
        this.engine = engine;
        this.deadlines = deadlines;
        this.transport = new SocketTransport(socket, peer, this::tick);
        this.observation = new Observation(peer);
        this.writer = new PlaintextWriter(engine, transport, deadlines.write(), observation);
        this.reader = new PlaintextReader(engine, transport, deadlines.idle(), writer::sendEngineOutput, observation);
        engine.onRekey(observation::rekeyed);
        transport.start();
    }

    /** Says which channel the Flight Recorder is told about, before the handshake. */
    public void observe(Link link) {
        observation.of(link);
    }

    /** Sets what is done, once, when the socket has been closed: not in a handshake that failed. */
    public void onRelease(Runnable action) {
        onRelease.set(action);
    }

    /** {@return how many keys of a direction were replaced} */
    public long rekeys(boolean sending) {
        return observation.rekeys(sending);
    }

    /**
     * Tells what the time of a handshake that has ended, or failed, went into.
     *
     * @param nanos how long it took
     * @param phases is told
     */
    public void tellPhases(long nanos, Phases phases) {
        phases.handshake(
                nanos, reader.handshakeWaitNanos(), writer.writeNanos(), engine.checkNanos(), engine.revocationNanos());
    }

    /** {@return the engine's session} */
    public ChannelEngine engine() {
        return engine;
    }

    /** {@return the reading side} */
    public PlaintextReader reader() {
        return reader;
    }

    /** {@return the writing side} */
    public PlaintextWriter writer() {
        return writer;
    }

    /** {@return the address of the peer, {@code host:port}} */
    public String peer() {
        return transport.peer();
    }

    /** {@return the deadline of a close that begins now} */
    Deadline closeDeadline() {
        return Deadline.in(deadlines.close());
    }

    /** {@return whether this side has begun to close, or an error has closed the channel} */
    public boolean closing() {
        return closing.get();
    }

    /**
     * Brings the handshake to its end, within the deadline for all of it.
     *
     * @param ended runs once it has ended, in one way or the other, and before the peer of one that failed is told why: that takes its time, too
     * @throws SecureChannelException why it failed; the peer has been told what it may know, and the socket is closed
     */
    public void handshake(Runnable ended) throws SecureChannelException {
        var deadline = Deadline.in(deadlines.handshake());
        engine.limitHandshake(deadline::nanosLeft);
        try {
            while (engine.turn() != Turn.DONE) {
                if (engine.turn() == Turn.SEND) {
                    writer.sendHandshake(deadline);
                } else {
                    reader.receiveHandshake(deadline);
                }
            }
            writer.sendHandshake(deadline); // what the last step left, such as session tickets
            ended.run();
        } catch (SecureChannelException e) {
            var error = engine.inHandshake(e);
            ended.run();
            fail();
            throw error;
        } catch (RuntimeException | Error e) {
            ended.run();
            abandon();
            throw e;
        }
    }

    /**
     * Ends this direction: flushes, sends the engine's end and FIN. The other direction goes on.
     *
     * @param deadline for the lock and the write
     */
    void closeOutput(Deadline deadline) throws SecureChannelException {
        writer.close(deadline);
        transport.shutdownOutput();
    }

    /** Wakes a thread that waits for bytes: it sees the end of the network. */
    void closeInput() {
        transport.shutdownInput();
    }

    /**
     * Closes: ends this direction, waits for the peer's end, closes the socket. It takes no longer than the deadline for
     * closes, and returns at once when the channel is closed already.
     *
     * @param lastWords runs first, to write what belongs in front of the end; may be null
     * @throws SecureChannelException if something that had been accepted for sending could not be sent
     */
    void close(@Nullable LastWords lastWords) throws SecureChannelException {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        var deadline = Deadline.in(deadlines.close());
        boolean unsent = writer.hasUnsent();
        try {
            if (lastWords != null) {
                lastWords.write(deadline);
            }
            closeOutput(deadline);
            reader.discardUntilEnd(deadline, MOST_DISCARDED);
        } catch (SecureChannelException e) {
            if (unsent) {
                throw e;
            } // else the peer is gone, or another thread's write is stuck and gets this error itself
        } finally {
            release();
        }
    }

    /** Closes with no words but the engine's own. */
    public void close() throws SecureChannelException {
        close(null);
    }

    /** What is written in front of the end. */
    @FunctionalInterface
    interface LastWords {
        void write(Deadline deadline) throws SecureChannelException;
    }

    /**
     * Closes after an error: tells the peer what the engine, and the caller, have to say about it, if that can be done in
     * half a second, and closes the socket. It throws nothing, so that the error itself can be thrown.
     */
    void fail(@Nullable LastWords lastWords) {
        if (!closing.compareAndSet(false, true)) {
            return;
        }
        var deadline = Deadline.in(LAST_WORDS).orSooner(Deadline.in(deadlines.close()));
        try {
            sayLastWords(lastWords, deadline);
            reader.discardUntilEnd(deadline, MOST_DISCARDED);
        } catch (SecureChannelException | RuntimeException e) {
            return; // the first error is the one that counts
        } finally {
            release();
        }
    }

    /** What cannot be said, because the engine itself has failed, does not keep its alert from arriving. */
    private void sayLastWords(@Nullable LastWords lastWords, Deadline deadline) {
        try {
            if (lastWords != null) {
                lastWords.write(deadline);
            }
            closeOutput(deadline);
        } catch (SecureChannelException e) {
            transport.shutdownOutput();
        }
    }

    void fail() {
        fail(null);
    }

    /** Closes the socket at once, without a word. */
    public void abandon() {
        closing.set(true);
        release();
    }

    private void release() {
        transport.close();
        reader.releaseBuffers();
        writer.releaseBuffers();
        engine.destroy();
        var action = onRelease.getAndSet(null);
        if (action != null) {
            action.run();
        }
    }

    private void tick() {
        reader.tick();
        writer.releaseBuffersIfIdle();
        if (++ticks % TICKS_OF_REST == 0) {
            engine.rest();
        }
    }

    /**
     * After a write has failed: looks whether the peer has said why, as with an alert that refuses a certificate. Plaintext
     * that it meets stays for the next read.
     *
     * @return what the peer said; else the error itself
     */
    SecureChannelException explained(SecureChannelException error) {
        boolean cut = error.reason() == Reason.CONNECTION_CUT || error.reason() == Reason.IO_FAILURE;
        if (!cut || !reader.lock().tryLock()) {
            return error; // where another thread reads, it gets to know
        }
        try {
            reader.await(Deadline.in(LAST_WORDS));
            return error;
        } catch (SecureChannelException told) {
            return moreTelling(told, error);
        } finally {
            reader.lock().unlock();
        }
    }

    /** Returns what the peer said if it says more than that the connection is gone, and else the error itself. */
    static SecureChannelException moreTelling(SecureChannelException told, SecureChannelException error) {
        boolean more = switch (told.reason()) {
            case RECEIVE_TIMEOUT, CONNECTION_CUT, IO_FAILURE, CLOSED, INTERRUPTED ->
                told.possibleReasons().size() > 1; // of a peer that refuses without a word
            default -> true;
        };
        if (!more) {
            return error;
        }
        told.addSuppressed(error);
        return told;
    }

    /** Waits for a lock, but not for ever. */
    static boolean lockWithin(ReentrantLock lock, Deadline deadline) throws SecureChannelException {
        try {
            return lock.tryLock(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(
                    Reason.INTERRUPTED, "the thread was interrupted while it waited for its turn", e);
        }
    }
}
