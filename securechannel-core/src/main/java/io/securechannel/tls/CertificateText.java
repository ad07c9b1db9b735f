package io.securechannel.tls;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

/** Says in words what a certificate holds. The words come from a peer that is not trusted: bounded and printable. */
final class CertificateText {

    private static final int LONGEST = 200;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private CertificateText() {}

    static String describe(X509Certificate certificate) {
        return "subject [" + subject(certificate) + "], for the names " + names(certificate) + ", issued by ["
                + printable(certificate.getIssuerX500Principal().getName()) + "], valid from "
                + date(certificate.getNotBefore()) + " to " + date(certificate.getNotAfter());
    }

    static String subject(X509Certificate certificate) {
        return printable(certificate.getSubjectX500Principal().getName());
    }

    /** {@return the SHA-256 of the whole certificate, as {@code openssl x509 -fingerprint} writes it} */
    static String fingerprint(X509Certificate certificate) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a certificate that was read can be written, and every Java has SHA-256", e);
        }
    }

    static String date(Date date) {
        return DATE.format(date.toInstant());
    }

    private static String names(X509Certificate certificate) {
        List<String> names;
        try {
            names = HostName.namesIn(certificate);
        } catch (CertificateParsingException e) {
            return "[unreadable]";
        }
        return names.isEmpty() ? "[none]" : "[" + printable(String.join(", ", names)) + "]";
    }

    static String printable(String text) {
        var clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "…";
    }
}
