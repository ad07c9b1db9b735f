package io.securechannel.testkit;

import java.io.ByteArrayOutputStream;

/**
 * A change of the bytes of one range. It is given every byte with its offset and answers by writing what takes its place.
 *
 * @param what for people
 * @param maker makes the state that one use of it needs
 */
record WireEdit(String what, Maker maker) {

    /** Rewrites one byte. */
    interface Step {
        void rewrite(long offset, int octet, ByteArrayOutputStream out);
    }

    /** Makes a step with its own state. */
    interface Maker {
        Step make();
    }

    static WireEdit flip(long at, int bit) {
        return new WireEdit(
                "bit " + bit + " of " + at + " flipped",
                () -> (offset, octet, out) -> out.write(offset == at ? octet ^ 1 << bit : octet));
    }

    static WireEdit drop(long from, int length) {
        return new WireEdit(length + " bytes dropped at " + from, () -> (offset, octet, out) -> {
            if (offset < from || offset >= from + length) {
                out.write(octet);
            }
        });
    }

    static WireEdit repeat(long from, int length) {
        return new WireEdit(length + " bytes repeated at " + from, () -> {
            var range = new ByteArrayOutputStream();
            return (offset, octet, out) -> {
                out.write(octet);
                if (offset >= from && offset < from + length) {
                    range.write(octet);
                }
                if (offset == from + length - 1) {
                    out.writeBytes(range.toByteArray());
                }
            };
        });
    }

    static WireEdit swap(long from, int length, int nextLength) {
        return new WireEdit(length + " bytes at " + from + " swapped with " + nextLength, () -> {
            var held = new ByteArrayOutputStream();
            return (offset, octet, out) -> {
                if (offset >= from && offset < from + length) {
                    held.write(octet);
                    return;
                }
                out.write(octet);
                if (offset == from + length + nextLength - 1) {
                    out.writeBytes(held.toByteArray());
                }
            };
        });
    }

    static WireEdit insert(long at, byte[] bytes) {
        var copy = bytes.clone();
        return new WireEdit(copy.length + " bytes inserted at " + at, () -> (offset, octet, out) -> {
            if (offset == at) {
                out.writeBytes(copy);
            }
            out.write(octet);
        });
    }

    @Override
    public String toString() {
        return what;
    }
}
