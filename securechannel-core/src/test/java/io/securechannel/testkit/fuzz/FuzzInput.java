package io.securechannel.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits an input into the decisions and the pieces that a target needs. There is always another: zeros follow the last byte. */
public final class FuzzInput {

    private final byte[] bytes;
    private int at;

    /**
     * From the first byte on.
     *
     * @param bytes of the input
     */
    public FuzzInput(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** {@return whether there is more} */
    public boolean hasMore() {
        return at < bytes.length;
    }

    /** {@return the next byte, 0 to 255} */
    public int octet() {
        return at < bytes.length ? bytes[at++] & 0xFF : 0;
    }

    /**
     * {@return a decision: 0 or more}
     *
     * @param choices how many there are
     */
    public int choice(int choices) {
        return octet() % choices;
    }

    /**
     * {@return the next bytes, fewer if there are no more}
     *
     * @param length how many
     */
    public byte[] take(int length) {
        int end = Math.min(bytes.length, at + length);
        var taken = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return taken;
    }

    /** {@return a piece behind its length, of two bytes} */
    public byte[] piece() {
        return take(octet() << 8 | octet());
    }

    /** {@return all that is left} */
    public byte[] rest() {
        return take(bytes.length - at);
    }

    /**
     * {@return all that is left, as pieces}
     *
     * @param most of them
     */
    public List<byte[]> pieces(int most) {
        var all = new ArrayList<byte[]>();
        while (hasMore() && all.size() < most) {
            all.add(piece());
        }
        return all;
    }

    /**
     * {@return an input that splits into these pieces}
     *
     * @param decisions the bytes before them
     * @param pieces each put behind its length
     */
    public static byte[] of(byte[] decisions, List<byte[]> pieces) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(decisions);
        for (var piece : pieces) {
            out.write(piece.length >>> 8);
            out.write(piece.length);
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }

    /**
     * {@return a decision and what it is about}
     *
     * @param decision the first byte
     * @param rest the others
     */
    public static byte[] of(int decision, byte[] rest) {
        var all = new byte[1 + rest.length];
        all[0] = (byte) decision;
        System.arraycopy(rest, 0, all, 1, rest.length);
        return all;
    }
}
