package io.securechannel.framing;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames from bytes as they come, in pieces of any size. It keeps at most one small control frame; the bytes of
 * messages pass the caller by and are never copied here:
 *
 * <pre>{@code
 * var event = decoder.next(in);
 * switch (event) {
 *     case NEED_BYTES -> { // in is used up: get more
 *         return false;
 *     }
 *     case DATA -> { // up to decoder.dataRemaining() bytes, from in or after it
 *         int length = Math.min(in.remaining(), decoder.dataRemaining());
 *         frames.message(in, length);
 *         decoder.dataTaken(length);
 *     }
 *     case MESSAGE_END -> frames.messageEnd();
 *     case PING, PONG, AUTH -> frames.control(event, decoder.payload());
 *     case CLOSE -> frames.close(decoder.closeReason()); // nothing may follow
 * }
 * }</pre>
 *
 * A declared length allocates nothing. PAD is skipped. After an error the decoder refuses to go on. Not for use by
 * several threads at once.
 */
public final class FrameDecoder {

    /** What was met. */
    public enum Event {
        /** All bytes are used up; the next frame, or the rest of this one, has not come yet. */
        NEED_BYTES,
        /** Bytes of a message are next: {@link FrameDecoder#dataRemaining()} of this fragment. */
        DATA,
        /** The message is whole. */
        MESSAGE_END,
        /** A ping with its {@link FrameDecoder#payload()}. */
        PING,
        /** A pong with its {@link FrameDecoder#payload()}. */
        PONG,
        /** A step of a login with its {@link FrameDecoder#payload()}. */
        AUTH,
        /** The peer will send no more frames; {@link FrameDecoder#closeReason()} says why. */
        CLOSE
    }

    private static final byte[] NOTHING = {};

    private long maxMessageSize;
    private String limitAdvice = "";

    private int header;
    private int headerBytes;
    private FrameType type = FrameType.DATA;
    private int remaining;
    private byte[] control = NOTHING;
    private int controlLength;

    private boolean inFragment;
    private boolean messageOpen;
    private long messageSize;
    private boolean closed;
    private boolean failed;
    private CloseReason closeReason = new CloseReason(CloseReason.NORMAL, "");

