package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * All that stands before the content: the preheader, then the area of the slots (spec, section 5), u32 length, slots, zeros. The
 * zeros leave room in a file for more recipients, so that they can be added without moving the content. Immutable.
 */
public final class Head {

    /** The area of 1,024 RSA and X-Wing slots is below it; what says more is refused before anything is read. */
    static final int LARGEST_AREA = 4 << 20;

    /** Bytes at the beginning that re-wrapping in place leaves as they are: the preheader and the length of the area. */
    public static final int FIXED = Preheader.LENGTH + Integer.BYTES;

    /** Bytes that a head may have. */
    public static final int LARGEST = FIXED + LARGEST_AREA;

    /** What disks write at a time. */
    private static final int BLOCK = 4_096;

    /** So many recipients can be added at least. */
    private static final int LEAST_ROOM = 8;

    private final Preheader preheader;
    private final Slots slots;
    private final int area;

    private Head(Preheader preheader, Slots slots, int area) {
        this.preheader = preheader;
        this.slots = slots;
        this.area = area;
    }

    /**
     * {@return a head without room for more recipients}
     *
     * @param preheader the beginning
     * @param slots for the recipients
     */
    public static Head of(Preheader preheader, Slots slots) {
        return new Head(preheader, slots, slots.length());
    }

    /**
     * {@return this head with other slots, or with room for others}
     *
     * @param changed the slots
     * @param room bytes of the area at least
     */
    public Head with(Slots changed, int room) {
        return new Head(preheader, changed, Math.max(room, changed.length()));
    }

    /**
     * {@return this head with room for as many X-Wing slots again as it has slots, and for 8 at least; its bytes are a multiple of
     * 4,096}
     */
    public Head withRoom() {
        int count = slots.list().size();
        int more = Math.min(Math.max(count, LEAST_ROOM), Slots.MOST - count);
        int least = FIXED + slots.length() + more * SlotType.X_WING.slotLength();
        return with(slots, (least + BLOCK - 1) / BLOCK * BLOCK - FIXED);
    }

    /**
     * {@return the bytes of a head, as many as its length says, or fewer if there are no more; nothing has been checked}
     *
     * @param in an envelope; afterwards it stands before the content
     * @throws IOException if the stream cannot be read
     */
    public static byte[] bytes(InputStream in) throws IOException {
        byte[] fixed = in.readNBytes(FIXED);
        int area = fixed.length < FIXED ? 0 : ByteBuffer.wrap(fixed).getInt(Preheader.LENGTH);
        if (area <= 0 || area > LARGEST_AREA) {
            return fixed;
        }
        byte[] rest = in.readNBytes(area);
        return ByteBuffer.allocate(FIXED + rest.length).put(fixed).put(rest).array();
    }

    /**
     * Reads a head.
     *
     * @param in an envelope; afterwards it stands before the content
     * @return the head
     * @throws KeyMaterialException MALFORMED if this is no envelope, TOO_NEW, or NOT_OPENED if it is cut or changed
     * @throws IOException if the stream cannot be read
     */
    public static Head read(InputStream in) throws IOException, KeyMaterialException {
        var preheader = Preheader.parse(in.readNBytes(Preheader.LENGTH));
        byte[] length = in.readNBytes(Integer.BYTES);
        if (length.length < Integer.BYTES) {
            throw Unopened.error();
        }
        int area = ByteBuffer.wrap(length).getInt();
        if (area < 0 || area > LARGEST_AREA) {
            throw Unopened.error();
        }
        byte[] bytes = in.readNBytes(area);
        if (bytes.length < area) {
            throw Unopened.error();
        }
        var buffer = ByteBuffer.wrap(bytes);
        var slots = Slots.parse(buffer);
        while (buffer.hasRemaining()) {
            if (buffer.get() != 0) {
                throw Unopened.error();
            }
        }
        return new Head(preheader, slots, area);
    }

    /** {@return the beginning} */
    public Preheader preheader() {
        return preheader;
    }

    /** {@return the slots} */
    public Slots slots() {
        return slots;
    }

    /** {@return the bytes of the slots' area, without its length} */
    public int area() {
        return area;
    }

    /** {@return how many bytes stand before the content} */
    public int length() {
        return Preheader.LENGTH + Integer.BYTES + area;
    }

    /** {@return the bytes} */
    public byte[] bytes() {
        var out = ByteBuffer.wrap(Arrays.copyOf(preheader.bytes(), length()));
        return out.position(Preheader.LENGTH).putInt(area).put(slots.bytes()).array();
    }
}
