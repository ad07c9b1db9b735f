package io.securechannel.pki;

import java.util.Arrays;
import java.util.Optional;

/**
 * IPv4 and IPv6 literals in the form that a certificate holds, 4 or 16 octets (RFC 5280, section 4.2.1.6). Strict, and
 * never a look-up: {@code InetAddress} resolves whatever it does not take for a literal.
 */
final class IpLiteral {

    private IpLiteral() {}

    /** Four decimal numbers without leading zeros, or IPv6 in any form of RFC 4291, section 2.2; else empty. */
    static Optional<byte[]> parse(String text) {
        return text.indexOf(':') >= 0 ? ipv6(text) : ipv4(text);
    }

    /** Whether 16 octets are an IPv4 address in IPv6's clothes, ::ffff:0:0/96 (RFC 4291, section 2.5.5.2). */
    static boolean isMappedIpv4(byte[] address) {
        var prefix = new byte[12];
        prefix[10] = (byte) 0xFF;
        prefix[11] = (byte) 0xFF;
        return address.length == 16 && Arrays.equals(prefix, 0, 12, address, 0, 12);
    }

    private static Optional<byte[]> ipv4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        var address = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(address);
    }

    private static Optional<byte[]> ipv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return groups(text, true).filter(all -> all.length == 16);
        }
        var head = groups(text.substring(0, gap), false);
        var tail = groups(text.substring(gap + 2), true);
        // The gap stands for one group at least; a second gap leaves an empty group, which is refused below.
        if (head.isEmpty() || tail.isEmpty() || head.get().length + tail.get().length > 14) {
            return Optional.empty();
        }
        var address = Arrays.copyOf(head.get(), 16);
        System.arraycopy(tail.get(), 0, address, 16 - tail.get().length, tail.get().length);
        return Optional.of(address);
    }

    /** Groups of four hexadecimal digits; the last may be an IPv4 address where the text ends the literal. */
    private static Optional<byte[]> groups(String text, boolean atEnd) {
        if (text.isEmpty()) {
            return Optional.of(new byte[0]);
        }
        var parts = text.split(":", -1);
        if (parts.length > 8) {
            return Optional.empty();
        }
        var octets = new byte[2 * parts.length + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
                int group = Integer.parseInt(parts[i], 16);
                octets[length++] = (byte) (group >> 8);
                octets[length++] = (byte) group;
                continue;
            }
            var embedded = atEnd && i == parts.length - 1 ? ipv4(parts[i]) : Optional.<byte[]>empty();
            if (embedded.isEmpty()) {
                return Optional.empty();
            }
            System.arraycopy(embedded.get(), 0, octets, length, 4);
            length += 4;
        }
        return Optional.of(Arrays.copyOf(octets, length));
    }
}
