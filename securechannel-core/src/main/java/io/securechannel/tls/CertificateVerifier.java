package io.securechannel.tls;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.jsse.HandshakeUnderWay;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsSettings.Demands;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXCertPathBuilderResult;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks a chain against a {@link Trust}: path and dates (RFC 5280, section 6), use (section 4.2.1.12), strength, pins
 * and, for a server, the name (RFC 9525). The same code for every provider, and for resumed sessions.
 */
final class CertificateVerifier {

    /** The JDK's builder takes 5, unless told otherwise; providers limit what a peer may show to about this. */
    private static final int MOST_INTERMEDIATES = 8;

    private static final Duration LONGEST_REST = Duration.ofSeconds(1);

    private final Trust trust;
    private final Use use;
    private final InstantSource clock;
    private final Demands demands;
    private final Set<TrustAnchor> anchors;
    private final KnownPaths knownPaths = new KnownPaths();

    CertificateVerifier(Trust trust, Use use, InstantSource clock, Demands demands) {
        this.trust = trust;
        this.use = use;
        this.clock = clock;
        this.demands = demands;
        var all = new ArrayList<X509Certificate>(trust.authorities());
        if (trust.systemAuthorities()) {
            all.addAll(SystemAuthorities.certificates());
        }
        this.anchors = all.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toUnmodifiableSet());
    }

    Trust trust() {
        return trust;
    }

    /**
     * @param chain what the peer showed, leaf first
     * @param host the name asked for; null if the peer is a client
     * @return the peer
     * @throws SecureChannelException that names the host, the certificate and the trust in force
     */
    VerifiedPeer verify(List<X509Certificate> chain, @Nullable HostName host) throws SecureChannelException {
        return verify(chain, host, List.of());
    }

    /** With what the peer sent of OCSP responders' answers. */
    VerifiedPeer verify(List<X509Certificate> chain, @Nullable HostName host, List<byte[]> stapled)
            throws SecureChannelException {
        long begun = System.nanoTime();
        long revocation = begun; // as long as it has not been asked
        try {
            var path = checked(chain, host);
            revocation = System.nanoTime();
            checkRevocation(path, host, stapled);
            return new VerifiedPeer(chain, name(chain.get(0)));
        } finally {
            long now = System.nanoTime();
            HandshakeUnderWay.checked(now - begun, revocation == begun ? 0 : now - revocation);
        }
    }

    /** All but revocation, which may take long. */
    private List<X509Certificate> checked(List<X509Certificate> chain, @Nullable HostName host)
            throws SecureChannelException {
        var leaf = chain.get(0);
        var path = trust.pinsAlone() ? List.of(leaf) : path(chain, host);
        if (trust.pinsAlone()) {
            checkDates(List.of(leaf), host);
        }
        checkPins(path, host);
        checkUse(path, host);
        checkStrength(path, host);
        if (host != null) {
            checkName(leaf, host);
        }
        return path;
    }

    private List<X509Certificate> path(List<X509Certificate> chain, @Nullable HostName host)
            throws SecureChannelException {
        var leaf = chain.get(0);
        if (anchors.stream().anyMatch(anchor -> leaf.equals(anchor.getTrustedCert()))) {
            // The PKIX algorithm never looks at an anchor's own dates; as a leaf it must be within them.
            checkDates(List.of(leaf), host);
            return List.of(leaf);
        }
        var known = knownPaths.find(chain, now());
        if (known.isPresent()) {
            return known.get();
        }
        try {
            var path = build(chain, now());
            var broken = AnchorConstraints.broken(path)
                    .or(() -> ExcludedWildcards.broken(path))
                    .or(() -> MalformedNames.broken(leaf));
            if (broken.isPresent()) {
                throw refusal(Reason.CERTIFICATE_UNUSABLE, leaf, host, broken.get(), null);
            }
            knownPaths.remember(chain, path);
            return path;
        } catch (CertPathBuilderException e) {
            checkDatesAlone(chain, host);
            var trouble = PathTrouble.find(anchors, chain, now());
            throw trouble.isPresent()
                    ? refusal(Reason.CERTIFICATE_UNUSABLE, leaf, host, trouble.get(), e)
                    : refusal(Reason.UNTRUSTED_CERTIFICATE, leaf, host, PathTrouble.untrusted(anchors, chain), e);
        } catch (GeneralSecurityException | RuntimeException e) {
            // RuntimeException: JDK 17 holds an IPv4 address against ::/0 octet by octet, and leaves the array.
            throw refusal(
                    Reason.CERTIFICATE_UNUSABLE, leaf, host, "it cannot be checked: " + PathTrouble.rootMessage(e), e);
        }
    }

    /** Certificates know whole seconds, the last of which belongs to them (RFC 5280, section 4.1.2.5). */
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    private List<X509Certificate> build(List<X509Certificate> chain, Instant at) throws GeneralSecurityException {
        var target = new X509CertSelector();
        target.setCertificate(chain.get(0));
        if (anchors.isEmpty()) {
            throw new CertPathBuilderException("there are no trusted authorities");
        }
        var parameters = new PKIXBuilderParameters(anchors, target);
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(MOST_INTERMEDIATES);
        parameters.setDate(Date.from(at));
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        var result = (PKIXCertPathBuilderResult)
                CertPathBuilder.getInstance("PKIX", "SUN").build(parameters);
        var path = new ArrayList<X509Certificate>();
        result.getCertPath().getCertificates().forEach(each -> path.add((X509Certificate) each));
        path.add(result.getTrustAnchor().getTrustedCert());
        return path;
    }

    /** Blames the dates only where the chain would have been good at another time. */
    private void checkDatesAlone(List<X509Certificate> chain, @Nullable HostName host) throws SecureChannelException {
        var latestStart = chain.stream()
                .map(each -> each.getNotBefore().toInstant())
                .max(Instant::compareTo)
                .orElseThrow();
        try {
            build(chain, latestStart);
        } catch (GeneralSecurityException e) {
            return;
        }
        checkDates(chain, host);
    }

    private void checkDates(List<X509Certificate> chain, @Nullable HostName host) throws SecureChannelException {
        var now = now();
        for (var each : chain) {
            var which = each.equals(chain.get(0)) ? "it" : "its issuer [" + CertificateText.subject(each) + "]";
            if (now.isAfter(each.getNotAfter().toInstant())) {
                throw refusal(
                        Reason.CERTIFICATE_EXPIRED,
                        chain.get(0),
                        host,
                        which + " expired at " + CertificateText.date(each.getNotAfter()) + ", and it is "
                                + CertificateText.date(Date.from(now)) + " here: renew it, or set the clock right",
                        null);
            }
            if (now.isBefore(each.getNotBefore().toInstant())) {
                throw refusal(
                        Reason.CERTIFICATE_NOT_YET_VALID,
                        chain.get(0),
                        host,
                        which + " is valid from " + CertificateText.date(each.getNotBefore()) + " on, and it is "
                                + CertificateText.date(Date.from(now)) + " here: set the clock right, here or there",
                        null);
            }
        }
    }

    private void checkPins(List<X509Certificate> path, @Nullable HostName host) throws SecureChannelException {
        if (!trust.pins().isEmpty() && path.stream().map(Trust::pinOf).noneMatch(trust.pins()::contains)) {
            throw refusal(
                    Reason.PIN_MISMATCH,
                    path.get(0),
                    host,
                    "its key, " + Trust.pinOf(path.get(0)) + ", is not pinned. If the server has changed its key on"
                            + " purpose, pin the new one; if not, somebody may stand between",
                    null);
        }
    }

    /** Whoever may issue is limited by its own extended key usage, too: no standard says so, and all browsers hold it so. */
    private void checkUse(List<X509Certificate> path, @Nullable HostName host) throws SecureChannelException {
        var leaf = path.get(0);
        if (!allowsUse(leaf, leaf, host)) {
            throw refusal(Reason.CERTIFICATE_UNUSABLE, leaf, host, use.lacking(), null);
        }
        for (int i = 1; i < path.size() - 1; i++) {
            if (!allowsUse(path.get(i), leaf, host)) {
                throw refusal(
                        Reason.CERTIFICATE_UNUSABLE,
                        leaf,
                        host,
                        "its issuer [" + CertificateText.subject(path.get(i)) + "] may not issue for a TLS "
                                + use.holder()
                                + ": its extended key usage lacks " + use.purposeName()
                                + ". Let an authority issue the certificate that has it, or no extended key usage at all",
                        null);
            }
        }
        var usage = leaf.getKeyUsage();
        if (usage != null && !usage[0]) {
            throw refusal(
                    Reason.CERTIFICATE_UNUSABLE,
                    leaf,
                    host,
                    "its key usage lacks digitalSignature, which TLS 1.3 needs",
                    null);
        }
    }

    private boolean allowsUse(X509Certificate certificate, X509Certificate leaf, @Nullable HostName host)
            throws SecureChannelException {
        try {
            return use.isAllowedBy(certificate);
        } catch (CertificateParsingException e) {
            var which =
                    certificate.equals(leaf) ? "its" : "its issuer [" + CertificateText.subject(certificate) + "]'s";
            throw refusal(Reason.CERTIFICATE_UNUSABLE, leaf, host, which + " extended key usage is unreadable", e);
        }
    }

    /** The anchor, when it ends the path, was chosen by the user: its own signature says nothing. */
    private void checkStrength(List<X509Certificate> path, @Nullable HostName host) throws SecureChannelException {
        for (int i = 0; i < path.size(); i++) {
            boolean anchor = i == path.size() - 1;
            boolean strong = CertificateStrength.strongKey(path.get(i).getPublicKey())
                    && (anchor || CertificateStrength.strongSignature(path.get(i)));
            if (!strong) {
                throw refusal(
                        Reason.CERTIFICATE_UNUSABLE,
                        path.get(0),
                        host,
                        "[" + CertificateText.subject(path.get(i)) + "] in its chain is too weak: "
                                + CertificateStrength.NEEDED,
                        null);
            }
        }
    }

    private void checkName(X509Certificate leaf, HostName host) throws SecureChannelException {
        boolean matches;
        try {
            matches = host.matches(leaf);
        } catch (CertificateParsingException e) {
            throw refusal(Reason.CERTIFICATE_UNUSABLE, leaf, host, "its subjectAltName is unreadable", e);
        }
        if (!matches) {
            throw refusal(
                    Reason.WRONG_HOST,
                    leaf,
                    host,
                    "it is not for this host. Connect by a name that it holds, or issue one whose subjectAltName holds"
                            + " this name (the common name does not count)",
                    null);
        }
    }

    private void checkRevocation(List<X509Certificate> path, @Nullable HostName host, List<byte[]> stapled)
            throws SecureChannelException {
        if (demands.revocation().isEmpty()) {
            return;
        }
        var policy = demands.revocation().get();
        var left = HandshakeUnderWay.current().flatMap(HandshakeUnderWay::left);
        try {
            if (left.isPresent()) {
                policy.check(path, stapled, withoutTheRest(left.get()));
            } else {
                policy.check(path, stapled);
            }
        } catch (RuntimeException e) {
            throw refusal(Reason.HANDSHAKE_FAILED, path.get(0), host, "the policy given to revocation threw " + e, e);
        }
    }

    /** What comes after the policy, if only to tell the peer why it is refused, needs some time too. */
    private static Duration withoutTheRest(Duration left) {
        var share = left.dividedBy(4);
        return left.minus(share.compareTo(LONGEST_REST) < 0 ? share : LONGEST_REST);
    }

    private Optional<String> name(X509Certificate leaf) throws SecureChannelException {
        if (demands.peerName().isEmpty()) {
            return Optional.empty();
        }
        Optional<String> name;
        try {
            name = demands.peerName().get().apply(leaf);
        } catch (RuntimeException e) {
            throw refusal(Reason.HANDSHAKE_FAILED, leaf, null, "the function given to peerName threw " + e, e);
        }
        if (name.isEmpty()) {
            throw refusal(
                    Reason.PEER_NOT_ALLOWED,
                    leaf,
                    null,
                    "it is genuine, and the function given to peerName has no name for it",
                    null);
        }
        return name;
    }

    private SecureChannelException refusal(
            Reason reason, X509Certificate leaf, @Nullable HostName host, String why, @Nullable Throwable cause) {
        var asked = host == null ? "the client's certificate" : "the certificate of the server asked for as " + host;
        return new SecureChannelException(
                reason,
                asked + " was refused: " + why + ". The certificate: " + CertificateText.describe(leaf)
                        + ". Trust in force: " + trust + ".",
                cause);
    }
}
