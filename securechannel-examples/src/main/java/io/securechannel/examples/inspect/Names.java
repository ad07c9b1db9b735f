package io.securechannel.examples.inspect;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/** Whether a certificate's names hold one (RFC 9525, section 6.3), by the rules of the library. */
final class Names {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private Names() {}

    /**
     * Looks for the name.
     *
     * @param certificate where
     * @param request whose name
     * @return whether it is there
     */
    static boolean match(CertificateView certificate, Request request) {
        return certificate.hostNames().stream()
                .anyMatch(each -> request.isAddress()
                        ? sameAddress(each, request.name())
                        : matchesDns(
                                each.toLowerCase(Locale.ROOT),
                                request.asciiName().toLowerCase(Locale.ROOT).replaceAll("\\.$", "")));
    }

    /** A wildcard stands for exactly one label, the leftmost, and at least two follow it. */
    private static boolean matchesDns(String pattern, String name) {
        if (!pattern.startsWith("*.")) {
            return pattern.equals(name);
        }
        var suffix = pattern.substring(1);
        int dot = name.indexOf('.');
        return dot > 0
                && suffix.indexOf('.', 1) > 0
                && suffix.indexOf('*') < 0
                && name.substring(dot).equals(suffix);
    }

    private static boolean sameAddress(String theirs, String ours) {
        try {
            // Nothing that passes the pattern is a name, and so DNS is never asked.
            return ADDRESS.matcher(theirs).matches()
                    && Arrays.equals(
                            InetAddress.getByName(theirs).getAddress(),
                            InetAddress.getByName(ours).getAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
