package io.securechannel.examples.inspect;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a certificate says, in words. They come from a server that is not trusted, and so they are bounded and printable.
 *
 * @param certificate which
 */
public record CertificateView(X509Certificate certificate) {

    private static final int LONGEST = 200;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** RFC 9881, section 2; and in DER. */
    private static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";

    private static final String ML_DSA_65_DER = "0609608648016503040312";

    /** How many octets of a SubjectPublicKeyInfo so long as that of ML-DSA-65 it takes to the algorithm's end. */
    private static final int ALGORITHM = 17;

    private static final int EMAIL = 1;
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    public String subject() {
        var name = printable(certificate.getSubjectX500Principal().getName());
        return name.isEmpty() ? "(empty subject)" : name;
    }

    public String issuer() {
        return printable(certificate.getIssuerX500Principal().getName());
    }

    public String serial() {
        return certificate.getSerialNumber().toString(16);
    }

    public String key() {
        return describe(certificate.getPublicKey());
    }

    String signature() {
        // Java 17 has no name for it.
        return certificate.getSigAlgOID().equals(ML_DSA_65) ? "ML-DSA-65" : printable(certificate.getSigAlgName());
    }

    public Instant notBefore() {
        return certificate.getNotBefore().toInstant();
    }

    public Instant notAfter() {
        return certificate.getNotAfter().toInstant();
    }

    Duration lifetime() {
        return Duration.between(notBefore(), notAfter());
    }

    public boolean authority() {
        return certificate.getBasicConstraints() >= 0;
    }

    boolean selfIssued() {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** {@return the names of subjectAltName (RFC 5280, section 4.2.1.6) that count for a server: DNS names and addresses} */
    public List<String> hostNames() {
        return names(DNS, ADDRESS);
    }

    /** {@return all names of subjectAltName that have a form for people} */
    public List<String> names() {
        return names(DNS, ADDRESS, EMAIL, URI).stream()
                .map(CertificateView::printable)
                .toList();
    }

    static String date(Instant instant) {
        return DATE.format(instant);
    }

    static String printable(String text) {
        var clean = text.replaceAll("[^\\x20-\\x7E]", "?");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST) + "...";
    }

    private List<String> names(int... kinds) {
        var found = new ArrayList<String>();
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return found;
            }
            for (var name : names) {
                for (int kind : kinds) {
                    if (name.get(0).equals(kind) && name.get(1) instanceof String value) {
                        found.add(value);
                    }
                }
            }
        } catch (CertificateParsingException e) {
            return found; // the library will call it unreadable
        }
        return found;
    }

    private static String describe(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return "RSA, " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof ECKey ec) {
            // The JDK's text is "secp256r1 [NIST P-256,X9.62 prime256v1] (1.2.840.10045.3.1.7)".
            return "EC, " + printable(ec.getParams().toString().split(" ", 2)[0]) + ", "
                    + ec.getParams().getOrder().bitLength() + " bits";
        }
        var encoded = key.getEncoded();
        if (HexFormat.of()
                .formatHex(encoded, 0, Math.min(encoded.length, ALGORITHM))
                .contains(ML_DSA_65_DER)) {
            return "ML-DSA-65";
        }
        return key instanceof EdECKey edwards ? edwards.getParams().getName() : printable(key.getAlgorithm());
    }
}
