package io.securechannel.internal.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** What one client is counted by. */
public final class CountedAddress {

    private static final int NETWORK_BYTES = 8;

    private static final int IPV4_BYTES = 4;

    /** ::ffff:0:0/96 (RFC 4291, section 2.5.5.2) and 64:ff9b::/96 (RFC 6052, section 2.1): an IPv4 address follows. */
    private static final List<byte[]> BEFORE_IPV4 = List.of(
            HexFormat.of().parseHex("00000000000000000000ffff"), HexFormat.of().parseHex("0064ff9b0000000000000000"));

    private CountedAddress() {}

    /**
     * {@return an IPv4 address, or the first 64 bits of an IPv6 address and {@code /64}, in text} Whoever has one IPv6 address
     * has its /64. An IPv4 address within an IPv6 address is that IPv4 address: all of IPv4 would be one network otherwise, and
     * behind a NAT64 one guesser would stand for everybody.
     *
     * @param address where a client is
     */
    public static String of(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return text(bytes);
        }
        for (var prefix : BEFORE_IPV4) {
            if (Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length)) {
                return text(Arrays.copyOfRange(bytes, prefix.length, bytes.length));
            }
        }
        return text(Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), bytes.length)) + "/64";
    }

    private static String text(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }
}
