package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@link FieldWriter} writes. Whatever is cut, too long or left over ends in {@link Reason#PROTOCOL_VIOLATION}; nothing is
 * allocated for bytes that are not there.
 */
public final class FieldReader {

    /** What {@link FieldWriter#time} writes is read again: both end here. */
    static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private final String what;
    private final ByteBuffer in;

    /**
     * Reads from the beginning.
     *
     * @param what what it is, for errors: "a mail"
     * @param bytes not changed, and not copied
     */
    public FieldReader(String what, byte[] bytes) {
        this.what = what;
        this.in = ByteBuffer.wrap(bytes);
    }

    /**
     * The text and the zero with which it has to begin.
     *
     * @param label ASCII
     * @return the same
     * @throws SecureChannelException if it begins otherwise
     */
    public FieldReader label(String label) throws SecureChannelException {
        var expected = new FieldWriter().label(label).toBytes();
        if (!fixed(expected.length).equals(Octets.of(expected))) {
            throw violation("does not begin as it should");
        }
        return this;
    }

    /**
     * One byte.
     *
     * @return 0 to 255
     * @throws SecureChannelException if it is cut
     */
    public int u8() throws SecureChannelException {
        need(1);
        return in.get() & 0xFF;
    }

    /**
     * Two bytes.
     *
     * @return 0 to 65,535
     * @throws SecureChannelException if it is cut
     */
    public int u16() throws SecureChannelException {
        need(2);
        return in.getShort() & 0xFFFF;
    }

    /**
     * Eight bytes.
     *
     * @return any
     * @throws SecureChannelException if it is cut
     */
    public long u64() throws SecureChannelException {
        need(8);
        return in.getLong();
    }

    /**
     * Eight bytes that count something.
     *
     * @return not negative
     * @throws SecureChannelException if it is cut, or negative
     */
    public long count() throws SecureChannelException {
        long value = u64();
        if (value < 0) {
            throw violation("counts " + Long.toUnsignedString(value));
        }
        return value;
    }

    /**
     * Milliseconds since 1970.
     *
     * @return a time between 1970 and the year 9999
     * @throws SecureChannelException if it is cut, or none of those
     */
    public Instant time() throws SecureChannelException {
        long milliseconds = u64();
        if (milliseconds < 0 || milliseconds > LATEST.toEpochMilli()) {
            throw violation("has a time that is none");
        }
        return Instant.ofEpochMilli(milliseconds);
    }

    /**
     * Bytes whose number the format fixes.
     *
     * @param length how many
     * @return as many
     * @throws SecureChannelException if it is cut
     */
    public Octets fixed(int length) throws SecureChannelException {
        need(length);
        var bytes = new byte[length];
        in.get(bytes);
        return Octets.of(bytes);
    }

    /**
     * Bytes after their length of two bytes.
     *
     * @return any number
     * @throws SecureChannelException if it is cut
     */
    public Octets octets() throws SecureChannelException {
        return fixed(u16());
    }

    /**
     * Bytes after their length of four bytes.
     *
     * @return any number
     * @throws SecureChannelException if it is cut
     */
    public Octets longOctets() throws SecureChannelException {
        need(4);
        int length = in.getInt();
        if (length < 0) {
            throw violation("has a length of more than 2 GiB");
        }
        return fixed(length);
    }

    /**
     * Text after its length.
     *
     * @return text
     * @throws SecureChannelException if it is cut, or not UTF-8
     */
    public String text() throws SecureChannelException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets().shared()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, what + " has text that is not UTF-8", e);
        }
    }

    /**
     * The name of a user. What is none does not get as far as a terminal.
     *
     * @return text that follows {@link UserNames#RULE}
     * @throws SecureChannelException if it is cut, or no name
     */
    public String user() throws SecureChannelException {
        var name = text();
        if (!UserNames.isName(name)) {
            throw violation("names a user by what is no name");
        }
        return name;
    }

    /**
     * One byte, 0 or 1.
     *
     * @return whether it is 1
     * @throws SecureChannelException if it is cut, or neither
     */
    public boolean flag() throws SecureChannelException {
        int value = u8();
        if (value > 1) {
            throw violation("has a flag that is neither 0 nor 1");
        }
        return value == 1;
    }

    /**
     * Entries after their number of two bytes.
     *
     * @param most so many there may be
     * @param entry reads one
     * @param <T> what an entry is
     * @return in their order
     * @throws SecureChannelException if there are more, or one is cut or malformed
     */
    public <T> List<T> list(int most, Entry<T> entry) throws SecureChannelException {
        int count = u16();
        if (count > most) {
            throw violation("has " + count + " entries; the most are " + most);
        }
        var entries = new ArrayList<T>();
        for (int i = 0; i < count; i++) {
            entries.add(entry.read(this));
        }
        return entries;
    }

    /**
     * Reads one of several.
     *
     * @param <T> what it is
     */
    @FunctionalInterface
    public interface Entry<T> {

        /**
         * Reads.
         *
         * @param in where it begins
         * @return what was there
         * @throws SecureChannelException if it is cut or malformed
         */
        T read(FieldReader in) throws SecureChannelException;
    }

    /**
     * Whether something follows.
     *
     * @return true before the end
     */
    public boolean more() {
        return in.hasRemaining();
    }

    /**
     * What is left.
     *
     * @return at least nothing
     */
    public Octets rest() {
        var bytes = new byte[in.remaining()];
        in.get(bytes);
        return Octets.of(bytes);
    }

    /**
     * Nothing may follow.
     *
     * @throws SecureChannelException if something does
     */
    public void end() throws SecureChannelException {
        if (more()) {
            throw violation("goes on after its end, by " + in.remaining() + " bytes");
        }
    }

    /**
     * An error about what is read.
     *
     * @param how what is wrong with it: "has no name"
     * @return to be thrown
     */
    public SecureChannelException violation(String how) {
        return new SecureChannelException(Reason.PROTOCOL_VIOLATION, what + " " + how);
    }

    private void need(int length) throws SecureChannelException {
        if (in.remaining() < length) {
            throw violation("ends too early: " + length + " bytes should follow, " + in.remaining() + " do");
        }
    }
}
