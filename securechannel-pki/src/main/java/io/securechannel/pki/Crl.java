package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.CrlReader;
import io.securechannel.internal.crypto.SignatureStrength;
import java.math.BigInteger;
import java.security.cert.CRLReason;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.jspecify.annotations.Nullable;

/** A revocation list that has been read (RFC 5280, section 5). Who has signed it, and whether it is fresh, is asked later. */
final class Crl {

    private static final String NUMBER = Extension.cRLNumber.getId();
    private static final String AUTHORITY_KEY = Extension.authorityKeyIdentifier.getId();
    private static final String PART = Extension.issuingDistributionPoint.getId();
    private static final String DELTA = Extension.deltaCRLIndicator.getId();
    private static final String CERTIFICATE_ISSUER = Extension.certificateIssuer.getId();
    private static final String REASON_CODE = Extension.reasonCode.getId();

    /** Keys that have been tried on one list: as a rule one. */
    private static final int MOST_KEYS = 64;

    private final X509CRL list;
    private final String source;
    private final Optional<BigInteger> number;
    private final byte @Nullable [] authorityKey;
    private final Map<BigInteger, X509CRLEntry> entries = new HashMap<>();
    private final Optional<String> defect;

    /** Whether the list was signed by a key; guarded by whoever asks. */
    private final Map<IssuerKey, Boolean> signedBy = new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<IssuerKey, Boolean> eldest) {
            return size() > MOST_KEYS;
        }
    };

    private Crl(X509CRL list, String source) {
        this.list = list;
        this.source = source;
        this.number = number(list);
        this.authorityKey = authorityKey(list);
        var revoked = list.getRevokedCertificates();
        if (revoked != null) {
            revoked.forEach(each -> entries.put(each.getSerialNumber(), each));
        }
        this.defect = defect(list, revoked == null ? Set.of() : revoked);
    }

    /**
     * Looks into a list.
     *
     * @param list the JDK's own
     * @param source what errors call its origin
     * @return the list; also one that cannot be used, see {@link #defect}
     * @throws KeyMaterialException if what is known of it is malformed
     */
    static Crl of(X509CRL list, String source) throws KeyMaterialException {
        try {
            return new Crl(list, source);
        } catch (RuntimeException e) { // the parser's, on what a hostile file may hold
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": a revocation list with a malformed extension: fetch it again", e);
        }
    }

    X500Principal issuer() {
        return list.getIssuerX500Principal();
    }

    Optional<BigInteger> number() {
        return number;
    }

    Instant thisUpdate() {
        return list.getThisUpdate().toInstant();
    }

    /** {@return when it is stale; a list without that has a defect} */
    Instant nextUpdate() {
        var next = list.getNextUpdate();
        return next == null ? thisUpdate() : next.toInstant();
    }

    Optional<X509CRLEntry> entry(BigInteger serialNumber) {
        return Optional.ofNullable(entries.get(serialNumber));
    }

    /** {@return why nothing can be told by it, whoever has signed it and whatever the time; empty if it is good} */
    Optional<String> defect() {
        return defect;
    }

    /** {@return whether it says that it was signed by another key of an authority of the same name} */
    boolean namesOtherKeyThan(X509Certificate authority) {
        var encoded = authority.getExtensionValue(Extension.subjectKeyIdentifier.getId());
        return authorityKey != null
                && encoded != null
                && !Arrays.equals(
                        authorityKey,
                        ASN1OctetString.getInstance(unwrapped(encoded)).getOctets());
    }

    /** Computed once for each key: it costs what a handshake costs, and reads all of the list. */
    boolean isSignedBy(X509Certificate authority, IssuerKey key) {
        return signedBy.computeIfAbsent(key, unknown -> CrlReader.isSignedBy(list, authority));
    }

    boolean isSameAs(Crl other) {
        return this == other || list.equals(other.list);
    }

    /** {@return whether it was made after another of the same key: by number (section 5.2.3), and by date without numbers} */
    boolean supersedes(Crl other) {
        if (number.isPresent() && other.number.isPresent()) {
            return number.get().compareTo(other.number.get()) > 0;
        }
        // An authority that has begun to number its lists does not stop.
        return other.number.isEmpty() && thisUpdate().isAfter(other.thisUpdate());
    }

    /** {@return whether another list of the same key has this one's number and is not this one} */
    boolean contradicts(Crl other) {
        return number.isPresent() && number.equals(other.number) && !isSameAs(other);
    }

    /** {@return number and origin, for people} */
    @Override
    public String toString() {
        return "list " + number.map(each -> "number " + each).orElse("without a number") + " of "
                + CrlWords.name(issuer()) + " of " + CrlWords.date(thisUpdate()) + " (" + source + ")";
    }

    private static Optional<BigInteger> number(X509CRL list) {
        var encoded = list.getExtensionValue(NUMBER);
        return encoded == null
                ? Optional.empty()
                : Optional.of(ASN1Integer.getInstance(unwrapped(encoded)).getPositiveValue());
    }

    private static byte @Nullable [] authorityKey(X509CRL list) {
        var encoded = list.getExtensionValue(AUTHORITY_KEY);
        return encoded == null
                ? null
                : AuthorityKeyIdentifier.getInstance(unwrapped(encoded)).getKeyIdentifierOctets();
    }

    private static byte[] unwrapped(byte[] extensionValue) {
        return ASN1OctetString.getInstance(extensionValue).getOctets();
    }

    private static Optional<String> defect(X509CRL list, Set<? extends X509CRLEntry> entries) {
        if (list.getExtensionValue(DELTA) != null) {
            return Optional.of("it is a delta list, which tells changes alone: complete ones are needed");
        }
        if (list.getExtensionValue(PART) != null) {
            return Optional.of("it has an issuingDistributionPoint, so it is for a part of the certificates only, or an"
                    + " indirect one: complete lists of the issuer itself are needed");
        }
        var unknown = critical(list.getCriticalExtensionOIDs(), Set.of(NUMBER, AUTHORITY_KEY));
        if (!unknown.isEmpty()) {
            return Optional.of("it has a critical extension that this side does not know: "
                    + CrlWords.printable(String.join(", ", unknown)));
        }
        if (list.getNextUpdate() == null) {
            return Optional.of("it does not say when the next one is due (nextUpdate), so it could be of any age");
        }
        if (!SignatureStrength.isStrong(list.getSigAlgName(), list.getSigAlgParams())) {
            return Optional.of("its signature, " + CrlWords.printable(list.getSigAlgName())
                    + ", is too weak: SHA-256 or better is needed");
        }
        return entries.stream().flatMap(each -> defect(each).stream()).findFirst();
    }

    private static Optional<String> defect(X509CRLEntry entry) {
        if (!entry.hasExtensions()) {
            return Optional.empty();
        }
        if (entry.getExtensionValue(CERTIFICATE_ISSUER) != null) {
            return Optional.of(
                    "it is an indirect list, with certificates of other issuers: each issuer's own is needed");
        }
        var unknown = critical(entry.getCriticalExtensionOIDs(), Set.of(REASON_CODE));
        if (!unknown.isEmpty()) {
            return Optional.of("an entry has a critical extension that this side does not know: "
                    + CrlWords.printable(String.join(", ", unknown)));
        }
        return entry.getRevocationReason() == CRLReason.REMOVE_FROM_CRL
                ? Optional.of("an entry says removeFromCRL, which delta lists alone may say")
                : Optional.empty();
    }

    private static Set<String> critical(@Nullable Set<String> present, Set<String> known) {
        var unknown = new TreeSet<>(present == null ? Set.<String>of() : present);
        unknown.removeAll(known);
        return unknown;
    }
}
