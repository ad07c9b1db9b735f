package io.securechannel.examples.tap.pcap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A packet of a capture, read by the book: draft-ietf-opsawg-pcap, RFC 791, RFC 8200 and RFC 9293. Independent of the code
 * that wrote it.
 */
@SuppressWarnings("ArrayRecordComponent") // read field by field, never compared
public record Captured(
        Instant time,
        InetAddress source,
        InetAddress destination,
        int sourcePort,
        int destinationPort,
        long sequence,
        long acknowledgment,
        String flags,
        byte[] options,
        byte[] payload) {

    private static final String FLAGS = "FSRPA";

    /** Reads a whole file, and fails at anything that is not as it must be. */
    public static List<Captured> read(Path file) throws IOException {
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        require(bytes.getInt() == 0xA1B23C4D, "the magic of nanoseconds");
        require(bytes.getShort() == 2 && bytes.getShort() == 4, "version 2.4");
        require(bytes.getLong() == 0, "reserved");
        int snapLength = bytes.getInt();
        require(bytes.getInt() == 101, "LINKTYPE_RAW");
        var packets = new ArrayList<Captured>();
        while (bytes.hasRemaining()) {
            var time = Instant.ofEpochSecond(Integer.toUnsignedLong(bytes.getInt()), bytes.getInt());
            int captured = bytes.getInt();
            require(captured == bytes.getInt() && captured <= snapLength, "a whole packet");
            packets.add(packet(time, slice(bytes, captured)));
        }
        return packets;
    }

    /** What one end sent, put together from its segments. */
    public static byte[] stream(List<Captured> packets, int sourcePort) {
        var stream = new ByteArrayOutputStream();
        long next = -1;
        for (var packet : packets) {
            if (packet.sourcePort == sourcePort) {
                require(next == -1 || next == packet.sequence, "no gap and no overlap at " + packet.sequence);
                stream.writeBytes(packet.payload);
                next = packet.sequence + packet.payload.length;
                next += packet.flags.contains("S") || packet.flags.contains("F") ? 1 : 0;
                next &= 0xFFFF_FFFFL;
            }
        }
        return stream.toByteArray();
    }

    private static Captured packet(Instant time, ByteBuffer ip) throws UnknownHostException {
        var whole = ip.duplicate();
        int version = ip.get(0) >> 4 & 0xF;
        int addressAt = version == 4 ? 12 : 8;
        int headerLength = version == 4 ? (ip.get(0) & 0xF) * 4 : 40;
        if (version == 4) {
            require((ip.getShort(2) & 0xFFFF) == ip.limit(), "the total length");
            require(sum(slice(whole, headerLength), 0) == 0xFFFF, "the checksum of IPv4");
            require(ip.get(9) == 6, "TCP");
        } else {
            require(version == 6 && (ip.getShort(4) & 0xFFFF) == ip.limit() - 40, "the payload length");
            require(ip.get(6) == 6, "TCP");
        }
        int addressLength = version == 4 ? 4 : 16;
        var addresses = new byte[2 * addressLength];
        ip.get(addressAt, addresses);
        ip.position(headerLength);
        long pseudo = (long) sum(ByteBuffer.wrap(addresses), 0) + ip.remaining() + 6;
        require(sum(ip.duplicate(), pseudo) == 0xFFFF, "the checksum of TCP");
        return new Captured(
                time,
                InetAddress.getByAddress(java.util.Arrays.copyOf(addresses, addressLength)),
                InetAddress.getByAddress(java.util.Arrays.copyOfRange(addresses, addressLength, 2 * addressLength)),
                ip.getShort() & 0xFFFF,
                ip.getShort() & 0xFFFF,
                Integer.toUnsignedLong(ip.getInt()),
                Integer.toUnsignedLong(ip.getInt()),
                flags(ip.get(headerLength + 13)),
                bytes(ip, headerLength + 20, headerLength + (ip.get(headerLength + 12) >> 4 & 0xF) * 4),
                bytes(ip, headerLength + (ip.get(headerLength + 12) >> 4 & 0xF) * 4, ip.limit()));
    }

    /** RFC 1071, word by word. */
    private static int sum(ByteBuffer bytes, long start) {
        long sum = start;
        while (bytes.hasRemaining()) {
            sum += (bytes.get() & 0xFF) << 8;
            sum += bytes.hasRemaining() ? bytes.get() & 0xFF : 0;
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >> 16);
        }
        return (int) sum;
    }

    private static String flags(byte bits) {
        var text = new StringBuilder();
        for (int i = 0; i < FLAGS.length(); i++) {
            if ((bits >> i & 1) == 1) {
                text.append(FLAGS.charAt(i));
            }
        }
        return text.toString();
    }

    private static byte[] bytes(ByteBuffer from, int begin, int end) {
        var bytes = new byte[end - begin];
        from.get(begin, bytes);
        return bytes;
    }

    private static ByteBuffer slice(ByteBuffer from, int length) {
        var slice = from.slice(from.position(), length);
        from.position(from.position() + length);
        return slice;
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("the capture breaks a rule: " + what);
        }
    }
}
