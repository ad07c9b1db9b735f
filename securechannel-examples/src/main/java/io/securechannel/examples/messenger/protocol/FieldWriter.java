package io.securechannel.examples.messenger.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Writes fields one after another: integers big-endian, bytes and text (UTF-8) after their length, which has two bytes for what is
 * short ({@link #text}, {@link #octets}) and four for what is long ({@link #longOctets}).
 */
public final class FieldWriter {

    private static final int LONGEST_BYTE = 255;
    private static final int LONGEST_SHORT = 65_535;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Nothing yet. */
    public FieldWriter() {}

    /**
     * Begins with a text of fixed length and a zero, which keeps apart what is hashed or signed for different ends.
     *
     * @param label ASCII
     * @return the same
     */
    public FieldWriter label(String label) {
        out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
        return u8(0);
    }

    /**
     * One byte.
     *
     * @param value 0 to 255
     * @return the same
     */
    public FieldWriter u8(int value) {
        if (value < 0 || value > LONGEST_BYTE) {
            throw new IllegalArgumentException(value + " does not fit into a byte");
        }
        out.write(value);
        return this;
    }

    /**
     * Two bytes.
     *
     * @param value 0 to 65,535
     * @return the same
     */
    public FieldWriter u16(int value) {
        if (value < 0 || value > LONGEST_SHORT) {
            throw new IllegalArgumentException(value + " does not fit into two bytes");
        }
        out.write(value >>> 8);
        out.write(value);
        return this;
    }

    /**
     * Eight bytes.
     *
     * @param value any
     * @return the same
     */
    public FieldWriter u64(long value) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    /**
     * A time, in milliseconds since 1970.
     *
     * @param time what is finer than a millisecond is cut; from 1970 to the year 9999, as {@link FieldReader#time} reads it
     * @return the same
     */
    public FieldWriter time(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(FieldReader.LATEST)) {
            throw new IllegalArgumentException(time + " is no time that can be read again");
        }
        return u64(time.toEpochMilli());
    }

    /**
     * Bytes whose number the format fixes.
     *
     * @param octets written without a length
     * @return the same
     */
    public FieldWriter fixed(Octets octets) {
        out.writeBytes(octets.shared());
        return this;
    }

    /**
     * At most 65,535 bytes, after their length.
     *
     * @param octets any
     * @return the same
     */
    public FieldWriter octets(Octets octets) {
        u16(octets.length());
        return fixed(octets);
    }

    /**
     * Bytes after their length of four bytes.
     *
     * @param octets any
     * @return the same
     */
    public FieldWriter longOctets(Octets octets) {
        u16(octets.length() >>> 16);
        u16(octets.length() & 0xFFFF);
        return fixed(octets);
    }

    /**
     * Text, as UTF-8, after its length in bytes.
     *
     * @param text at most 65,535 bytes of UTF-8
     * @return the same
     */
    public FieldWriter text(String text) {
        return octets(Octets.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** {@return what was written} */
    public byte[] toBytes() {
        return out.toByteArray();
    }
}
