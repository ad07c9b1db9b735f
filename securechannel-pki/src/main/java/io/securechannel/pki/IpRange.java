package io.securechannel.pki;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of addresses in CIDR form (RFC 4632; RFC 4291, section 2.3), as {@code 10.0.0.0/8} and {@code fd00::/8}. In a
 * certificate it is the address and a mask of the same length (RFC 5280, section 4.2.1.10).
 */
final class IpRange {

    private final byte[] address;
    private final int prefix;

    private IpRange(byte[] address, int prefix) {
        this.address = address;
        this.prefix = prefix;
    }

    static IpRange parse(String cidr) {
        int slash = cidr.indexOf('/');
        var address = slash < 0 ? Optional.<byte[]>empty() : IpLiteral.parse(cidr.substring(0, slash));
        var length = cidr.substring(slash + 1);
        if (address.isEmpty() || !length.matches("0|[1-9][0-9]{0,2}")) {
            throw refused(
                    cidr, "write an address, a slash and a number of bits, as 10.0.0.0/8, 10.0.0.7/32 or fd00::/8");
        }
        var octets = address.get();
        int prefix = Integer.parseInt(length);
        if (prefix > 8 * octets.length) {
            throw refused(cidr, "such an address has " + 8 * octets.length + " bits");
        }
        if (IpLiteral.isMappedIpv4(octets)) {
            throw refused(cidr, "IPv4 addresses inside IPv6 ones, which peers do not compare; give the IPv4 range");
        }
        var range = new IpRange(octets, prefix);
        if (!Arrays.equals(octets, range.masked(octets))) {
            var start = new IpRange(range.masked(octets), prefix);
            throw refused(cidr, "the address has bits behind the first " + prefix + "; the range is " + start);
        }
        return range;
    }

    /** Reads 4 or 16 octets of address and as many of mask; empty for a mask that is no prefix, which CIDR cannot say. */
    static Optional<IpRange> decode(byte[] addressAndMask) {
        if (addressAndMask.length != 8 && addressAndMask.length != 32) {
            return Optional.empty();
        }
        int half = addressAndMask.length / 2;
        int prefix = 0;
        while (prefix < 8 * half && bit(addressAndMask, 8 * half + prefix)) {
            prefix++;
        }
        var address = Arrays.copyOf(addressAndMask, half);
        var range = new IpRange(address, prefix);
        var sound = Arrays.equals(addressAndMask, half, 2 * half, range.mask(), 0, half);
        return sound ? Optional.of(new IpRange(range.masked(address), prefix)) : Optional.empty();
    }

    byte[] encoded() {
        var both = Arrays.copyOf(address, 2 * address.length);
        System.arraycopy(mask(), 0, both, address.length, address.length);
        return both;
    }

    boolean contains(byte[] other) {
        return other.length == address.length && Arrays.equals(address, masked(other));
    }

    boolean contains(IpRange other) {
        return other.prefix >= prefix && contains(other.address);
    }

    /** Returns the canonical form, as {@code 10.0.0.0/8}. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + prefix;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
    }

    private byte[] masked(byte[] other) {
        var result = other.clone();
        var mask = mask();
        for (int i = 0; i < result.length; i++) {
            result[i] &= mask[i];
        }
        return result;
    }

    private byte[] mask() {
        var mask = new byte[address.length];
        for (int i = 0; i < prefix; i++) {
            mask[i / 8] |= (byte) (0x80 >> (i % 8));
        }
        return mask;
    }

    private static boolean bit(byte[] octets, int index) {
        return (octets[index / 8] & (0x80 >> (index % 8))) != 0;
    }

    private static IllegalArgumentException refused(String cidr, String why) {
        return new IllegalArgumentException("not a range of addresses: " + Text.quote(cidr) + ": " + why);
    }
}
