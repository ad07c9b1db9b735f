package io.securechannel.tls;

import io.securechannel.peer.Trust;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says what is in force, and what a security review would remark. */
final class TlsDescription {

    private static final Duration RENEW_WITHIN = Duration.ofDays(30);
    private static final int RSA_WANTED = 3_072;

    private TlsDescription() {}

    static String of(TlsSettings settings) {
        var lines = new ArrayList<String>();
        lines.add("TLS " + (settings.client() ? "client" : "server") + ", provider " + TlsContextFactory.PROVIDER + " ("
                + System.getProperty("java.vm.version", "unknown") + ")");
        lines.add("  versions: TLSv1.3" + (settings.tls12() ? ", TLSv1.2" : ""));
        lines.add("  cipher suites: " + String.join(", ", settings.suites()));
        lines.add("  groups: "
                + (settings.groups().isEmpty() ? "the provider's own" : String.join(", ", settings.groups())));
        lines.add("  own certificate: "
                + settings.identity()
                        .map(identity -> CertificateText.describe(identity.certificate()))
                        .orElse("none"));
        lines.add(settings.client() ? clientLine(settings) : serverLine(settings));
        lines.add("  early data: never; compression: never; certificates checked again when a session is resumed");
        lines.add("Review:");
        remarks(settings).forEach(remark -> lines.add("  - " + remark));
        return String.join("\n", lines) + "\n";
    }

    private static String clientLine(TlsSettings settings) {
        return "  believes servers of: " + settings.trust().map(Trust::toString).orElse("nobody")
                + "; the name asked for must be in subjectAltName";
    }

    private static String serverLine(TlsSettings settings) {
        var trust = settings.trust().map(Trust::toString).orElse("nobody");
        return switch (settings.clientCertificate()) {
            case NONE -> "  client certificates: not asked for";
            case OPTIONAL -> "  client certificates: asked for, not required; believes " + trust;
            case REQUIRED -> "  client certificates: required; believes " + trust;
        };
    }

    private static List<String> remarks(TlsSettings settings) {
        var remarks = new ArrayList<String>();
        if (settings.tls12()) {
            remarks.add(
                    "TLS 1.2 is allowed: certificates cross in clear, and there is no half-close. Drop it when the last"
                            + " old peer is gone.");
        }
        remarks.add(
                "The key exchange is classical: what is recorded today can be read by whoever has a quantum computer"
                        + " later. The JDK's provider has no post-quantum group before 27.");
        remarks.add(
                "Revocation is not checked: a stolen key serves until its certificate expires. Keep lifetimes short.");
        settings.trust()
                .filter(Trust::systemAuthorities)
                .ifPresent(trust -> remarks.add(
                        "Every public authority can vouch for the peer. Trust.only or andPinned narrow that."));
        if (!settings.client() && settings.clientCertificate() != TlsSettings.ClientCertificate.REQUIRED) {
            remarks.add("Clients need no certificate: who they are must be proved inside the channel.");
        }
        settings.identity().ifPresent(identity -> remarkOn(identity.certificate(), settings, remarks));
        return remarks;
    }

    private static void remarkOn(X509Certificate own, TlsSettings settings, List<String> remarks) {
        var left =
                Duration.between(settings.clock().instant(), own.getNotAfter().toInstant());
        if (left.isNegative()) {
            remarks.add("The own certificate has expired: peers will refuse it.");
        } else if (left.compareTo(RENEW_WITHIN) < 0) {
            remarks.add("The own certificate expires in " + left.toDays() + " days.");
        }
        if (own.getPublicKey() instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_WANTED) {
            remarks.add("The own RSA key has " + rsa.getModulus().bitLength() + " bits; " + RSA_WANTED
                    + " or EC P-256 are today's recommendation.");
        }
        if (own.getPublicKey().getAlgorithm().equals("EdDSA")) {
            remarks.add(
                    "The own certificate is Ed25519: tls-server-end-point is undefined for it (RFC 5929), so channel"
                            + " binding needs the TLS exporter (JDK 25).");
        }
    }
}
