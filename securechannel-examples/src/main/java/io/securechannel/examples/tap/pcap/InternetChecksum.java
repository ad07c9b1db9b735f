package io.securechannel.examples.tap.pcap;

import java.nio.ByteBuffer;

/** The checksum of IP and TCP: the ones' complement of the ones' complement sum of all 16-bit words (RFC 1071). */
final class InternetChecksum {

    private long sum;

    /**
     * Adds bytes, which begin at an even offset of what is summed.
     *
     * @param bytes from position to limit, big-endian, left as they are; an odd last byte counts as if a zero followed
     * @return this
     */
    InternetChecksum add(ByteBuffer bytes) {
        int at = bytes.position();
        // Words of 32 bits give the same sum, because 2^16 is 1 in ones' complement (RFC 1071, section 2).
        for (; bytes.limit() - at >= Integer.BYTES; at += Integer.BYTES) {
            sum += bytes.getInt(at) & 0xFFFF_FFFFL;
        }
        if (bytes.limit() - at >= Short.BYTES) {
            sum += bytes.getShort(at) & 0xFFFF;
            at += Short.BYTES;
        }
        if (at < bytes.limit()) {
            sum += (bytes.get(at) & 0xFF) << 8;
        }
        return this;
    }

    /**
     * Adds one number.
     *
     * @param number of at most 32 bits
     * @return this
     */
    InternetChecksum add(int number) {
        sum += number & 0xFFFF_FFFFL;
        return this;
    }

    /** {@return the checksum} */
    short value() {
        long folded = sum;
        while (folded >>> 16 != 0) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (short) ~folded;
    }
}
