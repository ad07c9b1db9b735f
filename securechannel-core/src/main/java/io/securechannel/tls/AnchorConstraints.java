package io.securechannel.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.NameConstraintValidatorException;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.PKIXNameConstraintValidator;

/**
 * What the certificate of a trusted authority says of its own limits: whether it may issue at all, pathLenConstraint, name constraints
 * (RFC 5280, sections 4.2.1.3, 4.2.1.9 and 4.2.1.10), and what is critical and unknown here. The JDK takes an authority for a name and a key
 * and does not look at them; they are enforced here as RFC 5937, section 3.2, has it, because a private root says in them what it is for.
 */
final class AnchorConstraints {

    private static final int VERSION_3 = 3;
    private static final int KEY_CERT_SIGN = 5;

    private AnchorConstraints() {}

    /**
     * Looks whether a path keeps to them.
     *
     * @param path a valid path, the leaf first and the authority last
     * @return what is wrong, in words; empty if nothing is
     */
    static Optional<String> broken(List<X509Certificate> path) {
        var anchor = path.get(path.size() - 1);
        var mayNot = mayNotIssue(anchor);
        if (mayNot.isPresent()) {
            return mayNot;
        }
        var below = path.subList(0, path.size() - 1);
        long authorities = below.stream()
                .skip(1)
                .filter(each -> !PathTrouble.isSelfIssued(each))
                .count();
        int limit = anchor.getBasicConstraints();
        if (limit >= 0 && authorities > limit) {
            return Optional.of(PathTrouble.tooLong(path, anchor));
        }
        var encoded = anchor.getExtensionValue(PathTrouble.NAME_CONSTRAINTS);
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            var allowed = validator(NameConstraints.getInstance(
                    ASN1OctetString.getInstance(encoded).getOctets()));
            for (int i = 0; i < below.size(); i++) {
                boolean exempt = i > 0 && PathTrouble.isSelfIssued(below.get(i));
                if (!exempt && !allows(allowed, below.get(i))) {
                    return Optional.of(PathTrouble.outsideNames(below.get(i), anchor));
                }
            }
            return Optional.empty();
        } catch (RuntimeException e) { // Bouncy Castle's, for a form that it does not know
            return Optional.of("the name constraints of the trusted authority [" + CertificateText.subject(anchor)
                    + "] cannot be read, or compared with the names in its chain: issue it anew");
        }
    }

    /** Certificates of version 1 and 2 cannot say. */
    private static Optional<String> mayNotIssue(X509Certificate anchor) {
        var usage = anchor.getKeyUsage();
        String why = null;
        if (anchor.getVersion() == VERSION_3 && anchor.getBasicConstraints() < 0) {
            why =
                    "is not an authority's (basic constraints without cA, RFC 5280, section 4.2.1.9): trusted, it stands for itself alone";
        } else if (usage != null && !usage[KEY_CERT_SIGN]) {
            why = "may not sign certificates (key usage without keyCertSign, RFC 5280, section 4.2.1.3)";
        } else if (anchor.hasUnsupportedCriticalExtension()) {
            why = "has a critical extension that is not known here (RFC 5280, section 4.2)";
        }
        return Optional.ofNullable(why)
                .map(reason -> "the trusted certificate [" + CertificateText.subject(anchor) + "] that has issued it "
                        + reason + ": issue it anew");
    }

    private static PKIXNameConstraintValidator validator(NameConstraints constraints) {
        var validator = new PKIXNameConstraintValidator();
        if (constraints.getPermittedSubtrees() != null) {
            validator.intersectPermittedSubtree(constraints.getPermittedSubtrees());
        }
        if (constraints.getExcludedSubtrees() != null) {
            for (var each : constraints.getExcludedSubtrees()) {
                validator.addExcludedSubtree(each);
            }
        }
        return validator;
    }

    /** RFC 5280, section 6.1.3 (b) and (c): the subject, and every alternative name. */
    private static boolean allows(PKIXNameConstraintValidator validator, X509Certificate certificate) {
        var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        var names = new ArrayList<GeneralName>();
        if (subject.size() > 0) {
            names.add(new GeneralName(subject));
        }
        var encoded = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (encoded != null) {
            names.addAll(List.of(GeneralNames.getInstance(
                            ASN1OctetString.getInstance(encoded).getOctets())
                    .getNames()));
        } else {
            for (var rdn : subject.getRDNs(BCStyle.EmailAddress)) {
                for (var each : rdn.getTypesAndValues()) {
                    if (each.getType().equals(BCStyle.EmailAddress)) {
                        names.add(new GeneralName(GeneralName.rfc822Name, IETFUtils.valueToString(each.getValue())));
                    }
                }
            }
        }
        try {
            for (var name : names) {
                validator.checkPermitted(name);
                validator.checkExcluded(name);
            }
            return true;
        } catch (NameConstraintValidatorException e) {
            return false;
        }
    }
}
