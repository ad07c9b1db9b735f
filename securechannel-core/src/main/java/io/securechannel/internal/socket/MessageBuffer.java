package io.securechannel.internal.socket;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A message in the making. Its memory follows what has arrived: at most twice that, or 64 KiB, whatever length the peer
 * announces.
 */
final class MessageBuffer {

    private static final byte[] NOTHING = {};

    /** Up to here a fragment's array is allocated at once when its first byte arrives; beyond, it grows with them. */
    private static final int ALLOCATED_AT_ONCE = 64 << 10;

    private byte[] bytes = NOTHING;
    private int size;

    int size() {
        return size;
    }

    /**
     * Returns room for more of the message.
     *
     * @param announced what is left of the fragment at hand
     * @param last whether that is the message's last fragment
     * @param most the largest message
     * @return where to put bytes; {@link #taken} then says how many came
     */
    ByteBuffer room(int announced, boolean last, int most) {
        if (size == bytes.length) {
            long wanted = Math.max(Math.min(announced, ALLOCATED_AT_ONCE), Math.min(announced, size));
            long grown = last ? size + wanted : Math.max(size + wanted, 2L * size);
            bytes = Arrays.copyOf(bytes, (int) Math.min(most, grown));
        }
        return ByteBuffer.wrap(bytes, size, Math.min(bytes.length - size, announced));
    }

    /** Says how many bytes were put into the room. */
    void taken(int count) {
        size += count;
    }

    /** Hands the message out and begins the next. */
    byte[] take() {
        var whole = bytes.length == size ? bytes : Arrays.copyOf(bytes, size);
        bytes = NOTHING;
        size = 0;
        return whole;
    }
}
