package io.securechannel.pki;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * One entry of a certificate's subjectAltName (RFC 5280, section 4.2.1.6), checked and in canonical form: lower case,
 * A-labels, addresses as the JDK prints them. Two spellings of one name are equal. Never resolves a name.
 *
 * @param kind what the text is
 * @param text the canonical form
 */
record AlternativeName(Kind kind, String text) {

    enum Kind {
        DNS,
        IP,
        EMAIL,
        URI
    }

    private static final int LONGEST_NAME = 253;
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_LOCAL_PART = 64;

    /** An IP address if it is the literal of one, else a host name, perhaps with a wildcard. */
    static AlternativeName host(String name) {
        requireSomething("the name", name);
        var address = IpLiteral.parse(name);
        if (address.isPresent()) {
            return ip(name, address.get());
        }
        if (name.indexOf(':') >= 0 || name.startsWith("[")) {
            throw refused(
                    name,
                    "neither an IPv6 address nor a host name; leave out a scheme, a port, brackets and a zone (%eth0)");
        }
        if (name.startsWith("*.")) {
            var parent = dns(name, name.substring(2));
            if (parent.indexOf('.') < 0) {
                throw refused(name, "a wildcard for a whole top-level domain, which clients refuse");
            }
            return new AlternativeName(Kind.DNS, "*." + parent);
        }
        return new AlternativeName(Kind.DNS, dns(name, name));
    }

    /** A mailbox with an ASCII local part (RFC 5321, section 4.1.2, Dot-string), without a display name. */
    static AlternativeName email(String mailbox) {
        requireSomething("the e-mail address", mailbox);
        int at = mailbox.lastIndexOf('@');
        if (at < 0) {
            throw refused(mailbox, "an e-mail address has an @");
        }
        var local = mailbox.substring(0, at);
        if (local.length() > LONGEST_LOCAL_PART) {
            throw refused(
                    mailbox, "what is before the @ is " + local.length() + " characters long, and 64 is the most");
        }
        var atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
        if (!local.matches(atom + "(\\." + atom + ")*")) {
            throw refused(
                    mailbox,
                    "what is before the @ has to be ASCII letters, digits and single dots, without a display name");
        }
        return new AlternativeName(Kind.EMAIL, local + "@" + dns(mailbox, mailbox.substring(at + 1)));
    }

    /** An absolute URI (RFC 3986, section 4.3), in ASCII; see {@link UriName}. */
    static AlternativeName uri(String uri) {
        requireSomething("the URI", uri);
        return new AlternativeName(Kind.URI, UriName.canonical(uri));
    }

