package io.securechannel.examples.inspect;

import io.securechannel.examples.inspect.Finding.Kind;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with single certificates: dates, name, use, strength, lifetime. */
final class CertificateChecks {

    private static final Duration RENEW_WITHIN = Duration.ofDays(30);
    private static final int SMALLEST_RSA = 2_048;
    private static final int SMALLEST_EC = 256;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";

    private final Request request;
    private final Instant now;

    CertificateChecks(Request request) {
        this.request = request;
        this.now = request.clock().instant();
    }

    /**
     * Checks a path.
     *
     * @param path what the server sent, leaf first and in order
     * @param publicIssuer whether it leads to a public authority
     * @return what is wrong
     */
    List<Finding> of(List<X509Certificate> path, boolean publicIssuer) {
        var findings = new ArrayList<Finding>();
        var leaf = new CertificateView(path.get(0));
        for (var each : path) {
            dates(new CertificateView(each)).ifPresent(findings::add);
        }
        name(leaf).ifPresent(findings::add);
        use(path.get(0)).ifPresent(findings::add);
        for (var each : path) {
            key(each).ifPresent(findings::add);
            signature(each).ifPresent(findings::add);
        }
        if (publicIssuer) {
            lifetime(leaf).ifPresent(findings::add);
        }
        return findings;
    }

    private Optional<Finding> dates(CertificateView certificate) {
        var which = "[" + certificate.subject() + "]";
        var clock = "if that date looks right, set this machine's clock, which says " + CertificateView.date(now);
        if (now.isAfter(certificate.notAfter())) {
            return Optional.of(new Finding(
                    Kind.EXPIRED,
                    which + " expired at " + CertificateView.date(certificate.notAfter()) + ", "
                            + ago(Duration.between(certificate.notAfter(), now)),
                    "renew it and install the new one, and let the server load it; " + clock));
        }
        if (now.isBefore(certificate.notBefore())) {
            return Optional.of(new Finding(
                    Kind.NOT_YET_VALID,
                    which + " is valid from " + CertificateView.date(certificate.notBefore()) + " on",
                    "install one that is valid already; " + clock));
        }
        var left = Duration.between(now, certificate.notAfter());
        // Of a short life the second half, or it would always be about to expire.
        var soon = least(RENEW_WITHIN, certificate.lifetime().dividedBy(2));
        return left.compareTo(soon) >= 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.EXPIRES_SOON,
                        which + " expires in " + days(left) + ", at " + CertificateView.date(certificate.notAfter()),
                        "renew it now, and let a program do it from now on, well before the end"));
    }

    private Optional<Finding> name(CertificateView leaf) {
        if (Names.match(leaf, request)) {
            return Optional.empty();
        }
        var names = leaf.hostNames();
        return Optional.of(new Finding(
                Kind.WRONG_NAME,
                names.isEmpty()
                        ? "the certificate holds no name in subjectAltName; the common name does not count (RFC 9525)"
                        : "the certificate is for " + CertificateView.printable(names.toString()) + ", not for "
                                + CertificateView.printable(request.name()),
                "connect by a name that it holds (--name NAME tries one), or issue one whose subjectAltName holds "
                        + CertificateView.printable(request.name())));
    }

    private Optional<Finding> use(X509Certificate leaf) {
        var remedy = "issue one for a TLS server: extendedKeyUsage serverAuth, keyUsage digitalSignature"
                + " (CertificateProfile.tlsServer does)";
        try {
            var purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
                return Optional.of(new Finding(
                        Kind.WRONG_USE,
                        "the certificate's extended key usage lacks serverAuth: it is not for a TLS server",
                        remedy));
            }
        } catch (CertificateParsingException e) {
            return Optional.of(
                    new Finding(Kind.WRONG_USE, "the certificate's extended key usage is unreadable", remedy));
        }
        var usage = leaf.getKeyUsage();
        return usage == null || usage[0]
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.WRONG_USE,
                        "the certificate's key usage lacks digitalSignature, which TLS 1.3 needs",
                        remedy));
    }

    /** RFC 9325, section 4.5. */
    private static Optional<Finding> key(X509Certificate certificate) {
        var view = new CertificateView(certificate);
        var key = certificate.getPublicKey();
        boolean weak = key instanceof RSAKey rsa
                ? rsa.getModulus().bitLength() < SMALLEST_RSA
                : key instanceof ECKey ec
                        ? ec.getParams().getOrder().bitLength() < SMALLEST_EC
                        : key.getAlgorithm().equals("DSA");
        return weak
                ? Optional.of(new Finding(
                        Kind.WEAK_KEY,
                        "the key of [" + view.subject() + "] is too weak: " + view.key(),
                        "make a new key, EC P-256 or RSA of 3072 bits, and a new certificate for it"))
                : Optional.empty();
    }

    /** A root's own signature proves nothing, and so it may be of any kind. */
    private static Optional<Finding> signature(X509Certificate certificate) {
        var view = new CertificateView(certificate);
        var algorithm = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        var hash = algorithm.equals("RSASSA-PSS") ? pssHash(certificate) : algorithm;
        boolean weak = hash.matches("SHA-?1(WITH.*)?|MD[25].*");
        return weak && !view.selfIssued()
                ? Optional.of(new Finding(
                        Kind.WEAK_SIGNATURE,
                        "[" + view.subject() + "] is signed with " + view.signature() + ", which can be forged",
                        "have it issued again with SHA-256"))
                : Optional.empty();
    }

    /** RFC 8017, appendix A.2.3: the hash is a parameter, and SHA-1 the default. */
    private static String pssHash(X509Certificate certificate) {
        try {
            var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return parameters
                    .getParameterSpec(PSSParameterSpec.class)
                    .getDigestAlgorithm()
                    .toUpperCase(Locale.ROOT);
        } catch (GeneralSecurityException | java.io.IOException e) {
            return "";
        }
    }

    private static Optional<Finding> lifetime(CertificateView leaf) {
        var most = PublicLifetime.of(leaf.notBefore());
        return leaf.lifetime().compareTo(most) <= 0
                ? Optional.empty()
                : Optional.of(new Finding(
                        Kind.LIFETIME_TOO_LONG,
                        "the certificate is valid for " + leaf.lifetime().toDays() + " days; browsers take at most "
                                + most.toDays()
                                + " of a public certificate issued on "
                                + CertificateView.date(leaf.notBefore()).substring(0, 10),
                        "have one issued for a shorter time"));
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static String ago(Duration since) {
        return since.toDays() == 0 ? "today" : days(since) + " ago";
    }

    private static String days(Duration duration) {
        return duration.toDays() == 1 ? "1 day" : duration.toDays() + " days";
    }
}
