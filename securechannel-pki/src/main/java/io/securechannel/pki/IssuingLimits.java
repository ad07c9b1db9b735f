package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What an authority's own certificate, and those above it, let it issue. Peers would refuse anything else, so it is not
 * made.
 */
final class IssuingLimits {

    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private final List<X509Certificate> chain;

    /**
     * @param chain the authority's certificate and those above it, as far as they are known
     * @throws KeyMaterialException if the first is not that of an authority
     */
    IssuingLimits(List<X509Certificate> chain) throws KeyMaterialException {
        this.chain = List.copyOf(chain);
        var usage = own().getKeyUsage();
        if (own().getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    describe(own()) + " is not the certificate of an authority: it may not sign certificates");
        }
        if (own().getSubjectX500Principal().getName().isEmpty()) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "the certificate of this authority has an empty subject, and what it issues would have no issuer"
                            + " (RFC 5280, section 4.1.2.4)");
        }
    }

    static String describe(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** When the certificate of a profile would be valid. */
    ValidityPeriod period(CertificateProfile profile, Instant now) throws KeyMaterialException {
        requireValid(now);
        var period = ValidityPeriod.from(now, profile.validity());
        var end = own().getNotAfter().toInstant();
        if (period.notAfter().isAfter(end)) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    "a certificate for " + profile + " would be valid until " + period.notAfter() + " and outlive "
                            + describe(own()) + ", which ends at " + end
                            + ": ask for a shorter validity, or make a new " + kind());
        }
        return period.notBefore(own().getNotBefore().toInstant());
    }

    /** When a revocation list that is made now is valid: from an hour ago on, as certificates are. */
    ValidityPeriod listPeriod(Duration validity, Instant now) throws KeyMaterialException {
        requireValid(now);
        var usage = own().getKeyUsage();
        if (usage != null && !usage[CRL_SIGN]) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    describe(own()) + " may not sign revocation lists: its key usage lacks cRLSign (RFC 5280, section"
                            + " 4.2.1.3)");
        }
        return ValidityPeriod.from(now, validity).notBefore(own().getNotBefore().toInstant());
    }

    private void requireValid(Instant now) throws KeyMaterialException {
        var begin = own().getNotBefore().toInstant();
        var end = own().getNotAfter().toInstant();
        if (now.isBefore(begin) || now.truncatedTo(ChronoUnit.SECONDS).isAfter(end)) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    describe(own()) + " is valid from " + begin + " to " + end + ", and it is " + now
                            + ": check the clock, or make a new " + kind());
        }
    }

    /** Refuses what peers would, where it can be said in the words of the profile. */
    void requireUsable(CertificateProfile profile) throws KeyMaterialException {
        if (profile.use() == CertificateUse.INTERMEDIATE) {
            requireDepth(profile);
        }
        requireOtherName(profile);
        for (var certificate : chain) {
            var constraints = constraints(certificate);
            for (var name : profile.alternativeNames()) {
                var objection = constraints.objection(name);
                if (objection.isPresent()) {
                    throw notGranted(
                            certificate,
                            profile,
                            objection.get() + "; leave the name out, or let an authority issue it that may");
                }
            }
            var objection = hostLikeCommonName(profile, isRoot(certificate)).flatMap(constraints::objection);
            if (objection.isPresent()) {
                throw notGranted(
                        certificate,
                        profile,
                        "where a certificate has no such alternative name, Java and OpenSSL hold its common name against"
                                + " them if it could be one: " + objection.get()
                                + "; take a common name with a blank in it, or add a name that is permitted");
            }
        }
    }

    /**
     * Asks the JDK about a finished certificate: constraints that another program wrote may be of kinds that
     * {@link NameConstraints} cannot say, on directory names or URIs.
     */
    void requireUsable(CertificateProfile profile, X509Certificate issued) throws KeyMaterialException {
        for (var certificate : chain) {
            var constraints = certificate.getExtensionValue(Extension.nameConstraints.getId());
            if (constraints == null || (isRoot(certificate) && saysAll(certificate))) {
                continue; // of a root the JDK takes the name and the key alone, and all was looked at before
            }
            var selector = new X509CertSelector();
            try {
                selector.setNameConstraints(
                        ASN1OctetString.getInstance(constraints).getOctets());
            } catch (IOException | IllegalArgumentException e) {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        "the name constraints in the certificate of " + describe(certificate)
                                + " cannot be read by the JDK, which would refuse what is issued below it",
                        e);
            }
            var objection = objection(selector, issued);
            if (objection.isPresent()) {
                throw notGranted(certificate, profile, objection.get());
            }
        }
    }

    private static Optional<String> objection(X509CertSelector constraints, X509Certificate issued) {
        try {
            return constraints.match(issued)
                    ? Optional.empty()
                    : Optional.of(
                            "the JDK does not find all of its names within them, of which some may be of kinds that"
                                    + " are not known here; compare its subject and names with them");
        } catch (RuntimeException e) {
            // JDK 17 holds an IPv4 address against ::/0 octet by octet, and leaves the array
            // (IPAddressName.constrains).
            return Optional.of(
                    "the JDK fails when it compares them, as it does with an IPv4 address and an IPv6 range like"
                            + " ::/0; constraints that permit IPv4 ranges alone exclude IPv6 without such a range");
        }
    }

    /** The profile of an intermediate with the constraints of the authorities above it, which Java ignores in roots. */
    CertificateProfile inherit(CertificateProfile profile) throws KeyMaterialException {
        var constraints = profile.authorityLimits().constraints();
        for (var certificate : chain) {
            if (isRoot(certificate) && !saysAll(certificate)) {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        "the name constraints of " + describe(certificate)
                                + " hold kinds or forms of names that are not"
                                + " known here, and an authority below it has to take them over, since Java ignores those"
                                + " of a root: let the program that made the root make the authority");
            }
            try {
                constraints = constraints(certificate).narrowedBy(constraints);
            } catch (IllegalArgumentException e) {
                throw notGranted(certificate, profile, e.getMessage() + "; permit less");
            }
        }
        return profile.withNameConstraints(constraints);
    }

    private void requireDepth(CertificateProfile profile) throws KeyMaterialException {
        int depth = depth();
        int wanted = profile.authorityLimits().pathLength();
        if (depth == 0) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    describe(own())
                            + " has path length 0 (RFC 5280, section 4.2.1.9), so peers refuse authorities below"
                            + " it: make a new one with CertificateAuthority.builder(name).pathLength(1), or withPathLength"
                            + " on its profile");
        }
        if (wanted >= depth) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    profile + " with path length " + wanted + " does not fit below " + describe(own()) + ", which has "
                            + depth + ": ask for " + (depth - 1) + " at most");
        }
    }

    /** How many authorities may follow below this one, by its own certificate and by those above. */
    private int depth() {
        int depth = Integer.MAX_VALUE;
        for (int above = 0; above < chain.size(); above++) {
            // What basicConstraints without a limit gives is Integer.MAX_VALUE.
            depth = Math.min(depth, chain.get(above).getBasicConstraints() - above);
        }
        return Math.max(depth, 0);
    }

    /** A certificate with its issuer's name looks issued by itself, and programs treat such ones in other ways. */
    private void requireOtherName(CertificateProfile profile) throws KeyMaterialException {
        var subject = profile.subject().principal();
        for (var certificate : chain) {
            // The root need not be in the chain; the certificate below it has its name.
            if (certificate.getSubjectX500Principal().equals(subject)
                    || certificate.getIssuerX500Principal().equals(subject)) {
                throw new KeyMaterialException(
                        Reason.NOT_GRANTED,
                        subject.getName() + " is the name of the authority itself or of one above it, and nobody else"
                                + " can have it: choose another name");
            }
        }
    }

    /**
     * Java takes a common name for a host name or an address, where the alternative names hold none of that kind; OpenSSL
     * does with one that has a dot in it.
     */
    private static Optional<AlternativeName> hostLikeCommonName(CertificateProfile profile, boolean dotted) {
        try {
            return profile.subject()
                    .commonName()
                    .filter(name -> !dotted || name.indexOf('.') >= 0)
                    .map(AlternativeName::host)
                    .filter(host -> profile.alternativeNames().stream().noneMatch(each -> each.kind() == host.kind()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static NameConstraints constraints(X509Certificate certificate) throws KeyMaterialException {
        var encoded = encodedConstraints(certificate);
        return encoded.isPresent() ? NameConstraints.decode(encoded.get()) : NameConstraints.none();
    }

    private static boolean saysAll(X509Certificate certificate) throws KeyMaterialException {
        return encodedConstraints(certificate).map(NameConstraints::saysAll).orElse(true);
    }

    private static Optional<org.bouncycastle.asn1.x509.NameConstraints> encodedConstraints(X509Certificate certificate)
            throws KeyMaterialException {
        var extension = certificate.getExtensionValue(Extension.nameConstraints.getId());
        if (extension == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(org.bouncycastle.asn1.x509.NameConstraints.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets()));
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the name constraints in the certificate of " + describe(certificate) + " are damaged",
                    e);
        }
    }

    private KeyMaterialException notGranted(X509Certificate by, CertificateProfile profile, String what) {
        return new KeyMaterialException(
                Reason.NOT_GRANTED,
                "peers would refuse a certificate for " + profile + " because of the name constraints of "
                        + describe(by)
                        + " (RFC 5280, section 4.2.1.10): " + what);
    }

    private String kind() {
        return isRoot(own()) ? "root" : "intermediate";
    }

    private static boolean isRoot(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
    }

    private X509Certificate own() {
        return chain.get(0);
    }
}
