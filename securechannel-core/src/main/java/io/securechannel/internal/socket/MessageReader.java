package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.FrameDecoder;
import io.securechannel.framing.FrameDecoder.Event;
import io.securechannel.framing.Framing;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Receives messages from frames, and answers pings on the way. A message that a deadline interrupts is kept, and the next
 * call goes on with it. Threads that receive take turns.
 */
public final class MessageReader {

    private static final String ADVICE =
            " (Framing.messages().withMaxMessageSize(…)). What is larger than memory comes through receiveStream()";

    private final PlaintextReader in;
    private final MessageWriter answers;
    private final int maxMessageSize;
    private final FrameDecoder decoder;
    private final OpeningReader opening;
    private final AtomicLong messages = new AtomicLong();

    private final MessageBuffer message = new MessageBuffer();
    private @Nullable MessageInput stream;
    private @Nullable SecureChannelException failure;
    private UnaryOperator<SecureChannelException> onStreamFailure = error -> error;

    /** Whether {@link #explained} met the end of a message, which the next call then gets. */
    private boolean endKept;

    /** Messages that came whole while {@link #readUntilAuth} waited for something else. */
    private final KeptMessages kept;

    private volatile AuthFrames auth = payload -> {
        throw new SecureChannelException(
                Reason.PROTOCOL_VIOLATION, "the peer wants to log in, and no login is set up here");
    };
    private boolean returnAtAuth;
    private volatile boolean loggingIn;

    private volatile boolean draining;
    private volatile boolean betweenMessages = true;
    private volatile @Nullable CloseReason closeReason;
    private volatile @Nullable Duration roundTrip;

    /**
     * @param in the channel's reading side
     * @param answers takes pongs
     * @param framing the limit
     */
    MessageReader(PlaintextReader in, MessageWriter answers, Framing.Messages framing) {
        this.in = in;
        this.answers = answers;
        this.maxMessageSize = framing.maxMessageSize();
        this.decoder = new FrameDecoder(maxMessageSize);
        this.opening = new OpeningReader(in, decoder);
        this.kept = new KeptMessages(maxMessageSize);
        in.onQuiet(this::askForLife);
        in.onMidMessage(() -> !betweenMessages);
    }

    /** Sets what becomes of AUTH frames once the channel is open. */
    void onAuth(AuthFrames taker) {
        this.auth = taker;
    }

    private void askForLife() {
        if (!loggingIn) { // until then only AUTH and CLOSE may be sent
            answers.ping();
        }
    }

    /** Sets what a failed streamed message does to the channel; it gives the error that is thrown. */
    void onStreamFailure(UnaryOperator<SecureChannelException> reaction) {
        this.onStreamFailure = reaction;
    }

    /** {@return how many messages have been received} */
    public long messages() {
        return messages.get();
    }

    /** {@return what the peer's CLOSE said, once it has been read} */
    public Optional<CloseReason> closeReason() {
        return Optional.ofNullable(closeReason);
    }

    /** {@return how long the last ping took to be answered} */
    public Optional<Duration> roundTrip() {
        return Optional.ofNullable(roundTrip);
    }

    /**
     * Waits for the next message.
     *
     * @param deadline for the whole of it; RECEIVE_TIMEOUT leaves the channel usable and loses nothing
     * @return its bytes; empty once the peer has closed in order
     */
    public Optional<byte[]> receive(Deadline deadline) throws SecureChannelException {
        lock(deadline);
        try {
            requireNoStream();
            decoder.limitMessages(maxMessageSize, ADVICE);
            if (!kept.isEmpty()) {
                return Optional.of(kept.take());
            }
            var whole = wholeMessage();
            if (whole != null) {
                return Optional.of(whole);
            }
            if (stopsHere()) {
                return Optional.empty();
            }
            while (true) {
                var event = next(deadline);
                if (event.isEmpty()) {
                    return Optional.empty();
                }
                if (message.size() == 0 && draining && answers.closed()) {
                    return Optional.empty(); // too late: nothing could be answered any more
                }
                if (event.get() == Event.MESSAGE_END) {
                    return Optional.of(takeMessage());
                }
                takeData(deadline);
            }
        } catch (SecureChannelException e) {
            boolean stopped = e.reason() == Reason.CLOSED || e.reason() == Reason.CONNECTION_CUT;
            if (draining && stopped && decoder.atBoundary()) {
                return Optional.empty(); // the wait was ended by this side, between two messages
            }
            throw remembered(e);
        } finally {
            in.lock().unlock();
        }
    }

