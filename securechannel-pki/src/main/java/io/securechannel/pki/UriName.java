package io.securechannel.pki;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URIs that certificates hold (RFC 5280, section 4.2.1.6): absolute, without a fragment (RFC 3986, section 4.3), in
 * ASCII, and where they have an authority, its host is a host name or an address. Such as {@code spiffe://chat.example/ada}
 * and {@code urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6}.
 */
final class UriName {

    private static final int LONGEST = 2048;

    /** RFC 3986, section 3.1. */
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");

    /** What may stand behind it, besides letters and digits (section 2). */
    private static final String MARKS = "-._~:/?[]@!$&'()*+,;=%";

    /** A percent sign that encodes nothing (section 2.1). */
    private static final Pattern BARE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    /** Section 3.2, without user information; an IPv6 address stands in brackets. */
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[^\\]]*\\]|[^:]*)(:[0-9]{1,5})?");

    private UriName() {}

    private static boolean isRest(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(each -> (each >= '0' && each <= '9')
                                || (each >= 'A' && each <= 'Z')
                                || (each >= 'a' && each <= 'z')
                                || MARKS.indexOf(each) >= 0);
    }

    /** Returns the URI with scheme and host in lower case (section 6.2.2.1), and else as it is. */
    static String canonical(String uri) {
        if (uri.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "the URI is " + uri.length() + " characters long, and " + LONGEST + " is the most");
        }
        int colon = Math.max(uri.indexOf(':'), 0);
        var rest = uri.substring(Math.min(colon + 1, uri.length()));
        if (!SCHEME.matcher(uri.substring(0, colon)).matches()
                || !isRest(rest)
                || BARE_PERCENT.matcher(rest).find()) {
            throw refused(uri, why(uri));
        }
        var scheme = uri.substring(0, colon).toLowerCase(Locale.ROOT) + ":";
        if (!rest.startsWith("//")) {
            if (rest.indexOf('[') >= 0 || rest.indexOf(']') >= 0) {
                throw refused(uri, "brackets stand around the IPv6 address of a host only; write %5B and %5D");
            }
            return scheme + rest;
        }
        int end = 2;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
            end++;
        }
        if (rest.indexOf('[', end) >= 0 || rest.indexOf(']', end) >= 0) {
            throw refused(uri, "brackets stand around the IPv6 address of a host only; write %5B and %5D");
        }
        return scheme + "//" + authority(uri, rest.substring(2, end)) + rest.substring(end);
    }

    private static String authority(String uri, String authority) {
        if (authority.indexOf('@') >= 0) {
            throw refused(uri, "it holds user information before its host, which misleads whoever reads it");
        }
        Matcher parts = AUTHORITY.matcher(authority);
        if (!parts.matches()) {
            throw refused(uri, "after // comes a host, and perhaps a colon and a port");
        }
        var port = parts.group(2) == null ? "" : parts.group(2);
        return host(uri, parts.group(1)) + port;
    }

    private static String host(String uri, String host) {
        try {
            if (host.startsWith("[")) {
                if (host.endsWith("]") && host.indexOf(':') >= 0) {
                    AlternativeName.host(host.substring(1, host.length() - 1));
                    return host.toLowerCase(Locale.ROOT);
                }
            } else if (!host.startsWith("*")) {
                return AlternativeName.host(host).text();
            }
        } catch (IllegalArgumentException e) {
            throw refused(uri, "of its host, " + e.getMessage());
        }
        throw refused(uri, "its host is neither a host name nor an address");
    }

    private static String why(String uri) {
        if (uri.indexOf('#') >= 0) {
            return "it holds a fragment (#), which no absolute URI has";
        }
        if (uri.chars().anyMatch(each -> each <= ' ' || each >= 0x7F)) {
            return "a URI is visible ASCII; encode other characters by percent signs, and a host by its xn--… form";
        }
        return uri.indexOf(':') < 0
                ? "it has no scheme, as urn: or https: is one"
                : "it is no absolute URI (RFC 3986, section 4.3)";
    }

    private static IllegalArgumentException refused(String uri, String why) {
        return AlternativeName.refused(uri, why);
    }
}
