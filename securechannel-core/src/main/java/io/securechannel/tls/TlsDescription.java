package io.securechannel.tls;

import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Says what is in force, and what a security review would remark. */
final class TlsDescription {

    private static final Duration RENEW_WITHIN = Duration.ofDays(30);
    private static final int RSA_WANTED = 3_072;

    private final TlsSettings settings;
    private final TlsState state;

    TlsDescription(TlsSettings settings, TlsState state) {
        this.settings = settings;
        this.state = state;
    }

    String text() {
        var handshake = settings.handshake();
        var lines = new ArrayList<String>();
        lines.add("TLS " + (settings.client() ? "client" : "server") + ", provider "
                + settings.provider().implementation().description());
        lines.add("  versions: TLSv1.3" + (handshake.tls12() ? ", TLSv1.2" : ""));
        lines.add("  cipher suites: " + String.join(", ", handshake.suites()));
        lines.add("  groups: "
                + (handshake.groups().isEmpty() ? "the provider's own" : String.join(", ", handshake.groups()))
                + (handshake.postQuantum() ? "; post-quantum required" : ""));
        state.identities()
                .forEach(identity ->
                        lines.add("  own certificate: " + CertificateText.describe(identity.certificate())));
        if (state.identities().isEmpty()) {
            lines.add("  own certificate: none");
        }
        lines.add(settings.client() ? clientLine() : serverLine());
        lines.add("  sessions: "
                + (settings.sessions() == 0
                        ? "never resumed"
                        : "resumed within " + settings.sessionLifetime() + ", " + settings.sessions()
                                + " kept; the peer is checked again each time"));
        lines.add("  early data: never; compression: never");
        lines.add("Review:");
        remarks().forEach(remark -> lines.add("  - " + remark));
        return String.join("\n", lines) + "\n";
    }

    private String clientLine() {
        return "  believes servers of: " + state.trust().map(Trust::toString).orElse("nobody")
                + "; the name asked for must be in subjectAltName";
    }

    private String serverLine() {
        var trust = state.trust().map(Trust::toString).orElse("nobody");
        return switch (settings.demands().clientCertificate()) {
            case NONE -> "  client certificates: not asked for";
            case OPTIONAL -> "  client certificates: asked for, not required; believes " + trust;
            case REQUIRED -> "  client certificates: required; believes " + trust;
        };
    }

    private List<String> remarks() {
        var remarks = new ArrayList<String>();
        if (settings.handshake().tls12()) {
            remarks.add(
                    "TLS 1.2 is allowed: certificates cross in clear, and there is no half-close. Drop it when the last"
                            + " old peer is gone.");
        }
        settings.handshake().keyLog().ifPresent(log -> remarks.add(log + ": remove insecureKeyLog."));
        keyExchangeRemark().ifPresent(remarks::add);
        if (settings.demands().revocation().isEmpty()) {
            remarks.add(
                    "Revocation is not checked: a stolen key serves until its certificate expires. Keep lifetimes short.");
        }
        state.trust()
                .filter(Trust::systemAuthorities)
                .ifPresent(trust -> remarks.add(
                        "Every public authority can vouch for the peer. Trust.only or andPinned narrow that."));
        if (!settings.client() && settings.demands().clientCertificate() != TlsSettings.ClientCertificate.REQUIRED) {
            remarks.add("Clients need no certificate: who they are must be proved inside the channel.");
        }
        state.identities().forEach(identity -> remarkOn(identity.certificate(), remarks));
        return remarks;
    }

    private Optional<String> keyExchangeRemark() {
        if (settings.handshake().postQuantum()) {
            return Optional.empty();
        }
        return Optional.of(
                settings.provider().postQuantum()
                        ? "The key exchange is post-quantum only where the peer can do it: requirePostQuantum() insists."
                        : "The key exchange is classical: what is recorded today can be read by whoever has a quantum"
                                + " computer later. The JDK's provider has no post-quantum group before 27;"
                                + " TlsProvider.CONSCRYPT and BOUNCY_CASTLE have.");
    }

    private void remarkOn(X509Certificate own, List<String> remarks) {
        var left =
                Duration.between(settings.clock().instant(), own.getNotAfter().toInstant());
        if (left.isNegative()) {
            remarks.add("The own certificate has expired: peers will refuse it.");
        } else if (left.compareTo(RENEW_WITHIN) < 0) {
            remarks.add("The own certificate expires in " + left.toDays() + " days.");
        }
        if (settings.client() && Use.CLIENT.isExcludedBy(own)) { // servers are not even built with the like
            remarks.add("The own certificate is for servers, or something else: " + Use.CLIENT.lacking()
                    + ", and most servers will refuse it.");
        }
        if (own.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_WANTED) {
            remarks.add("The own RSA key has " + rsa.getModulus().bitLength() + " bits; " + RSA_WANTED
                    + " or EC P-256 are today's recommendation.");
        }
        boolean mlDsa = MlDsa.hasSigned(own);
        if (mlDsa || own.getPublicKey().getAlgorithm().equals("EdDSA")) {
            remarks.add("The own certificate is " + (mlDsa ? "signed with " + MlDsa.NAME : "Ed25519")
                    + ": tls-server-end-point is undefined for it (RFC 5929), so channel"
                    + " binding needs the TLS exporter (JDK 25, or TlsProvider.CONSCRYPT).");
        }
    }
}
