package io.securechannel.internal.pki;

import java.security.cert.CRLReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Says in words what certificates are, and why they were revoked. The words come from others: bounded and printable. */
public final class CertificateWords {

    private static final int LONGEST = 200;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private CertificateWords() {}

    /**
     * Says that a certificate was revoked.
     *
     * @param certificate the certificate
     * @param time when
     * @param reason why, if a reason was given
     * @param source who says so
     * @param authority whether it is that of an authority
     * @return the text, with what is to be done
     */
    public static String revoked(
            X509Certificate certificate, Instant time, @Nullable CRLReason reason, String source, boolean authority) {
        return describe(certificate) + " was revoked at " + date(time) + ", " + why(reason) + ", says " + source + ". "
                + advice(reason, authority);
    }

    /**
     * Names a certificate as the subject of a sentence.
     *
     * @param certificate the certificate
     * @return the text
     */
    public static String describe(X509Certificate certificate) {
        return "the certificate of " + name(certificate) + ", serial number "
                + printable(certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT)) + ",";
    }

    /**
     * Names the holder.
     *
     * @param certificate whose subject it is
     * @return the name in brackets
     */
    public static String name(X509Certificate certificate) {
        return name(certificate.getSubjectX500Principal());
    }

    /**
     * Names somebody.
     *
     * @param principal the distinguished name
     * @return the name in brackets
     */
    public static String name(X500Principal principal) {
        return "[" + printable(principal.getName()) + "]";
    }

    /**
     * Says when.
     *
     * @param instant a time
     * @return to the minute
     */
    public static String date(Instant instant) {
        return DATE.format(instant);
    }

    /**
     * Takes away what a terminal might obey.
     *
     * @param text from others
     * @return bounded printable ASCII
     */
    public static String printable(String text) {
        var clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }

    private static String advice(@Nullable CRLReason reason, boolean authority) {
        if (reason == CRLReason.CERTIFICATE_HOLD) {
            return "Its issuer alone can take it off hold";
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
