package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.FrameEncoder;
import io.securechannel.framing.FrameType;
import io.securechannel.framing.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages in frames. Messages take turns, so that fragments of two never mix; control frames go between the
 * fragments of one. The turn is a semaphore, because a streamed message may be finished by another thread.
 */
public final class MessageWriter {

    /** Large messages go in fragments, between which others' control frames find a place. */
    private static final int FRAGMENT = (1 << 17) - FrameEncoder.HEADER_LENGTH;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Up to here a message is copied rather than encrypted from where it is. */
    private static final int SMALL = 8 << 10;

    private static final int PING_LENGTH = 8;
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** The two ends of a login take turns: a peer for which more answers wait does not. */
    private static final int MOST_AUTH_WAITING = 4;

    private final PlaintextWriter out;
    private final int maxMessageSize;
    private final FrameEncoder encoder = new FrameEncoder();
    private final FrameOutput frames;
    private final Semaphore turn = new Semaphore(1);

    /** Made when it is needed; used by whoever holds the writer's lock. */
    private ByteBuffer control = NOTHING;

    private final AtomicReference<byte @Nullable []> pendingPong = new AtomicReference<>();
    private final AtomicReference<byte @Nullable []> pendingPing = new AtomicReference<>();
    private final Queue<byte[]> pendingAuth = new ConcurrentLinkedQueue<>();
    private final AtomicReference<byte @Nullable []> lastPing = new AtomicReference<>();
    private final AtomicLong messages = new AtomicLong();
    private volatile @Nullable Thread streaming;

    /** A fragment, or a message, was begun and not finished: whatever followed would be taken for the rest of it. */
    private volatile boolean torn;

    /**
     * @param out the channel's writing side
     * @param framing the limit
     */
    MessageWriter(PlaintextWriter out, Framing.Messages framing) {
        this.out = out;
        this.frames = new FrameOutput(out, encoder, framing.padding());
        this.maxMessageSize = framing.maxMessageSize();
    }

    /** {@return how many messages have been sent, or queued} */
    public long messages() {
        return messages.get();
    }

    /**
     * Sends one message, in fragments.
     *
     * @param message its bytes
     * @param flush whether to send at once, rather than with what follows
     * @throws SecureChannelException MESSAGE_TOO_LARGE, with nothing sent and the channel still usable, or trouble of the
     *     wire
     */
    public void send(byte[] message, boolean flush) throws SecureChannelException {
        if (message.length > maxMessageSize) {
            throw new SecureChannelException(
                    Reason.MESSAGE_TOO_LARGE,
                    "the message has " + message.length + " bytes; the limit here is " + maxMessageSize
                            + " (Framing.messages().withMaxMessageSize(…), at both ends). Nothing was sent. What is larger"
                            + " than memory goes through send(InputStream) or openMessage()");
        }
        if (message.length <= SMALL && sendSmall(message, flush)) {
            return;
        }
        var left = ByteBuffer.wrap(message);
        takeTurn();
        try {
            boolean last;
            do {
                int length = Math.min(FRAGMENT, left.remaining());
                last = length == left.remaining();
                fragment(left, length, last, last && flush);
            } while (!last);
            messages.incrementAndGet();
        } finally {
            torn = torn || encoder.messageOpen();
            turn.release();
        }
    }

    /**
     * The quick way: a message that is one frame needs no turn, if nobody has it. Whoever takes the turn meanwhile writes
     * only when the lock is free again.
     *
     * @return false if another message is under way
     */
    private boolean sendSmall(byte[] message, boolean flush) throws SecureChannelException {
        lock();
        boolean whole = true;
        try {
            if (turn.availablePermits() == 0) {
                return false;
            }
            requireOpen();
            whole = false;
            frames.message(message);
            if (flush) {
                frames.flush();
            }
            whole = true;
            messages.incrementAndGet();
        } finally {
            torn = torn || !whole;
            out.lock().unlock();
        }
        sendPending();
        return true;
    }

    private ByteBuffer control() {
        if (control.capacity() == 0) {
            control = ByteBuffer.allocate(FrameEncoder.HEADER_LENGTH + FrameType.CLOSE.maxPayload());
        }
        return control.clear();
    }

    /** {@return whether a message was begun and cannot be finished} */
    boolean torn() {
        return torn;
    }

    /** {@return whether CLOSE has been written, or the end of this direction} */
    boolean closed() {
        return encoder.closed() || out.closed();
    }

    /** Sends what has been queued. */
    public void flush() throws SecureChannelException {
        lock();
        try {
            frames.flush();
        } finally {
            out.lock().unlock();
        }
        sendPending();
    }

    /**
     * Begins a message of unknown length; nothing else is sent until it is completed.
     *
     * @param onGivenUp closes the channel when the message is closed before it is complete
     */
    MessageOutput openMessage(Runnable onGivenUp) throws SecureChannelException {
        takeTurn();
        streaming = Thread.currentThread();
        return new MessageOutput(this, onGivenUp);
    }

    /** Asks the peer for a sign of life, with the time in it. */
    public void ping() {
        var payload =
                ByteBuffer.allocate(PING_LENGTH).putLong(System.nanoTime()).array();
        lastPing.set(payload);
        pendingPing.set(payload);
        sendPending();
    }

    /** {@return whether this is the answer to the last ping, which is then no longer awaited} */
    boolean awaited(byte[] pong) {
        var last = lastPing.get();
        return last != null && Arrays.equals(last, pong) && lastPing.compareAndSet(last, null);
    }

