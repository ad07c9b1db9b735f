package io.securechannel.tls;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * The name that the caller asked for, and whether a certificate is for it (RFC 9525): only subjectAltName counts, a
 * wildcard only as the whole leftmost label, and an address only against addresses. The common name is never looked at.
 */
final class HostName {

    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern IPV6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]*");

    /** IDNA 2003, which the JDK has, turns these into other letters; IDNA 2008 keeps them. */
    private static final Pattern DEVIATING = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");

    private final String text;
    private final Optional<byte[]> address;

    private HostName(String text, Optional<byte[]> address) {
        this.text = text;
        this.address = address;
    }

    /**
     * @param host a DNS name, also an internationalized one, or an address literal, IPv6 with or without brackets
     * @return the name
     * @throws IllegalArgumentException if it is neither
     */
    static HostName of(String host) {
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        int zone = bare.indexOf('%');
        var literal = zone > 0 ? bare.substring(0, zone) : bare;
        var address = parseAddress(literal);
        if (address.isPresent()) {
            return new HostName(literal, address);
        }
        if (DEVIATING.matcher(bare).find()) {
            throw new IllegalArgumentException(
                    "not a host name: \"" + host + "\" holds a letter that the two versions of"
                            + " IDNA map to different domains (RFC 5894, section 7.2): give the A-label, xn--…");
        }
        var relative = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        try {
            var ascii = IDN.toASCII(relative).toLowerCase(Locale.ROOT);
            if (ascii.isEmpty()
                    || ascii.length() > 253
                    || Arrays.asList(ascii.split("\\.", -1)).contains("")) {
                throw new IllegalArgumentException("an empty label, or longer than 253 characters");
            }
            return new HostName(ascii, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not a host name or an address: \"" + host + "\" (" + e.getMessage() + ")", e);
        }
    }

    /** {@return the name for SNI (RFC 6066, section 3), which takes no addresses and no letters outside of host names} */
    Optional<SNIServerName> serverName() {
        if (address.isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new SNIHostName(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // an underscore, say
        }
    }

    boolean matches(X509Certificate certificate) throws CertificateParsingException {
        if (address.isPresent()) {
            return addressesIn(certificate).stream().anyMatch(each -> Arrays.equals(each, address.get()));
        }
        var names = certificate.getSubjectAlternativeNames();
        if (names == null) {
            return false;
        }
        for (var name : names) {
            if (name.get(0) instanceof Integer kind
                    && kind == SAN_DNS
                    && name.get(1) instanceof String value
                    && matchesDns(value.toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /**
     * The octets as they are. The JDK's text of an IPv4 address inside an IPv6 one is that of the IPv4 address, though name
     * constraints on IPv4 addresses say nothing about it.
     */
    private static List<byte[]> addressesIn(X509Certificate certificate) throws CertificateParsingException {
        var encoded = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (encoded == null) {
            return List.of();
        }
        try {
            var names = GeneralNames.getInstance(
                    ASN1OctetString.getInstance(encoded).getOctets());
            return Stream.of(names.getNames())
                    .filter(each -> each.getTagNo() == GeneralName.iPAddress)
                    .map(each -> ASN1OctetString.getInstance(each.getName()).getOctets())
                    .toList();
        } catch (IllegalArgumentException e) {
            throw new CertificateParsingException("the subjectAltName is malformed", e);
        }
    }

    /** {@return the names that count in a certificate, as people read them} */
    static List<String> namesIn(X509Certificate certificate) throws CertificateParsingException {
        var found = new ArrayList<String>();
        var names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (var name : names) {
                if (name.get(0) instanceof Integer kind && (kind == SAN_DNS || kind == SAN_IP)) {
                    found.add(String.valueOf(name.get(1)));
                }
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return text;
    }

    /** RFC 9525, section 6.3: {@code *.} stands for exactly one label, and at least two labels follow it. */
    private boolean matchesDns(String pattern) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(text);
        }
        var suffix = pattern.substring(1);
        int dot = text.indexOf('.');
        return dot > 0
                && suffix.indexOf('.', 1) > 0
                && suffix.indexOf('*') < 0
                && text.substring(dot).equals(suffix);
    }

    private static Optional<byte[]> parseAddress(String literal) {
        if (!IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            return Optional.empty();
        }
        try {
            // Both patterns leave nothing that could be a name, so this never asks DNS.
            return Optional.of(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
