package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.NoiseTransport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Records (docs/spec/noise.md, section 5): a length of two bytes, then a Noise transport message whose first plaintext byte is the type. Each
 * direction rekeys by itself. One thread may seal while another opens.
 */
final class NoiseRecords {

    /** Bytes of a record beside its content: length, type, tag. */
    static final int OVERHEAD = 2 + 1 + NoiseTransport.TAG;

    /** The longest record, in bytes. */
    static final int LONGEST = 2 + NoiseTransport.LONGEST_MESSAGE;

    /** The most that a record carries, in bytes. */
    static final int MOST_CONTENT = LONGEST - OVERHEAD;

    /**
     * What a full record carries here. A record is opened while the next one is on its way, so that long ones wait; and what programs write at
     * once, 32 or 64 KiB, goes without a short record behind it, even with a frame's header.
     */
    static final int FULL = (32 << 10) + 32;

    private static final int SHORTEST_MESSAGE = 1 + NoiseTransport.TAG;
    private static final long REKEY_MASK = 0xFFFF;
    private static final long LAST_NUMBER = -1;

    private final NoiseTransport transport;
    private final ChannelEngine.Rekeyed rekeyed;

    /** What the keys that are in use have protected; each is for the thread of its direction. */
    private long sealedBytes;

    private long openedBytes;

    NoiseRecords(NoiseTransport transport, ChannelEngine.Rekeyed rekeyed) {
        this.transport = transport;
        this.rekeyed = rekeyed;
    }

    NoiseTransport transport() {
        return transport;
    }

    /**
     * Makes a record.
     *
     * @param content has an array; used between its position and {@code length} bytes further
     * @param network has an array, and room for {@code length + OVERHEAD}
     */
    void seal(RecordType type, ByteBuffer content, int length, ByteBuffer network) {
        int start = network.arrayOffset() + network.position() + 2;
        transport.seal(
                type.code(),
                content.array(),
                content.arrayOffset() + content.position(),
                length,
                network.array(),
                start);
        content.position(content.position() + length);
        sealedBytes += length;
        network.putShort((short) (length + SHORTEST_MESSAGE)); // not before the message is there: sealing may fail
        network.position(network.position() + 1 + length + NoiseTransport.TAG);
        if (((transport.sealed() - 1) & REKEY_MASK) == REKEY_MASK) {
            transport.rekeySending();
            rekeyed.replaced(true, REKEY_MASK + 1, sealedBytes);
            sealedBytes = 0;
        }
    }

    /**
     * {@return whether every number of a direction has been used} The last one is reserved (docs/spec/noise.md, N20).
     *
     * @param sending which direction
     */
    boolean exhausted(boolean sending) {
        return (sending ? transport.sealed() : transport.opened()) == LAST_NUMBER;
    }

    /** {@return the bytes of the record that begins here, its length included; 0 if that is not there yet} */
    static int length(ByteBuffer network) throws SecureChannelException {
        if (network.remaining() < 2) {
            return 0;
        }
        int message = network.getShort(network.position()) & 0xFFFF;
        if (message < SHORTEST_MESSAGE) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION,
                    "the peer declares a record of " + message + " bytes; the shortest has " + SHORTEST_MESSAGE);
        }
        return 2 + message;
    }

    /**
     * Decrypts the record that begins here and is whole.
     *
     * @param network has an array
     * @return type and content; empty content has length 1
     */
    byte[] open(ByteBuffer network) throws SecureChannelException {
        var plaintext = new byte[length(network) - 2 - NoiseTransport.TAG];
        open(network, plaintext, 0);
        return plaintext;
    }

    /**
     * Decrypts the record that begins here and is whole, if it is one of data, to where data belongs. The type, which comes first, takes the
     * byte in front of that for a moment, if the buffer has one.
     *
     * @param network has an array
     * @param plaintext has an array, and room for the content
     * @return type and content of a record that is none of data, or has none; else null
     */
    byte @Nullable [] openData(ByteBuffer network, ByteBuffer plaintext) throws SecureChannelException {
        int content = length(network) - OVERHEAD;
        int before = plaintext.position() > 0 ? 1 : 0;
        if (before == 0 && plaintext.remaining() == content) {
            return take(open(network), plaintext);
        }
        var array = plaintext.array();
        int at = plaintext.arrayOffset() + plaintext.position() - before;
        byte kept = array[at];
        byte type;
        try {
            open(network, array, at);
        } finally {
            type = array[at];
            if (before == 1) {
                array[at] = kept;
            }
        }
        if (type != RecordType.DATA.code() || content == 0) {
            var record = new byte[1 + content];
            record[0] = type;
            System.arraycopy(array, at + 1, record, 1, content);
            return record;
        }
        if (before == 0) {
            System.arraycopy(array, at + 1, array, at, content);
        }
        plaintext.position(plaintext.position() + content);
        return null;
    }

    /** Where there is no byte in front of the data, and none behind. */
    private static byte @Nullable [] take(byte[] record, ByteBuffer plaintext) {
        if (record[0] != RecordType.DATA.code() || record.length == 1) {
            return record;
        }
        plaintext.put(record, 1, record.length - 1);
        return null;
    }

    private void open(ByteBuffer network, byte[] to, int at) throws SecureChannelException {
        int message = length(network) - 2;
        int start = network.arrayOffset() + network.position() + 2;
        transport.open(network.array(), start, message, to, at);
        network.position(network.position() + 2 + message);
        openedBytes += message - SHORTEST_MESSAGE;
        if (((transport.opened() - 1) & REKEY_MASK) == REKEY_MASK) {
            transport.rekeyReceiving();
            rekeyed.replaced(false, REKEY_MASK + 1, openedBytes);
            openedBytes = 0;
        }
    }
}
