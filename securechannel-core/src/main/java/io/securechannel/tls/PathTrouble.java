package io.securechannel.tls;

import io.securechannel.internal.crypto.MlDsa;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says in words why a chain that a trusted authority has signed is no path all the same (RFC 5280, section 6.1). The
 * builder of paths gives up without a reason; so the one path that the signatures make is validated by itself.
 */
final class PathTrouble {

    static final String NAME_CONSTRAINTS = "2.5.29.30";

    private static final String ALTERNATIVE_NAMES = "2.5.29.17";

    /** Those of RFC 5280, section 4.2, that the JDK checks. */
    private static final Set<String> KNOWN_EXTENSIONS = Set.of(
            "2.5.29.15",
            ALTERNATIVE_NAMES,
            "2.5.29.19",
            NAME_CONSTRAINTS,
            "2.5.29.32",
            "2.5.29.33",
            "2.5.29.36",
            "2.5.29.37",
            "2.5.29.54");

    /** The leaf first, and the authority, which its signature has reached, last. */
    private final List<X509Certificate> path;

    private PathTrouble(List<X509Certificate> path) {
        this.path = path;
    }

    /**
     * Looks for the trouble.
     *
     * @param anchors the trusted authorities
     * @param chain what the peer showed, leaf first
     * @param at the time
     * @return what is wrong and what its issuer should do; empty if none of the authorities has signed any of it
     */
    static Optional<String> find(Collection<TrustAnchor> anchors, List<X509Certificate> chain, Instant at) {
        return signedPath(anchors, chain).map(path -> new PathTrouble(path).words(at));
    }

    /**
     * Says why a chain leads to nothing that is trusted, where the commonest reason is that somebody has made a certificate
     * anew under its old name.
     *
     * @param anchors what is trusted
     * @param chain what the peer showed, leaf first; none of the trusted has signed any of it
     * @return what was seen and what to do
     */
    static String untrusted(Collection<TrustAnchor> anchors, List<X509Certificate> chain) {
        var leaf = chain.get(0);
        boolean selfSigned = leaf.getIssuerX500Principal().equals(leaf.getSubjectX500Principal());
        var words = selfSigned
                ? "it is self-signed, and this side does not trust it. If it is the right one, add it to the Trust itself"
                : "no authority that this side trusts has issued it. If its issuer is right, add the issuer's certificate to"
                        + " the Trust; the peer must also send the intermediates between the two";
        return words
                + namesake(anchors, chain)
                        .map(other -> ". The Trust holds another certificate of the name ["
                                + CertificateText.subject(other) + "], SHA-256 " + CertificateText.fingerprint(other)
                                + ": has it been made anew? Compare with \"openssl x509 -noout -sha256 -fingerprint\""
                                + (selfSigned ? "; the peer's has " + CertificateText.fingerprint(leaf) : ""))
                        .orElse("");
    }

    /** {@return a trusted certificate that has the leaf's name, or the name of whoever has issued something in the chain} */
    private static Optional<X509Certificate> namesake(Collection<TrustAnchor> anchors, List<X509Certificate> chain) {
        var leaf = chain.get(0).getSubjectX500Principal();
        return anchors.stream()
                .map(TrustAnchor::getTrustedCert)
                .filter(trusted -> trusted.getSubjectX500Principal().equals(leaf)
                        || chain.stream()
                                .anyMatch(
                                        each -> each.getIssuerX500Principal().equals(trusted.getSubjectX500Principal())
                                                && !isSigned(each, trusted)))
                .findFirst();
    }

