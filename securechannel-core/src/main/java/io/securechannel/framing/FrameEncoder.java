package io.securechannel.framing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames. Each is
 *
 * <pre>
 *   type (1 byte) | length of the payload (3 bytes, big-endian) | payload
 * </pre>
 *
 * It holds no bytes of its own: for DATA it writes the header, and the caller the payload after it. Not for use by
 * several threads at once.
 */
public final class FrameEncoder {

    /** The length of a frame's header, in bytes. */
    public static final int HEADER_LENGTH = 4;

    private boolean messageOpen;
    private boolean closed;

    /** An encoder at the start of a stream. */
    public FrameEncoder() {}

    /**
     * Writes the header of a fragment, which the caller follows with exactly that many bytes.
     *
     * @param length the bytes of the fragment, 0 to 2^24 - 1; an empty one only as the last
     * @param last whether the message ends with it
     * @param out takes 4 bytes
     */
    public void dataHeader(int length, boolean last, ByteBuffer out) {
        if (length == 0 && !last) {
            throw new IllegalArgumentException("only the last fragment of a message may be empty");
        }
        header(last ? FrameType.DATA : FrameType.DATA_MORE, length, out);
        messageOpen = !last;
    }

    /**
     * The header of a message that is one fragment, which the caller follows with exactly that many bytes.
     *
     * @param length the bytes of the message, 0 to 2^24 - 1
     * @return the four bytes, big-endian
     */
    public int dataHeader(int length) {
        messageOpen = false;
        return header(FrameType.DATA, length);
    }

    /**
     * Writes a whole frame that is not part of a message. PING, PONG and PAD may stand between the fragments of one.
     *
     * @param type AUTH, PING, PONG or PAD
     * @param payload the payload, at most {@link FrameType#maxPayload()} bytes
     * @param out takes 4 bytes and the payload
     */
    public void control(FrameType type, byte[] payload, ByteBuffer out) {
        switch (type) {
            case PING, PONG, PAD, AUTH -> {
                if (type == FrameType.AUTH && messageOpen) {
                    throw new IllegalStateException("AUTH may not stand between the fragments of a message");
                }
                header(type, payload.length, out);
                out.put(payload);
            }
            case DATA, DATA_MORE, CLOSE -> throw new IllegalArgumentException(type + " has a method of its own");
        }
    }

    /**
     * Writes the last frame. A message that is still open is thereby abandoned, which the peer sees as an error.
     *
     * @param reason why
     * @param out takes 6 bytes and the text
     */
    public void close(CloseReason reason, ByteBuffer out) {
        var text = reason.text().getBytes(StandardCharsets.UTF_8);
        header(FrameType.CLOSE, 2 + text.length, out);
        out.putShort((short) reason.code()).put(text);
        closed = true;
    }

    /**
     * {@return the length of the last frame, its header included}
     *
     * @param reason what it says
     */
    public static int closeLength(CloseReason reason) {
        return HEADER_LENGTH + 2 + reason.text().getBytes(StandardCharsets.UTF_8).length;
    }

    /** {@return whether a message has begun and not ended} */
    public boolean messageOpen() {
        return messageOpen;
    }

    /** {@return whether CLOSE has been written, after which nothing may be} */
    public boolean closed() {
        return closed;
    }

    private void header(FrameType type, int length, ByteBuffer out) {
        out.putInt(header(type, length));
    }

    private int header(FrameType type, int length) {
        if (closed) {
            throw new IllegalStateException("CLOSE has been written: no frame may follow it");
        }
        if (length < 0 || length > type.maxPayload()) {
            throw new IllegalArgumentException(
                    "a frame of type " + type + " carries at most " + type.maxPayload() + " bytes, not " + length);
        }
        return type.code() << 24 | length;
    }
}
