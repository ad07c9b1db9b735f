package io.securechannel.examples.tap.pcap;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Makes the headers in front of a TCP payload, checksums included.
 *
 * <pre>
 * IPv4 (RFC 791, section 3.1)   version 4 and header length 5 (1), type of service 0 (1), total length (2),
 *                               identification 0 (2), don't fragment (2), time to live 64 (1), protocol 6 (1),
 *                               checksum (2), source (4), destination (4)
 * IPv6 (RFC 8200, section 3)    version 6, traffic class and flow label 0 (4), payload length (2), next header 6 (1),
 *                               hop limit 64 (1), source (16), destination (16)
 * TCP (RFC 9293, section 3.1)   ports (2+2), sequence number (4), acknowledgment number (4), data offset and flags (2),
 *                               window (2), checksum (2), urgent pointer 0 (2), options
 * </pre>
 *
 * @param source whence
 * @param destination whither; of the same family
 * @param sequence the sequence number
 * @param acknowledgment the acknowledgment number
 * @param flags of FIN, SYN, RST, PSH and ACK
 */
record TcpHeader(InetSocketAddress source, InetSocketAddress destination, int sequence, int acknowledgment, int flags) {

    static final int FIN = 0x01;
    static final int SYN = 0x02;
    static final int RST = 0x04;
    static final int PSH = 0x08;
    static final int ACK = 0x10;

    /** What fits behind the headers of IPv4, whose length field has 16 bits: 65,535 - 20 - 20. */
    static final int LARGEST_PAYLOAD = 65_495;

    private static final int TCP = 6;
    private static final int TCP_LENGTH = 20;
    private static final int IPV4_LENGTH = 20;
    private static final int IPV6_LENGTH = 40;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int HOPS = 64;
    private static final int WINDOW = 0xFFFF;

    /** Maximum segment size (RFC 9293, section 3.2), no operation, and window scale 14 (RFC 7323, section 2.2). */
    private static final byte[] SYN_OPTIONS = {2, 4, (byte) (LARGEST_PAYLOAD >> 8), (byte) LARGEST_PAYLOAD, 1, 3, 3, 14
    };

    /**
     * {@return the bytes of both headers}
     *
     * @param payload what will follow; it is left as it is
     */
    ByteBuffer encode(ByteBuffer payload) {
        var options = (flags & SYN) == 0 ? new byte[0] : SYN_OPTIONS;
        int tcpLength = TCP_LENGTH + options.length;
        int segment = tcpLength + payload.remaining();
        var from = source.getAddress().getAddress();
        var to = destination.getAddress().getAddress();
        int ipLength = from.length == 4 ? IPV4_LENGTH : IPV6_LENGTH;
        var header = ByteBuffer.allocate(ipLength + tcpLength);
        if (from.length == 4) {
            putIpv4(header, segment, from, to);
        } else {
            putIpv6(header, segment, from, to);
        }
        header.putShort((short) source.getPort())
                .putShort((short) destination.getPort())
                .putInt(sequence)
                .putInt(acknowledgment)
                .putShort((short) ((tcpLength / 4) << 12 | flags))
                .putShort((short) WINDOW)
                .putInt(0)
                .put(options);
        // The pseudo header, RFC 9293, section 3.1, and RFC 8200, section 8.1: addresses, length and protocol.
        var checksum = new InternetChecksum()
                .add(ByteBuffer.wrap(from))
                .add(ByteBuffer.wrap(to))
                .add(segment)
                .add(TCP)
                .add(header.slice(ipLength, tcpLength))
                .add(payload);
        return header.putShort(ipLength + 16, checksum.value()).flip();
    }

    private static void putIpv4(ByteBuffer header, int segment, byte[] from, byte[] to) {
        header.putShort((short) 0x4500)
                .putShort((short) (IPV4_LENGTH + segment))
                .putShort((short) 0)
                .putShort((short) DONT_FRAGMENT)
                .put((byte) HOPS)
                .put((byte) TCP)
                .putShort((short) 0)
                .put(from)
                .put(to);
        header.putShort(
                10, new InternetChecksum().add(header.slice(0, IPV4_LENGTH)).value());
    }

    private static void putIpv6(ByteBuffer header, int segment, byte[] from, byte[] to) {
        header.putInt(0x6000_0000)
                .putShort((short) segment)
                .put((byte) TCP)
                .put((byte) HOPS)
                .put(from)
                .put(to);
    }
}
