package io.securechannel.pki;

import java.security.cert.CRLReason;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Says in words what lists and certificates hold. The words come from others: bounded and printable. */
final class CrlWords {

    private static final int LONGEST = 200;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private CrlWords() {}

    static String revoked(X509Certificate certificate, X509CRLEntry entry, Crl list, boolean authority) {
        return describe(certificate) + " was revoked at "
                + date(entry.getRevocationDate().toInstant()) + ", " + why(entry.getRevocationReason()) + ", says "
                + list + ". " + advice(entry.getRevocationReason(), authority);
    }

    static String describe(X509Certificate certificate) {
        return "the certificate of " + name(certificate) + ", serial number "
                + printable(certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT)) + ",";
    }

    static String renew(X509Certificate authority, String whereFrom) {
        return ". Let " + name(authority) + " make a fresh list (here: \"ca crl\") and put it into " + whereFrom;
    }

    static String name(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal());
    }

    static String name(X500Principal principal) {
        return "[" + printable(principal.getName()) + "]";
    }

    static String date(Instant instant) {
        return DATE.format(instant);
    }

    static String printable(String text) {
        var clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static String advice(@Nullable CRLReason reason, boolean authority) {
        if (reason == CRLReason.CERTIFICATE_HOLD) {
            return "Its issuer alone can take it off hold, by a newer list without it";
        }
        boolean lost = reason == CRLReason.KEY_COMPROMISE || reason == CRLReason.CA_COMPROMISE;
        return authority
                ? "The peer needs a new certificate from another authority"
                : "The peer needs a new certificate" + (lost ? ", and a new key" : "");
    }

    /** RFC 5280, section 5.3.1. */
    private static String why(@Nullable CRLReason reason) {
        if (reason == null) {
            return "for no reason that is given";
        }
        return switch (reason) {
            case KEY_COMPROMISE -> "because its key is known to others (keyCompromise)";
            case CA_COMPROMISE -> "because an authority's key is known to others (cACompromise)";
            case AFFILIATION_CHANGED -> "because what it says of its holder has changed (affiliationChanged)";
            case SUPERSEDED -> "because another one has taken its place (superseded)";
            case CESSATION_OF_OPERATION -> "because it is no longer needed (cessationOfOperation)";
            case CERTIFICATE_HOLD -> "for the time being (certificateHold)";
            case PRIVILEGE_WITHDRAWN -> "because what it granted was withdrawn (privilegeWithdrawn)";
            default -> "for no reason that is given (" + reason.name().toLowerCase(Locale.ROOT) + ")";
        };
    }
}
