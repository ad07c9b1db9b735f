package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * One end of a secure byte stream, without I/O. The driver moves bytes:
 *
 * <ol>
 *   <li>While {@link #turn()} is SEND it calls {@link #drain} with no plaintext and sends what comes out; while it is
 *       RECEIVE it gives {@link #feed} what has come. At DONE every check of the peer has passed, {@link #session()}
 *       tells who it is, and the handshake is over.
 *   <li>From then on feed decrypts and drain encrypts. One thread may feed while another drains; neither is called by
 *       two threads at once.
 *   <li>Whenever {@link #hasOutput()} is true the engine itself has something to say (a key update, an alert, the end):
 *       a drain takes it along.
 *   <li>{@link #closeOutput()} ends this direction; the other goes on until feed returns END. Where the transport ends
 *       before that, {@link #endOfInput()} names the cut.
 * </ol>
 *
 * <p>After an exception the engine is broken: only hasOutput, drain (with no plaintext, for the alert that tells the
 * peer) and destroy may follow; a drain with plaintext throws CLOSED. Plaintext is given out only after it has been authenticated; what was given out before
 * an exception stays valid. Buffers are used between position and limit and stay the driver's; none is kept.
 */
public interface ChannelEngine {

    /** Who has the word in the handshake. */
    enum Turn {
        /** This side: drain. */
        SEND,
        /** The peer: feed. */
        RECEIVE,
        /** Nobody: the handshake is over. */
        DONE
    }

    /** Why feed stopped. */
    enum Inbound {
        /** What is left of the network's bytes is less than a record: get more. */
        NEED_BYTES,
        /** The next record's plaintext does not fit in the room that is left. */
        NEED_ROOM,
        /** The turn is no longer RECEIVE; bytes that are left wait for the next call. */
        TURN,
        /** The peer has ended its direction, and proved it. Nothing comes any more. */
        END
    }

    /**
     * Hears, before the handshake begins, when it has to be over. The driver sees to that; an engine that itself waits for somebody in the
     * handshake must not wait for longer.
     *
     * @param nanosLeft the nanoseconds that are left at any time, negative when none are; {@link Long#MAX_VALUE} for ever
     */
    default void limitHandshake(LongSupplier nanosLeft) {}

    /** {@return who has the word; DONE for good once it has been DONE} */
    Turn turn();

    /**
     * Takes bytes from the network, record by record, for as long as it can.
     *
     * @param network bytes as they came; whole records are consumed
     * @param plaintext takes what they carried, behind its position; nothing during the handshake. A byte in front of that, if the buffer has
     *     one, is changed for a moment, and then as it was
     * @return why it stopped
     * @throws SecureChannelException if the peer is refused, broke the protocol, or bytes were changed on the way
     */
    Inbound feed(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException;

    /**
     * Makes records until the plaintext is used up and nothing else is to be said, or the room left is less than {@link
     * #recordSize()}, or than the next record takes. It makes progress whenever there is as much room as {@link #drainRoom} says.
     *
     * @param plaintext what to send; empty during the handshake and after closeOutput
     * @param network takes the records
     * @throws SecureChannelException if the engine cannot go on
     */
    void drain(ByteBuffer plaintext, ByteBuffer network) throws SecureChannelException;

    /** {@return whether the engine itself has something to say to the peer} */
    boolean hasOutput();

    /** Ends this direction: the proof of the end is then waiting in {@link #drain}. Further calls do nothing. */
    void closeOutput();

    /**
     * Says that the network ended.
     *
     * @return the error that this is, for the driver to throw: CONNECTION_CUT, with what was missing. After END it was no
     *     cut, and the driver does not ask.
     */
    SecureChannelException endOfInput();

    /**
     * Hears why the handshake failed, as the driver has it: a deadline, or the socket.
     *
     * @param error of the driver's, or of this engine's
     * @return the same error, or one that also says what the failure means for what this side has used up
     */
    default SecureChannelException inHandshake(SecureChannelException error) {
        return error;
    }

    /** {@return the room that drain needs to make progress, and feed at most needs to hold one record, in bytes} */
    int recordSize();

    /**
     * {@return the room that the next drain needs to make progress, in bytes, {@link #recordSize()} at most}
     *
     * @param plaintext how much there is to send
     */
    default int drainRoom(int plaintext) {
        return recordSize();
    }

    /** {@return how much plaintext fills one record, in bytes, once the handshake is over} */
    int fullRecord();

    /** {@return the room that drain is best given when there is more to send than a record takes, in bytes} */
    default int batch() {
        return 2 * recordSize();
    }

    /** {@return the room for plaintext with which feed never answers NEED_ROOM, in bytes} */
    int plaintextRoom();

    /**
     * {@return the room for plaintext with which the next feed does not answer NEED_ROOM before it has brought some, in bytes, {@link
     * #plaintextRoom()} at most}
     *
     * @param network what has come
     */
    default int plaintextRoom(ByteBuffer network) {
        return plaintextRoom();
    }

    /**
     * {@return what the handshake brought}
     *
     * @throws IllegalStateException before the turn is DONE
     */
    EngineSession session();

    /** {@return how long the handshake took to check the peer's certificate or key, in nanoseconds} */
    default long checkNanos() {
        return 0;
    }

    /** {@return the part of {@link #checkNanos()} that went into revocation} */
    default long revocationNanos() {
        return 0;
    }

    /**
     * {@return how many records have gone out since the handshake, or come in} Any thread may ask; what another is at right now need not be
     * counted.
     *
     * @param sent which direction
     */
    default long records(boolean sent) {
        return 0;
    }

    /** Hears of keys that are replaced, in the thread that does so. */
    @FunctionalInterface
    interface Rekeyed {
        /**
         * A key has been replaced.
         *
         * @param sending which direction
         * @param records how many the old key has protected
         * @param bytes how much these carried
         */
        void replaced(boolean sending, long records, long bytes);
    }

    /**
     * Says who is to hear of keys that are replaced, as far as the engine knows: a TLS provider does not tell of updates that it makes, or
     * takes, by itself. Called before the handshake begins.
     *
     * @param listener hears of them
     */
    default void onRekey(Rekeyed listener) {}

    /** Called about twice a second, at any time, by another thread: an engine that has been idle since the last call lets go of what is large. */
    default void rest() {}

    /** Wipes what can be wiped. Nothing may be called afterwards. Further calls do nothing. */
    void destroy();
}