    /**
     * Waits for the next message and hands it out as a stream, whatever its size.
     *
     * @return the stream; empty once the peer has closed in order
     */
    public Optional<InputStream> receiveStream(Deadline deadline) throws SecureChannelException {
        lock(deadline);
        try {
            requireNoStream();
            decoder.limitMessages(Long.MAX_VALUE, "");
            if (!kept.isEmpty()) {
                return Optional.of(new ByteArrayInputStream(kept.take()));
            }
            if (stopsHere()) {
                return Optional.empty();
            }
            var event = message.size() > 0 ? Optional.of(Event.DATA) : next(deadline);
            if (event.isEmpty()) {
                return Optional.empty();
            }
            var begun = message.take();
            var opened = new MessageInput(this, begun, event.get() == Event.MESSAGE_END);
            if (event.get() == Event.MESSAGE_END) {
                counted();
            } else {
                stream = opened;
            }
            return Optional.of(opened);
        } catch (SecureChannelException e) {
            throw remembered(e);
        } finally {
            in.lock().unlock();
        }
    }

    /**
     * Waits for a frame of the login that opens the channel. Until it is over nothing but AUTH and CLOSE may come.
     *
     * @param budget what the peer may send in all
     */
    byte[] receiveAuth(Deadline deadline, LoginBudget budget) throws SecureChannelException {
        lock(deadline);
        loggingIn = true;
        try {
            requireIntact();
            return opening.receive(deadline, budget);
        } catch (SecureChannelException e) {
            throw remembered(e);
        } finally {
            loggingIn = false;
            if (decoder.closed()) {
                closeReason = decoder.closeReason();
            }
            in.lock().unlock();
        }
    }

    /**
     * Reads until a frame of a login has been passed on, unless another thread is reading. Messages that come before it are
     * kept for the next receive.
     *
     * @return false if another thread reads
     */
    boolean readUntilAuth(Deadline deadline) throws SecureChannelException {
        if (!in.lock().tryLock()) {
            return false;
        }
        try {
            if (stream != null && failure == null) {
                return false; // whoever reads the stream passes the frames on
            }
            decoder.limitMessages(maxMessageSize, ADVICE);
            returnAtAuth = true;
            while (true) {
                var event = next(deadline);
                if (event.isEmpty()) {
                    throw OpeningReader.ended(decoder);
                }
                switch (event.get()) {
                    case AUTH -> {
                        return true;
                    }
                    case MESSAGE_END -> kept.keep(takeMessage());
                    default -> takeData(deadline);
                }
            }
        } catch (SecureChannelException e) {
            throw remembered(e);
        } finally {
            returnAtAuth = false;
            in.lock().unlock();
        }
    }

    /** Reads from the message at hand; false at its end. */
    boolean readStreamed(ByteBuffer destination, Deadline deadline) throws SecureChannelException {
        try {
            return readOn(destination, deadline);
        } catch (SecureChannelException e) {
            throw onStreamFailure.apply(e);
        }
    }

    /** Gives the message at hand up: what is left of it would stand in the way of all others, so the channel ends. */
    SecureChannelException abandonStream() {
        return onStreamFailure.apply(remembered(new SecureChannelException(
                Reason.MESSAGE_TOO_LARGE,
                "the stream of a message was closed with too much of it still to come, so the channel is closed: read it to"
                        + " its end, or let the peer send less")));
    }

    private boolean readOn(ByteBuffer destination, Deadline deadline) throws SecureChannelException {
        lock(deadline);
        try {
            if (failure == null && decoder.dataRemaining() == 0) {
                var event = next(deadline);
                if (event.isEmpty()) {
                    throw cutMidMessage();
                }
                if (event.get() == Event.MESSAGE_END) {
                    counted();
                    stream = null;
                    betweenMessages = true;
                    return false;
                }
            }
            requireIntact();
            int length = Math.min(destination.remaining(), decoder.dataRemaining());
            var part = destination.duplicate().limit(destination.position() + length);
            if (!in.read(part, deadline)) {
                throw cutMidMessage();
            }
            decoder.dataTaken(part.position() - destination.position());
            destination.position(part.position());
            return true;
        } catch (SecureChannelException e) {
            throw remembered(e);
        } finally {
            in.lock().unlock();
        }
    }

    /**
     * After a write has failed: looks whether the peer has said why, by an alert or in CLOSE, without taking a byte of a
     * message.
     *
     * @return what the peer said; else the error itself, also where another thread is reading, which will get to know
     */
    SecureChannelException explained(SecureChannelException error, Deadline deadline) {
        if (!in.lock().tryLock()) {
            return error;
        }
        try {
            var event = next(deadline);
            while (event.isPresent() && event.get() != Event.DATA && event.get() != Event.MESSAGE_END) {
                event = next(deadline);
            }
            endKept = event.isPresent() && event.get() == Event.MESSAGE_END;
            return error;
        } catch (SecureChannelException told) {
            return ChannelDriver.moreTelling(remembered(told), error);
        } finally {
            in.lock().unlock();
        }
    }

    /** From now on no further message is begun: receive answers as if the peer had closed. */
    void drain() {
        draining = true;
    }

