package io.securechannel.examples.tap;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts one direction of a connection into TLS records (RFC 8446, section 5.1). Once it sees something that is no record
 * it hands on the bytes as they come. For one thread.
 *
 * <pre>
 * type (1)   20 change cipher spec, 21 alert, 22 handshake, 23 application data
 * version (2) 03 00 to 03 04
 * length (2) of what follows
 * </pre>
 */
final class Records {

    private static final int HEADER = 5;
    private static final int LARGEST = (1 << 14) + 2_048;

    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
    private long offset;
    private boolean tls = true;

    /**
     * @param offset of the next byte, which is taken for the beginning of a record
     */
    Records(long offset) {
        this.offset = offset;
    }

    /**
     * Takes the next bytes.
     *
     * @param bytes as they arrived
     * @return the pieces that are whole now, in order; the beginning of a record is kept until the rest of it comes
     */
    List<Piece> feed(byte[] bytes) {
        waiting.writeBytes(bytes);
        var all = waiting.toByteArray();
        waiting.reset();
        var pieces = new ArrayList<Piece>();
        int at = 0;
        while (tls && at < all.length) {
            var left = Arrays.copyOfRange(all, at, Math.min(all.length, at + HEADER));
            tls = maybeHeader(left);
            int size = left.length < HEADER ? Integer.MAX_VALUE : HEADER + length(left);
            if (!tls || size > all.length - at) {
                break;
            }
            pieces.add(new Piece(offset, Arrays.copyOfRange(all, at, at + size), true));
            offset += size;
            at += size;
        }
        var rest = Arrays.copyOfRange(all, at, all.length);
        if (tls) {
            waiting.writeBytes(rest);
        } else if (rest.length > 0) {
            pieces.add(new Piece(offset, rest, false));
            offset += rest.length;
        }
        return pieces;
    }

    /** {@return what is kept, at the end of the stream: a record that was cut} */
    Optional<Piece> rest() {
        if (waiting.size() == 0) {
            return Optional.empty();
        }
        var piece = new Piece(offset, waiting.toByteArray(), false);
        offset += waiting.size();
        waiting.reset();
        return Optional.of(piece);
    }

    private static boolean maybeHeader(byte[] start) {
        return (start[0] >= 20 && start[0] <= 23)
                && (start.length < 2 || start[1] == 3)
                && (start.length < 3 || (start[2] >= 0 && start[2] <= 4))
                && (start.length < HEADER || length(start) <= LARGEST);
    }

    private static int length(byte[] header) {
        return (header[3] & 0xFF) << 8 | (header[4] & 0xFF);
    }

    /**
     * A record, or bytes that are none.
     *
     * @param offset of its first byte in the stream
     * @param bytes header and content
     * @param record whether it is a whole TLS record
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Piece(long offset, byte[] bytes, boolean record) {

        boolean holds(long position) {
            return position >= offset && position < offset + bytes.length;
        }

        /** What an eavesdropper knows of it without any key. */
        String description() {
            if (!record) {
                return bytes.length + " bytes, no TLS record";
            }
            int first = bytes.length > HEADER ? bytes[HEADER] & 0xFF : -1;
            var type = switch (bytes[0]) {
                case 20 -> "change cipher spec";
                case 21 -> "alert" + alert();
                case 22 -> "handshake" + (first == 1 ? ", ClientHello" : first == 2 ? ", ServerHello" : "");
                default -> "application data (encrypted)";
            };
            return "TLS record, " + type + ", " + bytes.length + " bytes";
        }

        private String alert() {
            return bytes.length == HEADER + 2 ? " " + (bytes[HEADER + 1] & 0xFF) : " (encrypted)";
        }
    }
}