    /**
     * What another program wrote into an extension; empty for a kind of name that is not known here.
     *
     * @throws IllegalArgumentException if it is of a kind that is known, and no such name
     */
    static Optional<AlternativeName> decode(GeneralName name) {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> {
                var text = ia5(name);
                if (IpLiteral.parse(text).isPresent()) {
                    throw refused(text, "an address, where a host name is said to be");
                }
                yield Optional.of(host(text));
            }
            case GeneralName.rfc822Name -> Optional.of(email(ia5(name)));
            case GeneralName.uniformResourceIdentifier -> Optional.of(uri(ia5(name)));
            case GeneralName.iPAddress -> {
                var octets = ASN1OctetString.getInstance(name.getName()).getOctets();
                if (octets.length != 4 && octets.length != 16) {
                    throw new IllegalArgumentException(
                            "not a name for a certificate: an IP address of " + octets.length + " octets");
                }
                yield Optional.of(ip(HexFormat.of().formatHex(octets), octets));
            }
            default -> Optional.empty();
        };
    }

    /** Whether it is what clients connect to. */
    boolean isHost() {
        return kind == Kind.DNS || kind == Kind.IP;
    }

    GeneralName encode() {
        return switch (kind) {
            case DNS -> new GeneralName(GeneralName.dNSName, new DERIA5String(text));
            case EMAIL -> new GeneralName(GeneralName.rfc822Name, new DERIA5String(text));
            case URI -> new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(text));
            case IP ->
                new GeneralName(
                        GeneralName.iPAddress,
                        new DEROctetString(IpLiteral.parse(text).orElseThrow()));
        };
    }

    @Override
    public String toString() {
        return text;
    }

    private static String ia5(GeneralName name) {
        return ASN1IA5String.getInstance(name.getName()).getString();
    }

    private static AlternativeName ip(String name, byte[] address) {
        if (IpLiteral.isMappedIpv4(address)) {
            throw refused(
                    name, "an IPv4 address inside an IPv6 one, which peers do not compare; give the IPv4 address");
        }
        try {
            return new AlternativeName(
                    Kind.IP, InetAddress.getByAddress(address).getHostAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 octets are addresses", e);
        }
    }

    /** Returns the name in A-labels and lower case, in the preferred name syntax (RFC 1034, section 3.5; RFC 1123). */
    private static String dns(String given, String name) {
        var ascii = aLabels(given, name).toLowerCase(Locale.ROOT);
        if (ascii.length() > LONGEST_NAME) {
            throw refused(
                    given, "the name is " + ascii.length() + " octets long, and " + LONGEST_NAME + " is the most");
        }
        if (ascii.endsWith(".") && ascii.length() > 1) {
            throw refused(given, "a name in a certificate does not end with a dot");
        }
        var labels = ascii.split("\\.", -1);
        for (var label : labels) {
            problem(label).ifPresent(what -> {
                throw refused(given, what);
            });
        }
        // Programs disagree about what such a name is (inet_aton takes 10.7, 0x7f.1 and 010.0.0.1 for addresses).
        if (labels[labels.length - 1].matches("[0-9]+|0x[0-9a-f]*")) {
            throw refused(given, "the last label is a number, but this is no IPv4 address of four decimal numbers");
        }
        return ascii;
    }

    private static Optional<String> problem(String label) {
        if (label.isEmpty()) {
            return Optional.of("it holds an empty label (two dots in a row, or one at an end)");
        }
        if (label.length() > LONGEST_LABEL) {
            return Optional.of("a label is " + label.length() + " octets long, and " + LONGEST_LABEL + " is the most");
        }
        if (label.indexOf('*') >= 0) {
            return Optional.of("a wildcard can only be the whole leftmost label, as in *.chat.example");
        }
        if (!label.matches("[a-z0-9-]+")) {
            var bad = label.codePoints()
                    .filter(each -> !Character.toString(each).matches("[a-z0-9-]"))
                    .findFirst();
            return Optional.of("a host name has letters, digits and hyphens, not " + Text.codePoint(bad.orElseThrow())
                    + (label.indexOf('/') >= 0 ? "; leave out a scheme and a path" : ""));
        }
        if (label.startsWith("-") || label.endsWith("-")) {
            return Optional.of("a label begins or ends with a hyphen");
        }
        return Optional.empty();
    }

    private static String aLabels(String given, String name) {
        if (name.chars().allMatch(each -> each < 0x80)) {
            return name;
        }
        // The JDK implements IDNA2003. It turns these into other letters, where IDNA2008 keeps them (RFC 5894, section
        // 7.2), and a certificate for another domain would come out.
        if (name.chars()
                .anyMatch(each -> each == 'ß' || each == 'ẞ' || each == 'ς' || each == 0x200C || each == 0x200D)) {
            throw refused(
                    given, "it holds a letter whose coding changed between IDNA2003 and 2008; give the xn--… form");
        }
        try {
            return IDN.toASCII(name);
        } catch (IllegalArgumentException e) {
            // Without the cause, whose message quotes the characters as they are.
            throw refused(
                    given,
                    "it has no form in A-labels (RFC 3490): it holds a character that names cannot hold, or a label of"
                            + " more than 63 octets");
        }
    }

    private static void requireSomething(String what, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
    }

    static IllegalArgumentException refused(String name, String why) {
        return new IllegalArgumentException("not a name for a certificate: " + Text.quote(name) + ": " + why);
    }
}