    /** {@return whether a thread waits for a message of which nothing has come} */
    boolean waitsBetweenMessages() {
        return in.waiting() && betweenMessages;
    }

    /** Reads on to the next thing that concerns messages; empty at the peer's orderly end. */
    private Optional<Event> next(Deadline deadline) throws SecureChannelException {
        requireIntact();
        if (endKept) {
            endKept = false;
            return Optional.of(Event.MESSAGE_END);
        }
        while (true) {
            var event = decoder.next(in.buffered());
            betweenMessages = decoder.atBoundary();
            switch (event) {
                case DATA, MESSAGE_END -> {
                    answers.sendPending();
                    return Optional.of(event);
                }
                case NEED_BYTES -> {
                    answers.sendPending(); // once for all the pings that came together
                    if (!in.await(deadline)) {
                        return atEnd();
                    }
                }
                case PING -> answers.pong(decoder.payload());
                case PONG -> measure(decoder.payload());
                case CLOSE -> closeReason = decoder.closeReason();
                case AUTH -> {
                    auth.arrived(decoder.payload());
                    answers.sendPending();
                    if (returnAtAuth) {
                        return Optional.of(event);
                    }
                }
            }
        }
    }

    private Optional<Event> atEnd() throws SecureChannelException {
        if (!decoder.closed() || !decoder.atBoundary()) {
            throw cutMidMessage();
        }
        var reason = decoder.closeReason();
        if (reason.isError()) {
            throw new SecureChannelException(
                    Reason.CLOSED_BY_PEER, "the peer closed the channel with the error " + printable(reason));
        }
        return Optional.empty();
    }

    private SecureChannelException cutMidMessage() {
        return cutMidMessage(decoder);
    }

    static SecureChannelException cutMidMessage(FrameDecoder decoder) {
        return new SecureChannelException(
                Reason.CONNECTION_CUT,
                decoder.atBoundary()
                        ? "the peer ended the stream without a CLOSE frame: is it in raw mode, did it fail, or did it give"
                                + " up a message in the middle?"
                        : "the peer ended the stream in the middle of a message, of which the rest is missing");
    }

    /** The next message, where it has come whole already and nothing but that is to be done; else null. */
    private byte @Nullable [] wholeMessage() {
        if (draining || endKept || failure != null || message.size() > 0) {
            return null;
        }
        var whole = decoder.wholeMessage(in.buffered());
        if (whole != null) {
            counted();
            answers.sendPending();
        }
        return whole;
    }

    private void counted() {
        messages.setRelease(messages.getPlain() + 1); // under the lock
    }

    private void takeData(Deadline deadline) throws SecureChannelException {
        do {
            int remaining = decoder.dataRemaining();
            if (message.size() + (long) remaining > maxMessageSize) {
                // A fragment that receiveStream(), which has no limit, had begun to wait for.
                throw new SecureChannelException(
                        Reason.MESSAGE_TOO_LARGE,
                        "the peer sends a message of at least " + (message.size() + (long) remaining)
                                + " bytes; the limit here is " + maxMessageSize + ADVICE);
            }
            var room = message.room(remaining, decoder.lastFragment(), maxMessageSize);
            int before = room.position();
            if (!in.read(room, deadline)) {
                throw cutMidMessage();
            }
            message.taken(room.position() - before);
            decoder.dataTaken(room.position() - before);
        } while (decoder.dataRemaining() > 0);
    }

    private byte[] takeMessage() {
        counted();
        return message.take();
    }

    private boolean stopsHere() {
        return draining
                && !endKept
                && message.size() == 0
                && decoder.atBoundary()
                && !in.buffered().hasRemaining();
    }

    private void measure(byte[] pong) {
        if (answers.awaited(pong)) {
            roundTrip =
                    Duration.ofNanos(System.nanoTime() - ByteBuffer.wrap(pong).getLong());
        }
    }

    private void lock(Deadline deadline) throws SecureChannelException {
        if (!in.lock().tryLock() && !ChannelDriver.lockWithin(in.lock(), deadline)) {
            throw new SecureChannelException(
                    Reason.RECEIVE_TIMEOUT, "another thread was receiving until the deadline; the channel stays open");
        }
    }

    private void requireNoStream() {
        if (stream != null && failure == null) { // else the failure is what the caller hears
            throw new IllegalStateException(
                    "the last receiveStream() has not been read to its end: read it, or close it, first");
        }
    }

    private void requireIntact() throws SecureChannelException {
        if (failure != null) {
            throw new SecureChannelException(failure.reason(), failure.getMessage(), failure);
        }
    }

    private SecureChannelException remembered(SecureChannelException error) {
        if (failure == null && error.reason() != Reason.RECEIVE_TIMEOUT && error.reason() != Reason.INVALID_TEXT) {
            failure = error;
        }
        return error;
    }

    static String printable(CloseReason reason) {
        return reason.toString().replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