    /**
     * A decoder at the start of a stream.
     *
     * @param maxMessageSize the largest message that is accepted, in bytes
     */
    public FrameDecoder(long maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    /**
     * Changes the limit, from the next frame on.
     *
     * @param bytes the largest message that is accepted
     * @param advice ends the error that a larger one causes: which setting to change
     */
    public void limitMessages(long bytes, String advice) {
        this.maxMessageSize = bytes;
        this.limitAdvice = advice;
    }

    /**
     * Reads on, at most to the end of one frame's header, or of one control frame.
     *
     * @param in bytes from the peer; what is used is consumed
     * @return what was met
     * @throws SecureChannelException with PROTOCOL_VIOLATION if a rule of the frames is broken, or MESSAGE_TOO_LARGE
     */
    public Event next(ByteBuffer in) throws SecureChannelException {
        if (failed) {
            throw new IllegalStateException("the stream of frames has failed before");
        }
        while (true) {
            if (inFragment) {
                if (remaining > 0) {
                    return in.hasRemaining() ? Event.DATA : Event.NEED_BYTES;
                }
                inFragment = false;
                if (type == FrameType.DATA) {
                    messageOpen = false;
                    messageSize = 0;
                    return Event.MESSAGE_END;
                }
            } else if (headerBytes == FrameEncoder.HEADER_LENGTH) {
                skim(in);
                if (remaining > 0) {
                    return Event.NEED_BYTES;
                }
                headerBytes = 0;
                if (type != FrameType.PAD) {
                    return finishControl();
                }
            } else if (in.hasRemaining()) {
                header = header << 8 | (in.get() & 0xFF);
                headerBytes++;
                if (headerBytes == FrameEncoder.HEADER_LENGTH) {
                    begin();
                }
            } else {
                return Event.NEED_BYTES;
            }
        }
    }

    /**
     * Takes the next message if it is there whole, in one DATA frame, as small ones mostly are: the quick way. Otherwise
     * nothing changes, and {@link #next} goes on.
     *
     * @param in bytes from the peer; a message that is taken is consumed with its header
     * @return the message; null if the next thing is another
     */
    public byte @Nullable [] wholeMessage(ByteBuffer in) {
        int start = in.position();
        if (in.remaining() < FrameEncoder.HEADER_LENGTH || !atBoundary() || closed() || failed) {
            return null;
        }
        int next = in.getInt(start);
        int length = next & FrameType.LARGEST_PAYLOAD;
        if (next >>> 24 != FrameType.DATA.code()
                || length > maxMessageSize
                || length > in.remaining() - FrameEncoder.HEADER_LENGTH) {
            return null;
        }
        var message = new byte[length];
        in.get(start + FrameEncoder.HEADER_LENGTH, message);
        in.position(start + FrameEncoder.HEADER_LENGTH + length);
        return message;
    }

    /** {@return how many bytes of the fragment at hand have not been taken yet} */
    public int dataRemaining() {
        return inFragment ? remaining : 0;
    }

    /** {@return whether the fragment at hand is the last of its message} */
    public boolean lastFragment() {
        return type == FrameType.DATA;
    }

    /**
     * Says that the caller has taken bytes of the fragment at hand, from the buffer given to {@link #next} or from what
     * comes after it.
     *
     * @param count how many, at most {@link #dataRemaining()}
     */
    public void dataTaken(int count) {
        if (count < 0 || count > dataRemaining()) {
            throw new IllegalArgumentException(count + " bytes taken of the " + dataRemaining() + " that remain");
        }
        remaining -= count;
    }

    /** {@return the payload of the last PING, PONG or AUTH} */
    public byte[] payload() {
        return control.clone();
    }

    /** {@return what the CLOSE said} */
    public CloseReason closeReason() {
        return closeReason;
    }

    /** {@return whether CLOSE has been read} */
    public boolean closed() {
        return closed;
    }

    /** {@return whether the stream stands between two frames and between two messages} */
    public boolean atBoundary() {
        return !messageOpen && !inFragment && headerBytes == 0;
    }

    private void begin() throws SecureChannelException {
        int code = header >>> 24;
        int length = header & FrameType.LARGEST_PAYLOAD;
        if (closed) {
            throw violation("a frame of type " + code + " came after CLOSE, which must be the last");
        }
        var known = FrameType.of(code);
        if (known.isEmpty()) {
            throw violation("unknown frame type " + code + "; is the other end in raw mode, or of a newer version?");
        }
        type = known.get();
        if (length > type.maxPayload()) {
            throw violation(
                    "a frame of type " + type + " announces " + length + " bytes; it may carry " + type.maxPayload());
        }
        remaining = length;
        switch (type) {
            case DATA, DATA_MORE -> beginFragment(length);
            case CLOSE -> checkClose(length);
            case PING, PONG, AUTH, PAD -> {}
        }
        control = NOTHING;
        controlLength = 0;
    }

    private void beginFragment(int length) throws SecureChannelException {
        if (type == FrameType.DATA_MORE && length == 0) {
            throw violation("an empty DATA_MORE frame: a fragment of nothing");
        }
        if (messageSize + length > maxMessageSize) {
            failed = true;
            throw new SecureChannelException(
                    Reason.MESSAGE_TOO_LARGE,
                    "the peer sends a message of at least " + (messageSize + length) + " bytes; the limit here is "
                            + maxMessageSize + limitAdvice);
        }
        messageSize += length;
        messageOpen = true;
        inFragment = true;
        headerBytes = 0;
    }

    private void checkClose(int length) throws SecureChannelException {
        if (messageOpen) {
            throw violation("CLOSE in the middle of a message, of which " + messageSize + " bytes had been announced");
        }
        if (length < 2) {
            throw violation("CLOSE without a code");
        }
    }

    /** Takes what has come of a control frame or of padding. */
    private void skim(ByteBuffer in) {
        int count = Math.min(in.remaining(), remaining);
        if (type == FrameType.PAD) {
            in.position(in.position() + count);
        } else {
            // Grows with what has come, never with what was announced.
            if (control.length - controlLength < count) {
                control = Arrays.copyOf(control, Math.max(2 * control.length, controlLength + count));
            }
            in.get(control, controlLength, count);
            controlLength += count;
        }
        remaining -= count;
    }

    private Event finishControl() throws SecureChannelException {
        control = Arrays.copyOf(control, controlLength);
        return switch (type) {
            case PING -> Event.PING;
            case PONG -> Event.PONG;
            case AUTH -> Event.AUTH;
            case CLOSE -> {
                closeReason = parseClose();
                closed = true;
                yield Event.CLOSE;
            }
            case DATA, DATA_MORE, PAD -> throw new IllegalStateException(type + " is not a control frame");
        };
    }

    /** Payload: code (2 bytes, big-endian) | reason (UTF-8). */
    private CloseReason parseClose() throws SecureChannelException {
        var payload = ByteBuffer.wrap(control);
        int code = payload.getShort() & 0xFFFF;
        try {
            return new CloseReason(
                    code, StandardCharsets.UTF_8.newDecoder().decode(payload).toString());
        } catch (CharacterCodingException e) {
            throw violation("the reason in CLOSE is not UTF-8");
        }
    }

    private SecureChannelException violation(String what) {
        failed = true;
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, what);
    }
}
