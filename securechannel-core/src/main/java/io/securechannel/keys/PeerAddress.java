package io.securechannel.keys;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a server is, in the one way in which known peers are written: {@code chat.example:7443}, {@code [2001:db8:0:0:0:0:0:1]:7443}.
 *
 * <p>Names are in small letters, without the dot of the root, and by their A-labels, {@code xn--…} (IDNA 2003, which the JDK has; names with
 * one of the few letters that IDNA 2008 reads otherwise, RFC 5894, section 7.2, stay as they are). IPv6 addresses are in brackets and in
 * the JDK's spelling; a zone stays. No name is looked up.
 */
final class PeerAddress {

    private static final Pattern PORT = Pattern.compile("\\d{1,5}");
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");
    private static final Pattern DEVIATING = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

    private static final Pattern NO_NAME = Pattern.compile("[:%/\\\\\\[\\]]");

    private PeerAddress() {}

    /** What is no address is a name that nobody is known by. */
    static String normal(String address) {
        return isAddress(address) ? host(address) + ":" + port(address) : address.toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the same for an address that a program gives}
     *
     * @throws IllegalArgumentException if it is none
     */
    static String checked(String address) {
        if (!isAddress(address) || (hostPart(address).indexOf(':') >= 0 && !bracketed(hostPart(address)))) {
            throw new IllegalArgumentException(
                    "the address of a known peer is host:port, as chat.example:7443 or [2001:db8::1]:7443: an IPv6 address"
                            + " has brackets, or it cannot be told which of its groups is the port");
        }
        var written = normal(address);
        // Also as it is written: IDNA maps some characters to spaces and dots.
        if (!isHost(hostPart(address)) || !isAddress(written) || !isHost(hostPart(written))) {
            throw new IllegalArgumentException(
                    "the address of a known peer is host:port, as chat.example:7443, and this host is none that a client can"
                            + " ask for: it has a space, a slash, a bracket or an invisible character, or an empty part");
        }
        return written;
    }

    private static String hostPart(String address) {
        return address.substring(0, address.lastIndexOf(':'));
    }

    /** What a person meant as a name, or an address in brackets; the two joiners belong into some names (RFC 5892, appendix A). */
    private static boolean isHost(String host) {
        var bare = bare(host);
        var relative = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return !relative.isEmpty()
                && !relative.startsWith(".")
                && !relative.contains("..")
                && relative.codePoints().noneMatch(PeerAddress::isStrange);
    }

    private static boolean isStrange(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            case Character.FORMAT -> character != 0x200C && character != 0x200D;
            case Character.SURROGATE, Character.UNASSIGNED, Character.PRIVATE_USE -> true;
            default -> "/\\[]".indexOf(character) >= 0;
        };
    }

    private static boolean bracketed(String host) {
        return host.startsWith("[") && host.endsWith("]");
    }

    private static boolean isAddress(String address) {
        int colon = address.lastIndexOf(':');
        return colon > 0 && PORT.matcher(address.substring(colon + 1)).matches() && port(address) <= LARGEST_PORT;
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static String host(String address) {
        var bare = bare(hostPart(address));
        var literal = literal(bare);
        return isIpv6(literal) ? ipv6(literal, bare.substring(literal.length())) : name(bare);
    }

    /** Without the brackets of an IPv6 address; those around anything else are a part of it, and no host has such a part. */
    private static String bare(String host) {
        if (bracketed(host)) {
            var inside = host.substring(1, host.length() - 1);
            return isIpv6(literal(inside)) ? inside : host;
        }
        return host;
    }

    /** Without the zone. */
    private static String literal(String bare) {
        int percent = bare.indexOf('%');
        return percent < 0 ? bare : bare.substring(0, percent);
    }

    private static boolean isIpv6(String literal) {
        return IPV6.matcher(literal).matches();
    }

    private static String ipv6(String literal, String zone) {
        try {
            var text = InetAddress.getByName(literal).getHostAddress(); // has a colon, and so never asks DNS
            return text.indexOf(':') < 0 ? text : "[" + text + zone + "]";
        } catch (UnknownHostException e) {
            return "[" + literal.toLowerCase(Locale.ROOT) + zone + "]"; // nobody connects there, and it is nobody else
        }
    }

    private static String name(String name) {
        var relative = NO_NAME.matcher(name).find() ? name : withoutRoot(name);
        var lower = relative.toLowerCase(Locale.ROOT);
        // Capitals that are newer than IDNA 2003 are nothing that it maps, and their small letters may be.
        return mapped(relative).or(() -> mapped(lower)).orElse(lower).toLowerCase(Locale.ROOT);
    }

    private static Optional<String> mapped(String relative) {
        if (DEVIATING.matcher(relative).find()) {
            return Optional.empty();
        }
        try {
            // IDNA knows other dots, which are full stops only now, and maps other characters to those that no name
            // has.
            var ascii = withoutRoot(IDN.toASCII(relative));
            return NO_NAME.matcher(ascii).find() ? Optional.empty() : Optional.of(ascii);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What ends in more dots than that of the root is no name, and stays what it is. */
    private static String withoutRoot(String name) {
        return name.endsWith(".") && !name.endsWith("..") ? name.substring(0, name.length() - 1) : name;
    }
}
