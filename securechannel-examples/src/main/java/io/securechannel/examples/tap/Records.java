package io.securechannel.examples.tap;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one direction of a connection into TLS records (RFC 8446, section 5.1), or into what this library's Noise transport sends. Once it
 * sees something that is neither it hands on the bytes as they come. For one thread.
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
    private boolean cutting = true;
    private @Nullable NoisePieces noise;

    /**
     * @param offset of the next byte, which is taken for the beginning of a record
     */
    Records(long offset) {
        this.offset = offset;
    }

    /** {@return the direction of a server whose client speaks Noise} */
    static Records answeringNoise() {
        var records = new Records(0);
        records.noise = NoisePieces.ofServer();
        return records;
    }

    /** {@return whether Noise was seen} */
    boolean noise() {
        return noise != null;
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
        if (offset == 0 && noise == null && cutting && NoisePieces.mayBegin(all)) {
            noise = NoisePieces.ofClient();
        }
        var pieces = new ArrayList<Piece>();
        int at = 0;
        while (cutting && at < all.length) {
            int size = size(all, at);
            cutting = size != NoisePieces.NONE;
            if (!cutting || size > all.length - at) {
                break;
            }
            pieces.add(whole(Arrays.copyOfRange(all, at, at + size)));
            at += size;
        }
        var rest = Arrays.copyOfRange(all, at, all.length);
        if (cutting) {
            waiting.writeBytes(rest);
        } else if (rest.length > 0) {
            pieces.add(noRecord(rest));
        }
        return pieces;
    }

    /** {@return what is kept, at the end of the stream: a record that was cut} */
    Optional<Piece> rest() {
        if (waiting.size() == 0) {
            return Optional.empty();
        }
        var piece = noRecord(waiting.toByteArray());
        waiting.reset();
        return Optional.of(piece);
    }

    private int size(byte[] all, int at) {
        if (noise != null) {
            return noise.size(Arrays.copyOfRange(all, at, all.length));
        }
        var left = Arrays.copyOfRange(all, at, Math.min(all.length, at + HEADER));
        if (!maybeHeader(left)) {
            return NoisePieces.NONE;
        }
        return left.length < HEADER ? NoisePieces.UNKNOWN : HEADER + length(left);
    }

    private Piece whole(byte[] bytes) {
        var what = noise == null ? tls(bytes) : noise.take(bytes);
        return piece(bytes, true, what + ", " + bytes.length + (bytes.length == 1 ? " byte" : " bytes"));
    }

    private Piece noRecord(byte[] bytes) {
        return piece(bytes, false, bytes.length + " bytes, no " + (noise == null ? "TLS" : "whole Noise") + " record");
    }

    private Piece piece(byte[] bytes, boolean record, String description) {
        var piece = new Piece(offset, bytes, record, description);
        offset += bytes.length;
        return piece;
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

    private static String tls(byte[] bytes) {
        int first = bytes.length > HEADER ? bytes[HEADER] & 0xFF : -1;
        return "TLS record, "
                + switch (bytes[0]) {
                    case 20 -> "change cipher spec";
                    case 21 -> "alert" + alert(bytes);
                    case 22 -> "handshake" + (first == 1 ? ", ClientHello" : first == 2 ? ", ServerHello" : "");
                    default -> "application data (encrypted)";
                };
    }

    private static String alert(byte[] bytes) {
        return bytes.length == HEADER + 2 ? " " + (bytes[HEADER + 1] & 0xFF) : " (encrypted)";
    }

    /**
     * A record, or bytes that are none.
     *
     * @param offset of its first byte in the stream
     * @param bytes header and content
     * @param record whether it is a whole record, of TLS or of Noise
     * @param description what an eavesdropper knows of it without any key
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Piece(long offset, byte[] bytes, boolean record, String description) {

        boolean holds(long position) {
            return position >= offset && position < offset + bytes.length;
        }
    }
}
