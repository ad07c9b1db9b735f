package io.securechannel.framing;

import java.util.Optional;

/** The types of frames, each with the octet that stands for it on the wire. */
public enum FrameType {
    /** The last, or only, fragment of a message. */
    DATA(0, FrameType.LARGEST_PAYLOAD),
    /** A fragment that others of the same message follow; never empty. */
    DATA_MORE(1, FrameType.LARGEST_PAYLOAD),
    /** A step of the login; only before the first message. */
    AUTH(2, 64 << 10),
    /** Asks for a PONG with the same payload, of 64 bytes at most. */
    PING(3, 64),
    /** Answers a PING. */
    PONG(4, 64),
    /** Says that no frame follows: a code of 16 bits, big-endian, and a reason in UTF-8. */
    CLOSE(5, 2 + CloseReason.LONGEST_TEXT),
    /** Bytes without meaning, which hide the length of others. */
    PAD(6, FrameType.LARGEST_PAYLOAD);

    /** What a length of three octets can say: 2^24 - 1 bytes. */
    public static final int LARGEST_PAYLOAD = (1 << 24) - 1;

    private static final FrameType[] BY_CODE = values();

    private final int code;
    private final int maxPayload;

    FrameType(int code, int maxPayload) {
        this.code = code;
        this.maxPayload = maxPayload;
    }

    /** {@return the octet on the wire} */
    public int code() {
        return code;
    }

    /** {@return the largest payload of one frame of this type, in bytes} */
    public int maxPayload() {
        return maxPayload;
    }

    static Optional<FrameType> of(int code) {
        return code >= 0 && code < BY_CODE.length ? Optional.of(BY_CODE[code]) : Optional.empty();
    }
}
