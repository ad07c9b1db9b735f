package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.text.NameText;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Brings certificates into the order that TLS sends, leaf first and each followed by its issuer (RFC 8446, section
 * 4.4.2), and checks that the private key is the leaf's. Validity, names and trust are not checked: they are the
 * peer's to judge.
 */
public final class CertificateChain {

    /** The JDK takes 10 from a peer; more is a bundle of authorities, not a chain. */
    private static final int LONGEST = 16;

    private final String source;

    private CertificateChain(String source) {
        this.source = source;
    }

    /**
     * Orders the certificates around a private key.
     *
     * @param key the private key
     * @param keySource what errors call its origin
     * @param certificates the certificates in any order; repeated ones count once
     * @param source what errors call their origin
     * @return the chain, leaf first
     * @throws KeyMaterialException with {@link Reason#KEY_MISMATCH} if no certificate is the key's, with
     *     {@link Reason#BROKEN_CHAIN} if the others do not lead on from it in exactly one way, and with
     *     {@link Reason#TOO_WEAK} or {@link Reason#UNSUPPORTED} for the key in the leaf
     */
    public static List<X509Certificate> forKey(
            PrivateKey key, String keySource, List<X509Certificate> certificates, String source)
            throws KeyMaterialException {
        var distinct = new ArrayList<>(new LinkedHashSet<>(certificates));
        if (distinct.size() > LONGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + " holds " + distinct.size() + " certificates, and a chain has at most " + LONGEST
                            + ": it looks like a bundle of authorities; name the file of this identity's certificate");
        }
        var chain = new CertificateChain(source);
        var leaf = chain.leaf(key, keySource, distinct);
        KeyStrength.require(leaf.getPublicKey(), source);
        return List.copyOf(chain.order(leaf, distinct));
    }

    private X509Certificate leaf(PrivateKey key, String keySource, List<X509Certificate> certificates)
            throws KeyMaterialException {
        var probe = SigningProbe.of(key, keySource);
        if (probe.fits(certificates.get(0).getPublicKey())) {
            return certificates.get(0);
        }
        var fitting = certificates.stream()
                .filter(certificate -> probe.fits(certificate.getPublicKey()))
                .toList();
        if (fitting.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.KEY_MISMATCH,
                    "the private key in " + keySource + " does not belong to " + subjects(certificates) + " in "
                            + source
                            + ": \"openssl pkey -in key.pem -pubout\" and \"openssl x509 -in cert.pem -noout -pubkey\""
                            + " have to print the same");
        }
        if (fitting.size() > 1) {
            throw broken("holds several certificates for the private key, " + subjects(fitting)
                    + ", and which one is meant cannot be told: put it first, or leave the others out");
        }
        return fitting.get(0);
    }

    private List<X509Certificate> order(X509Certificate leaf, List<X509Certificate> certificates)
            throws KeyMaterialException {
        if (leaf.equals(certificates.get(0)) && inOrder(certificates)) {
            return certificates; // said so by whoever wrote it, even where another order would do as well
        }
        var left = new ArrayList<>(certificates);
        var chain = new ArrayList<X509Certificate>();
        var last = leaf;
        while (true) {
            left.remove(last);
            chain.add(last);
            if (left.isEmpty()) {
                return chain;
            }
            var issuers = new ArrayList<X509Certificate>();
            for (var candidate : left) {
                if (issued(candidate, last)) {
                    issuers.add(candidate);
                }
            }
            if (issuers.size() > 1) {
                throw broken("holds several issuers for " + NameText.subject(last)
                        + ", and which chain is meant cannot be told:"
                        + " put the certificates in order, leaf first, or leave the others out");
            }
            if (issuers.isEmpty()) {
                throw leftOver(last, left);
            }
            last = issuers.get(0);
        }
    }

    private boolean inOrder(List<X509Certificate> certificates) throws KeyMaterialException {
        for (int i = 1; i < certificates.size(); i++) {
            if (!issued(certificates.get(i), certificates.get(i - 1))) {
                return false;
            }
        }
        return true;
    }

    private boolean issued(X509Certificate issuer, X509Certificate subject) throws KeyMaterialException {
        return issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())
                && !verifies(subject, subject) // a certificate that signed itself ends the chain
                && verifies(issuer, subject);
    }

    private boolean verifies(X509Certificate issuer, X509Certificate subject) throws KeyMaterialException {
        try {
            if (issuer.getPublicKey() instanceof DSAKey) {
                // Also because the JDK takes DSA numbers of any size, and would compute with them for hours.
                throw new NoSuchAlgorithmException("DSA");
            }
            MlDsa.verify(subject, issuer.getPublicKey());
            return true;
        } catch (NoSuchAlgorithmException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + ": the signature of " + NameText.subject(subject) + ", " + subject.getSigAlgName()
                            + ", cannot be verified by this Java runtime",
                    e);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false; // the same name, another key
        }
    }

    private KeyMaterialException leftOver(X509Certificate last, List<X509Certificate> left) {
        var issuer = last.getIssuerX500Principal();
        return broken(
                "holds certificates that do not belong to the chain: " + NameText.subject(last) + " was issued by "
                        + NameText.of(issuer) + ", which none of " + subjects(left) + " is"
                        + (issuer.equals(last.getSubjectX500Principal())
                                ? " (it issued itself); leave them out"
                                : "; add the certificate of that issuer, or leave them out"));
    }

    private KeyMaterialException broken(String what) {
        return new KeyMaterialException(Reason.BROKEN_CHAIN, source + " " + what);
    }

    private static String subjects(List<X509Certificate> certificates) {
        return certificates.stream().map(NameText::subject).collect(Collectors.joining(", ", "[", "]"));
    }
}