    /** Goes up from the leaf, signature by signature, until an authority has signed. */
    private static Optional<List<X509Certificate>> signedPath(
            Collection<TrustAnchor> anchors, List<X509Certificate> chain) {
        var below = new HashMap<X509Certificate, X509Certificate>();
        var reached = new ArrayList<X509Certificate>(chain.subList(0, 1));
        for (int i = 0; i < reached.size(); i++) {
            var current = reached.get(i);
            for (var anchor : anchors) {
                if (isSigned(current, anchor.getTrustedCert())) {
                    var path = new ArrayList<X509Certificate>(List.of(anchor.getTrustedCert()));
                    for (var each = current; each != null; each = below.get(each)) {
                        path.add(0, each);
                    }
                    return Optional.of(path);
                }
            }
            for (var each : chain) {
                if (!reached.contains(each) && isSigned(current, each)) {
                    below.put(each, current);
                    reached.add(each);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isSigned(X509Certificate below, X509Certificate above) {
        if (!below.getIssuerX500Principal().equals(above.getSubjectX500Principal())) {
            return false;
        }
        try {
            MlDsa.verify(below, above.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Java's own validation is not replaced for it: what a path may be is too much to be decided in two ways. */
    private Optional<String> signedBeyondThisJava() {
        return path.subList(0, path.size() - 1).stream()
                .filter(each -> MlDsa.hasSigned(each) && !MlDsa.inThisJava())
                .findFirst()
                .map(each -> "[" + CertificateText.subject(each) + "] in its chain is signed with " + MlDsa.NAME
                        + ", and Java verifies such chains from 24 on; this is Java "
                        + Runtime.version().feature() + ". Run this side on a newer Java, or have the certificate"
                        + " issued by an authority with another key");
    }

    private String words(Instant at) {
        var beyond = signedBeyondThisJava();
        if (beyond.isPresent()) {
            return beyond.get();
        }
        try {
            var anchor = new TrustAnchor(path.get(path.size() - 1), null);
            var parameters = new PKIXParameters(Set.of(anchor));
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            var certificates = CertificateFactory.getInstance("X.509", "SUN");
            CertPathValidator.getInstance("PKIX", "SUN")
                    .validate(certificates.generateCertPath(path.subList(0, path.size() - 1)), parameters);
            return "its chain is not valid, and no rule of RFC 5280, section 6.1, tells why";
        } catch (CertPathValidatorException e) {
            return words(e);
        } catch (GeneralSecurityException e) {
            return "its chain cannot be checked: " + rootMessage(e);
        }
    }

    private String words(CertPathValidatorException error) {
        int index = Math.max(error.getIndex(), 0);
        var certificate = path.get(index);
        var name = "[" + CertificateText.subject(certificate) + "] in its chain";
        var reason = error.getReason();
        boolean noAuthority = index > 0 && certificate.getBasicConstraints() < 0;
        if (reason == PKIXReason.NOT_CA_CERT || (reason == PKIXReason.INVALID_KEY_USAGE && noAuthority)) {
            return name
                    + " has signed a certificate and is no authority: its basic constraints lack CA:TRUE. If it should"
                    + " be one, its issuer has to issue it as one";
        }
        if (reason == PKIXReason.INVALID_KEY_USAGE) {
            return name + " may not sign certificates: its key usage lacks keyCertSign. Its issuer has to issue it anew"
                    + " with that";
        }
        if (reason == PKIXReason.PATH_TOO_LONG) {
            return tooLong(path, limitAbove(index));
        }
        if (reason == PKIXReason.INVALID_NAME) {
            boolean named = certificate.getExtensionValue(ALTERNATIVE_NAMES) != null;
            return outsideNames(certificate, constraintsAbove(index))
                    + (named
                            ? ""
                            : ". It has no subjectAltName, and Java takes its common name for a DNS name then: give it one");
        }
        if (reason == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
            return name + " has a critical extension that this side does not know, " + unknownExtensions(certificate)
                    + ", and so has to be refused (RFC 5280, section 4.2): its issuer should leave it out, or not mark it"
                    + " as critical";
        }
        if (reason == BasicReason.ALGORITHM_CONSTRAINED) {
            return name + " has a key or a signature that is too weak for this Java runtime (" + rootMessage(error)
                    + "): " + CertificateStrength.NEEDED;
        }
        return "its chain is not valid at [" + CertificateText.subject(certificate) + "]: " + rootMessage(error);
    }

    /** {@return the words for a path with more authorities than one of them allows} */
    static String tooLong(List<X509Certificate> path, X509Certificate limit) {
        return "its chain is too long: [" + CertificateText.subject(limit) + "] says pathLenConstraint "
                + limit.getBasicConstraints() + ", and so may stand above no more than that many authorities, of the "
                + (path.size() - 2) + " here. Let an authority that is nearer to the trusted one issue the certificate,"
                + " or issue that authority anew with a larger limit";
    }

    /** {@return the words for a name that an authority above may not issue for} */
    static String outsideNames(X509Certificate certificate, X509Certificate constrained) {
        return "[" + CertificateText.subject(certificate) + "] in its chain holds a name that its authority ["
                + CertificateText.subject(constrained) + "] may not issue for (name constraints, RFC 5280, section"
                + " 4.2.1.10). Take a name that is permitted there, or let another authority issue the certificate";
    }

    /** The lowest authority above whose limit the path to this one breaks. */
    private X509Certificate limitAbove(int index) {
        for (int i = index + 1; i < path.size(); i++) {
            long between = path.subList(index, i).stream()
                    .filter(each -> !isSelfIssued(each))
                    .count();
            if (path.get(i).getBasicConstraints() < between) {
                return path.get(i);
            }
        }
        return path.get(index);
    }

    private X509Certificate constraintsAbove(int index) {
        return path.subList(Math.min(index + 1, path.size() - 1), path.size()).stream()
                .filter(each -> each.getExtensionValue(NAME_CONSTRAINTS) != null)
                .findFirst()
                .orElse(path.get(path.size() - 1));
    }

    private static String unknownExtensions(X509Certificate certificate) {
        var critical = certificate.getCriticalExtensionOIDs();
        var unknown = new TreeSet<>(critical == null ? Set.of() : critical);
        unknown.removeAll(KNOWN_EXTENSIONS);
        return CertificateText.printable(String.join(", ", unknown));
    }

    static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** {@return the words of the innermost cause, bounded and printable} */
    static String rootMessage(Throwable error) {
        var root = error;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return CertificateText.printable(String.valueOf(root.getMessage()));
    }
}
