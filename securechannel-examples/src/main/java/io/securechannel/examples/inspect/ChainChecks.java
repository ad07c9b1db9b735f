package io.securechannel.examples.inspect;

import io.securechannel.examples.inspect.Finding.Kind;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the chain, as it was sent, leads from the leaf to somebody who is trusted, each certificate followed by its
 * issuer's (RFC 8446, section 4.4.2).
 */
final class ChainChecks {

    /** id-pe-authorityInfoAccess, RFC 5280, section 4.2.2.1; public authorities say there where their own certificate is. */
    private static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";

    private final List<X509Certificate> sent;
    private final Anchors anchors;
    private final List<X509Certificate> path = new ArrayList<>();

    ChainChecks(List<X509Certificate> sent, Anchors anchors) {
        this.sent = sent;
        this.anchors = anchors;
        path.add(sent.get(0));
        for (var next = issuerOf(sent.get(0)); next.isPresent(); next = issuerOf(next.get())) {
            path.add(next.get());
        }
    }

    /** {@return the certificates sent that lead on from the leaf, in the right order} */
    List<X509Certificate> path() {
        return List.copyOf(path);
    }

    /** {@return whether the path ends with, or was issued by, somebody who is trusted} */
    boolean trusted() {
        return path.stream().anyMatch(each -> anchors.contains(each) || anchors.issued(each));
    }

    List<Finding> findings() {
        var findings = new ArrayList<Finding>();
        order().ifPresent(findings::add);
        if (!trusted()) {
            findings.add(untrusted());
        }
        return findings;
    }

    private Optional<Finding> order() {
        if (path.equals(sent)) {
            return Optional.empty();
        }
        if (path.equals(sent.subList(0, path.size()))) {
            var extra = new CertificateView(sent.get(path.size())).subject();
            return Optional.of(new Finding(
                    Kind.SUPERFLUOUS_CERTIFICATE,
                    "the server also sends [" + extra + "], which does not belong to the chain",
                    "leave it out of the server's certificate file: it costs bytes in every handshake"));
        }
        return Optional.of(new Finding(
                Kind.CHAIN_OUT_OF_ORDER,
                "the certificates come in the wrong order: " + subjects(sent) + " should be " + subjects(path),
                "put them in this order into the server's certificate file: its own first, and behind each its issuer's;"
                        + " not every client sorts them (RFC 8446, section 4.4.2)"));
    }

    private Finding untrusted() {
        var leaf = new CertificateView(path.get(0));
        var top = new CertificateView(path.get(path.size() - 1));
        if (path.size() == 1 && leaf.selfIssued() && Anchors.signed(path.get(0), path.get(0))) {
            return new Finding(
                    Kind.SELF_SIGNED,
                    "[" + leaf.subject() + "] is its own issuer: nobody vouches for it",
                    "let an authority issue one; or, if it is the right one, trust exactly it: --ca FILE here,"
                            + " Trust.only(...) in a program");
        }
        if (top.selfIssued()) {
            return new Finding(
                    Kind.UNTRUSTED_ISSUER,
                    "the chain ends at the root [" + top.subject() + "], which is not trusted here",
                    "if it is the right authority, get its certificate by a way that you trust, and give it: --ca FILE"
                            + " here, Trust.only(...) in a program");
        }
        if (anchors.named(top.certificate())) {
            return new Finding(
                    Kind.UNTRUSTED_ISSUER,
                    "[" + top.subject() + "] names [" + top.issuer()
                            + "] as its issuer, and an authority of this name is"
                            + " trusted here, but with another key",
                    "was the authority made anew? Give its present certificate: --ca FILE here, Trust.only(...) in a"
                            + " program");
        }
        return issuerUnknown(top);
    }

    /**
     * A server that leaves out an intermediate and one whose root is not trusted look alike. Where whom to trust was said,
     * or a public authority says where its certificate is, it is more likely the former.
     */
    private Finding issuerUnknown(CertificateView top) {
        boolean fromPublic = top.certificate().getExtensionValue(AUTHORITY_INFO_ACCESS) != null;
        boolean incomplete = fromPublic || !anchors.publicOnes();
        return new Finding(
                incomplete ? Kind.INCOMPLETE_CHAIN : Kind.UNTRUSTED_ISSUER,
                "the chain ends at [" + top.subject() + "]; its issuer, [" + top.issuer()
                        + "], is neither sent by the server nor trusted here",
                "if that issuer is an intermediate, the server must send its certificate behind its own (the \"full"
                        + " chain\" file); if it is a root of your own, give it: --ca FILE here, Trust.only(...) in a"
                        + " program");
    }

    private Optional<X509Certificate> issuerOf(X509Certificate below) {
        return sent.stream()
                .filter(each -> !path.contains(each) && Anchors.signed(each, below))
                .findFirst();
    }

    private static String subjects(List<X509Certificate> certificates) {
        return certificates.stream()
                .map(each -> new CertificateView(each).subject())
                .toList()
                .toString();
    }
}