    /** Notes the answer to a ping; where several wait, only the last counts, as in RFC 6455, section 5.5.3. */
    void pong(byte[] payload) {
        pendingPong.set(payload);
    }

    /** Sends a step of a login, at once. */
    void auth(byte[] payload) throws SecureChannelException {
        takeTurn();
        try {
            lock();
            try {
                requireOpen();
                writeAuth(payload);
            } finally {
                out.lock().unlock();
            }
        } finally {
            turn.release();
        }
    }

    /** Sends a step of a login from a thread that receives, which must not wait for those that send. */
    void answerAuth(byte[] payload) throws SecureChannelException {
        if (pendingAuth.size() >= MOST_AUTH_WAITING || !pendingAuth.offer(payload)) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the peer does not wait for its turn in the login");
        }
        sendPending();
    }

    private void writeAuth(byte[] payload) throws SecureChannelException {
        var frame = ByteBuffer.allocate(FrameEncoder.HEADER_LENGTH + payload.length);
        encoder.control(FrameType.AUTH, payload, frame);
        frames.write(frame.flip());
        frames.flush();
    }

    void fragment(ByteBuffer payload, int length, boolean last, boolean flush) throws SecureChannelException {
        lock();
        boolean whole = true;
        try {
            requireOpen();
            whole = false;
            encoder.dataHeader(length, last, control());
            frames.write(control.flip());
            var slice = payload.duplicate().limit(payload.position() + length);
            frames.write(slice);
            payload.position(payload.position() + length);
            if (flush) {
                frames.flush();
            }
            whole = true;
        } finally {
            torn = torn || !whole;
            out.lock().unlock();
        }
        sendPending();
    }

    void completed() {
        messages.incrementAndGet();
        endStreaming();
    }

    void endStreaming() {
        streaming = null;
        turn.release();
    }

    /**
     * Writes CLOSE, after the message that another thread may be sending. In the middle of a streamed message it writes
     * nothing: what follows is then a cut, and the peer does not take the part for the whole.
     */
    void close(CloseReason reason, Deadline deadline) throws SecureChannelException {
        boolean between = awaitTurn(deadline);
        try {
            if (!ChannelDriver.lockWithin(out.lock(), deadline)) {
                return; // the close of the writer, which follows, says what is wrong
            }
            try {
                if (between && !torn && !encoder.messageOpen() && !encoder.closed() && !out.closed()) {
                    frames.padBefore(FrameEncoder.closeLength(reason));
                    encoder.close(reason, control());
                    frames.write(control.flip());
                }
            } finally {
                out.lock().unlock();
            }
        } finally {
            if (between) {
                turn.release();
            }
        }
    }

    /**
     * Sends waiting pings and pongs, unless another thread is writing, which then does it. So a reader never waits for a
     * writer, and two peers whose buffers are full do not stop each other.
     */
    void sendPending() {
        while ((pendingPong.get() != null || pendingPing.get() != null || authIsDue())
                && out.lock().tryLock()) {
            try {
                sendPendingAuth();
                sendPending(FrameType.PONG, pendingPong.getAndSet(null));
                sendPending(FrameType.PING, pendingPing.getAndSet(null));
            } catch (SecureChannelException e) {
                return; // the next send or receive meets the same trouble and throws it
            } finally {
                out.lock().unlock();
            }
        }
    }

    /** AUTH may not stand between the fragments of a message; it goes after it. */
    private boolean authIsDue() {
        return !pendingAuth.isEmpty() && !encoder.messageOpen();
    }

    private void sendPendingAuth() throws SecureChannelException {
        while (authIsDue()) {
            var payload = pendingAuth.poll();
            if (payload != null && !encoder.closed() && !out.closed()) {
                writeAuth(payload);
            }
        }
    }

    private void sendPending(FrameType type, byte @Nullable [] payload) throws SecureChannelException {
        if (payload != null && !encoder.closed() && !out.closed()) {
            encoder.control(type, payload, control());
            frames.write(control.flip());
            frames.flush();
        }
    }

    private void takeTurn() throws SecureChannelException {
        if (streaming == Thread.currentThread() && turn.availablePermits() == 0) {
            throw new IllegalStateException(
                    "this thread has a message open on the channel: complete or close it before the next one");
        }
        try {
            // In slices, because the channel may be closed under a message that nobody finishes.
            while (!turn.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                out.requireOpen();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(
                    Reason.INTERRUPTED, "the thread was interrupted while another message was being sent", e);
        }
    }

    private boolean awaitTurn(Deadline deadline) throws SecureChannelException {
        if (streaming != null) {
            return false;
        }
        try {
            return turn.tryAcquire(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(Reason.INTERRUPTED, "the thread was interrupted while it closed", e);
        }
    }

    private void requireOpen() throws SecureChannelException {
        if (torn) {
            throw new SecureChannelException(
                    Reason.CLOSED, "a message was begun and could not be finished: the channel can only be closed");
        }
        if (encoder.closed()) {
            out.requireOpen(); // says so where the whole channel is closed, or why
            throw new SecureChannelException(
                    Reason.CLOSED, "this side has ended its direction: nothing can be sent any more");
        }
    }

    private void lock() throws SecureChannelException {
        try {
            if (!Thread.currentThread().isInterrupted() && out.lock().tryLock()) {
                return;
            }
            out.lock().lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(
                    Reason.INTERRUPTED, "the thread was interrupted while it waited to write", e);
        }
    }
}
