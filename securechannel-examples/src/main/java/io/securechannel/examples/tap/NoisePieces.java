package io.securechannel.examples.tap;

import io.securechannel.examples.console.Visible;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts one direction of this library's Noise transport (docs/spec/noise.md, sections 4 and 5). An eavesdropper sees which protocol is
 * spoken, for what, and lengths; not whether a record is data. For one thread.
 *
 * <pre>
 * client   "SCN1", three fields of length (1) and text; then handshake messages and records
 * server   00; then a handshake message and records. Or 01, what is refused (1), count (1), names
 * each handshake message and record: length (2), bytes
 * </pre>
 */
final class NoisePieces {

    /** As {@link #size} says that more has to come. */
    static final int UNKNOWN = Integer.MAX_VALUE;

    /** As {@link #size} says that these are no such bytes. */
    static final int NONE = 0;

    private static final byte[] MAGIC = "SCN1".getBytes(StandardCharsets.US_ASCII);
    private static final int FIELDS = 3;
    private static final int ACCEPTED = 0;
    private static final int REFUSED = 1;
    private static final int REFUSAL = 3;
    private static final int LENGTH = 2;

    private boolean begun;
    private final boolean client;
    private int handshakeMessages = 1;
    private int records;

    private NoisePieces(boolean client) {
        this.client = client;
    }

    static NoisePieces ofClient() {
        return new NoisePieces(true);
    }

    static NoisePieces ofServer() {
        return new NoisePieces(false);
    }

    /** {@return whether a client's first bytes may be, or begin, a preamble} */
    static boolean mayBegin(byte[] first) {
        for (int i = 0; i < Math.min(first.length, MAGIC.length); i++) {
            if (first[i] != MAGIC[i]) {
                return false;
            }
        }
        return first.length > 0;
    }

    /** {@return how long the next piece is} {@link #UNKNOWN} if that has not come yet; {@link #NONE} if it is none. */
    int size(byte[] left) {
        if (begun) {
            return left.length < LENGTH ? UNKNOWN : LENGTH + ((left[0] & 0xFF) << 8 | (left[1] & 0xFF));
        }
        if (client) {
            return mayBegin(left) ? afterFields(left, MAGIC.length, FIELDS) : NONE;
        }
        return switch (left[0]) {
            case ACCEPTED -> 1;
            case REFUSED -> left.length < REFUSAL ? UNKNOWN : afterFields(left, REFUSAL, left[REFUSAL - 1] & 0xFF);
            default -> NONE;
        };
    }

    private static int afterFields(byte[] left, int from, int count) {
        int at = from;
        for (int i = 0; i < count; i++) {
            if (at >= left.length) {
                return UNKNOWN;
            }
            at += 1 + (left[at] & 0xFF);
        }
        return at;
    }

    /** {@return what an eavesdropper knows of a whole piece} It counts as taken. */
    String take(byte[] piece) {
        if (begun) {
            return "Noise " + (handshakeMessages-- > 0 ? "handshake message" : "record " + records++ + " (encrypted)");
        }
        begun = true;
        if (client) {
            var fields = fields(piece, MAGIC.length, FIELDS);
            handshakeMessages = fields.get(0).startsWith("Noise_XX") ? 2 : 1;
            return "Noise preamble, " + fields.get(0) + ", "
                    + (fields.get(1).isEmpty() ? "no label" : "label " + fields.get(1)) + ", " + fields.get(2);
        }
        return piece[0] == ACCEPTED
                ? "Noise, the server accepts"
                : "Noise, the server refuses, and accepts " + fields(piece, REFUSAL, piece[REFUSAL - 1] & 0xFF);
    }

    private static List<String> fields(byte[] piece, int from, int count) {
        var fields = new ArrayList<String>();
        int at = from;
        for (int i = 0; i < count; i++) {
            int length = piece[at] & 0xFF;
            fields.add(Visible.of(new String(piece, at + 1, length, StandardCharsets.ISO_8859_1)));
            at += 1 + length;
        }
        return fields;
    }
}
