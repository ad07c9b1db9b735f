package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.text.PeerText;
import io.securechannel.keys.Identity;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.tls.TlsContextFactory;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.crypto.AEADBadTagException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Turns a provider's exceptions into ours. Facts come first: our own verdict on the certificate, an alert (RFC 8446,
 * section 6), the hello of the peer; the provider's wording decides only where nothing else tells.
 */
final class TlsErrors {

    private static final int LONGEST_TEXT = 500;

    /** How far a connection has come. */
    enum Stage {
        /** What to use is not agreed yet. */
        HELLOS,
        /** The server's hello has crossed: version, suite and group are agreed. */
        HANDSHAKE,
        /** The handshake is over. */
        CHANNEL
    }

    private final TlsContextFactory factory;
    private final boolean client;
    private final List<String> enabledVersions;
    private final List<String> enabledSuites;
    private final List<String> applicationProtocols;

    TlsErrors(TlsContextFactory factory, SSLEngine engine, List<String> applicationProtocols) {
        this.factory = factory;
        this.client = engine.getUseClientMode();
        this.enabledVersions = List.of(engine.getEnabledProtocols());
        this.enabledSuites = List.of(engine.getEnabledCipherSuites());
        this.applicationProtocols = applicationProtocols;
    }

    SecureChannelException explain(SSLException error, Stage stage, Optional<TlsHello> peerHello) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SecureChannelException verdict) {
                return verdict;
            }
            if (cause instanceof AEADBadTagException) {
                return corrupt(error);
            }
        }
        // Providers quote the peer, such as a server name that is none.
        var text = PeerText.printable(String.valueOf(error.getMessage()), LONGEST_TEXT);
        var alert = TlsVocabulary.receivedAlert(error);
        var failure = TlsVocabulary.localFailure(error);
        if (stage == Stage.HELLOS && factory.requiresPostQuantum() && isAboutGroups(alert.or(() -> failure))) {
            return peerHello
                    .filter(TlsHello::classical)
                    .map(hello -> notPostQuantum(hello, error))
                    .orElseGet(() -> noPostQuantumGroup(alert.isPresent(), error));
        }
        if (alert.isPresent()) {
            return fromAlert(alert.get(), error, peerHello);
        }
        if (failure.isPresent()) {
            var hello = stage == Stage.CHANNEL ? Optional.<TlsHello>empty() : peerHello;
            var told = fromFailure(failure.get(), error, stage, hello);
            if (told.isPresent()) {
                return told.get();
            }
        }
        return stage == Stage.CHANNEL ? fromTransport(text, error) : fromHandshake(text, error, peerHello);
    }

    /** What this side has met, where the provider names it. */
    private Optional<SecureChannelException> fromFailure(
            String failure, SSLException error, Stage stage, Optional<TlsHello> peerHello) {
        return switch (failure) {
            case "certificate_required" -> Optional.of(missingAtServer(error));
            case "bad_record_mac", "decrypt_error" -> Optional.of(corrupt(error));
            case "no_application_protocol" -> Optional.of(noApplicationProtocol(peerHello, error));
            case "protocol_version" ->
                peerHello.map(hello -> version("the peer offers " + hello.versionNames(), error));
            case "handshake_failure", "insufficient_security" ->
                peerHello
                        .filter(hello -> stage == Stage.HELLOS || (client && stage == Stage.HANDSHAKE))
                        .filter(this::sharesVersion)
                        .map(hello -> noCommonSuite(error, peerHello));
            default -> Optional.empty();
        };
    }

    private boolean sharesVersion(TlsHello hello) {
        return enabledVersions.stream().anyMatch(each -> hello.offers(number(each)));
    }

    private SecureChannelException missingAtServer(SSLException error) {
        return new SecureChannelException(
                Reason.CLIENT_CERTIFICATE_MISSING,
                "the client showed no certificate, and this server demands one. Trust in force: "
                        + factory.trust().map(Object::toString).orElse("nobody"),
                error);
    }

    static SecureChannelException notPostQuantum(NegotiatedProtocol protocol) {
        return new SecureChannelException(
                Reason.NOT_POST_QUANTUM,
                "this side requires a post-quantum key exchange, and the two ends agreed on "
                        + protocol.group().orElse("a classical one")
                        + ": the peer must offer X25519MLKEM768 and prefer it. Nothing of the application has been sent");
    }

    static SecureChannelException notPostQuantum(TlsHello hello, @Nullable Throwable cause) {
        var groups = hello.groupNames().isEmpty() ? "none that is known" : PeerText.first(hello.groupNames());
        return new SecureChannelException(
                Reason.NOT_POST_QUANTUM,
                "this side requires a post-quantum key exchange, and "
                        + (hello.client()
                                ? "the groups that the client offers are "
                                : "the group that the server chose is ")
                        + groups + ": the peer must have X25519MLKEM768. Nothing of the application has been sent",
                cause);
    }

    /** What peers that take none of the groups answer; the JDK's server says unexpected_message (seen with 17 and 25). */
    private static boolean isAboutGroups(Optional<String> alert) {
        return alert.filter(List.of("handshake_failure", "insufficient_security", "unexpected_message")::contains)
                .isPresent();
    }

    private static SecureChannelException noPostQuantumGroup(boolean refused, SSLException error) {
        return new SecureChannelException(
                Reason.NOT_POST_QUANTUM,
                "this side requires a post-quantum key exchange and takes no other, and "
                        + (refused
                                ? "the peer ended the handshake: most likely it has none, or else the two share no suite"
                                        + " or signature scheme"
                                : "the peer has none")
                        + ". It must have X25519MLKEM768. Nothing of the application has been sent",
                error);
    }

    SecureChannelException noApplicationProtocol(Optional<TlsHello> peerHello, @Nullable Throwable cause) {
        var offered = peerHello
                .filter(TlsHello::client)
                .map(hello -> hello.applicationProtocols().isEmpty()
                        ? "the client offers no application protocol"
                        : "the client offers "
                                + PeerText.printable(
                                        "[" + PeerText.first(hello.applicationProtocols()) + "]", LONGEST_TEXT))
                .orElse("the server chose none of them");
        return new SecureChannelException(
                Reason.ALPN_MISMATCH,
                "the peer speaks TLS but not the protocol on top of it: this side asks for " + applicationProtocols
                        + " by ALPN, and " + offered + ". Both ends must use the same framing; for a peer that is not a"
                        + " SecureChannel choose Framing.none()",
                cause);
    }

    private SecureChannelException fromAlert(String alert, SSLException error, Optional<TlsHello> peerHello) {
        return switch (alert) {
            case "protocol_version" -> version("the peer refuses every version that this side offers", error);
            case "handshake_failure", "insufficient_security" -> noCommonSuite(error, peerHello);
            case "no_application_protocol" -> noApplicationProtocol(Optional.empty(), error);
            case "certificate_required" -> clientCertificateMissing(alert, error);
            case "bad_certificate",
                    "unsupported_certificate",
                    "certificate_revoked",
                    "certificate_expired",
                    "certificate_unknown",
                    "unknown_ca",
                    "access_denied" -> ownCertificateRefused(alert, error);
            case "close_notify", "user_canceled" ->
                new SecureChannelException(
                        Reason.HANDSHAKE_FAILED,
                        "the peer closed the connection in the middle of the TLS handshake (alert " + alert + ")",
                        error);
            case "bad_record_mac", "decrypt_error" ->
                new SecureChannelException(
                        Reason.CORRUPT_RECORD,
                        "the peer could not authenticate what this side sent (alert " + alert
                                + "): bytes were changed on the way, or one end is faulty",
                        error);
            case "unrecognized_name" ->
                new SecureChannelException(
                        Reason.WRONG_HOST,
                        "the server does not know the host name that was asked for (alert " + alert + ")",
                        error);
            case "unexpected_message",
                    "decode_error",
                    "illegal_parameter",
                    "record_overflow",
                    "missing_extension",
                    "unsupported_extension" ->
                new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION,
                        "the peer says that this side broke the protocol (alert " + alert + ")"
                                + (client && alert.equals("unexpected_message")
                                        ? "; a server on the JDK says so, too, when the two ends share no group"
                                        : ""),
                        error);
            default ->
                new SecureChannelException(
                        Reason.HANDSHAKE_FAILED, "the peer ended the connection with the alert " + alert, error);
        };
    }

    private SecureChannelException fromHandshake(String text, SSLException error, Optional<TlsHello> peerHello) {
        var hello = peerHello.orElse(null);
        var lower = text.toLowerCase(Locale.ROOT);
        if (hello != null && !sharesVersion(hello)) {
            return version("the peer offers " + hello.versionNames(), error);
        }
        if (hello != null
                && hello.client()
                && !applicationProtocols.isEmpty()
                && !hello.applicationProtocols().isEmpty()
                && Collections.disjoint(hello.applicationProtocols(), applicationProtocols)) {
            return noApplicationProtocol(peerHello, error);
        }
        if (lower.contains("empty client certificate chain") || lower.contains("certificate_required")) {
            return missingAtServer(error);
        }
        if (lower.contains("in common")
                || lower.contains("no common")
                || lower.contains("no available authentication scheme")
                || lower.contains("not negotiate")
                || lower.contains("unexpected key_share")) { // the JDK's, where it has none of the groups
            return noCommonSuite(error, peerHello);
        }
        if (isCorrupt(lower)) {
            return corrupt(error);
        }
        return new SecureChannelException(Reason.HANDSHAKE_FAILED, "the TLS handshake failed: " + text, error);
    }

    private static SecureChannelException fromTransport(String text, SSLException error) {
        return isCorrupt(text.toLowerCase(Locale.ROOT))
                ? corrupt(error)
                : new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the peer broke the TLS protocol: " + text, error);
    }

    private SecureChannelException ownCertificateRefused(String alert, SSLException error) {
        if (client && factory.identities().isEmpty()) {
            return clientCertificateMissing(
                    alert, error); // JSSE says bad_certificate where RFC 8446 has an alert for it
        }
        var own = factory.identities().isEmpty()
                ? "none"
                : factory.identities().stream().map(TlsErrors::described).collect(Collectors.joining(" or "));
        return new SecureChannelException(
                Reason.OWN_CERTIFICATE_REFUSED,
                "the " + (client ? "server" : "client") + " refused the certificate of this side (alert " + alert
                        + "), which was " + own + ". Does the peer trust that issuer"
                        + (client
                                ? ", is the certificate not revoked, and may it be used by a TLS client?"
                                : ", and did it ask for a name that the certificate holds?"),
                error);
    }

    private static String described(Identity identity) {
        var certificate = identity.certificate();
        var now = Instant.now();
        var notBefore = certificate.getNotBefore().toInstant();
        return "[" + certificate.getSubjectX500Principal().getName() + "], issued by ["
                + certificate.getIssuerX500Principal().getName() + "], valid until " + identity.notAfter()
                + (now.isAfter(identity.notAfter()) ? " (it has expired: renew it)" : "")
                + (now.isBefore(notBefore) ? " (it is not valid yet, but from " + notBefore + " on)" : "");
    }

    private static SecureChannelException clientCertificateMissing(String alert, SSLException error) {
        return new SecureChannelException(
                Reason.CLIENT_CERTIFICATE_MISSING,
                "the server demands a client certificate and this side has none to show (alert " + alert
                        + "): give one by TlsContextFactory.clientBuilder(trust).identity(…)",
                error);
    }

    private SecureChannelException version(String what, SSLException error) {
        return new SecureChannelException(
                Reason.PROTOCOL_VERSION,
                what + "; this side accepts " + String.join(", ", enabledVersions)
                        + (enabledVersions.contains("TLSv1.2")
                                ? ""
                                : ". If the peer cannot be brought to TLS 1.3, allowTls12() lets it in"),
                error);
    }

    private SecureChannelException noCommonSuite(SSLException error, Optional<TlsHello> peerHello) {
        var offered = peerHello
                .filter(TlsHello::client)
                .map(hello -> "the client offers " + hello.suites().size() + " suites for " + hello.versionNames()
                        + (hello.groups().isEmpty() ? "" : ", and the groups " + PeerText.first(hello.groupNames())))
                .orElse("the peer did not say what it would take");
        return new SecureChannelException(
                Reason.NO_COMMON_SUITE,
                "the two ends share no cipher suite, group or signature scheme: this side accepts "
                        + String.join(", ", enabledSuites) + "; " + offered
                        + (client
                                ? ". A server may also say so when it wants a newer version or a client certificate"
                                : "")
                        + ". Its key type may also be one that the other end does not take",
                error);
    }

    private static boolean isCorrupt(String lower) {
        return lower.contains("bad_record_mac")
                || lower.contains("tag mismatch")
                || lower.contains("bad tag")
                || lower.contains("bad record mac");
    }

    private static SecureChannelException corrupt(SSLException error) {
        return new SecureChannelException(
                Reason.CORRUPT_RECORD,
                "a record failed its authentication: bytes were changed, lost, repeated or reordered on the way",
                error);
    }

    private static int number(String version) {
        return version.equals("TLSv1.3") ? TlsHello.TLS_1_3 : TlsHello.TLS_1_2;
    }
}
