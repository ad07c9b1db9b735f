package io.securechannel.pki;

import java.util.Locale;

/**
 * One name that a {@link CertificateRequest} asks for, in canonical form.
 *
 * @param kind what it is
 * @param text the name: host names in lower case and A-labels, addresses as Java prints them
 */
public record RequestedName(Kind kind, String text) {

    /** What a name is. */
    public enum Kind {
        /** A host name, perhaps with a wildcard as its leftmost label. */
        DNS,
        /** An IPv4 or IPv6 address. */
        IP,
        /** An e-mail address. */
        EMAIL,
        /** An absolute URI. */
        URI,
        /** The common name of the subject, which is asked for where the profile is that of a client. */
        COMMON_NAME,
        /** Another kind of alternative name, which is never granted; the text says which. */
        OTHER
    }

    static RequestedName of(AlternativeName name) {
        return new RequestedName(
                switch (name.kind()) {
                    case DNS -> Kind.DNS;
                    case IP -> Kind.IP;
                    case EMAIL -> Kind.EMAIL;
                    case URI -> Kind.URI;
                },
                name.text());
    }

    /** Returns the kind and the name, with everything escaped that is not visible ASCII. */
    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " " + Text.quote(text);
    }
}
