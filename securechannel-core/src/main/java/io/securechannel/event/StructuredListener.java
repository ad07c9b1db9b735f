package io.securechannel.event;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.peer.PeerKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes each event as a line of JSON. Keys, and the words for events, are a schema that others read (docs/how-to/observe.md): there may be
 * more of them, and none goes, nor comes to mean something else.
 */
final class StructuredListener implements SecurityListener {

    /** RFC 3339 in UTC, with milliseconds, so that lines sort as texts. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final Consumer<String> lines;

    StructuredListener(Consumer<String> lines) {
        this.lines = lines;
    }

    @Override
    public void onEvent(SecurityEvent event) {
        lines.accept(line(event));
    }

    static String line(SecurityEvent event) {
        if (event instanceof SecurityEvent.OfThisSide own) {
            return ofThisSide(own);
        }
        if (event instanceof SecurityEvent.Established done) {
            return protocol(identity(begun(done, "established", done.role()), done.identity()), done.protocol())
                    .end();
        }
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            return error(begun(failed, "handshake_failed", failed.role()), failed.error())
                    .end();
        }
        if (event instanceof SecurityEvent.Ended ended) {
            return begun(ended, "ended", ended.role())
                    .text("message", ended.how())
                    .end();
        }
        if (event instanceof SecurityEvent.Refused refused) {
            return begun(refused, "refused", Role.SERVER)
                    .text("message", refused.limit())
                    .end();
        }
        if (event instanceof SecurityEvent.HandlerFailed failed) {
            return begun(failed, "handler_failed", Role.SERVER)
                    .text("error", failed.error().getClass().getName())
                    .text("message", Optional.ofNullable(failed.error().getMessage()))
                    .end();
        }
        return ofUserOrKnownPeer(event);
    }

    private static String ofUserOrKnownPeer(SecurityEvent event) {
        if (event instanceof SecurityEvent.LoggedIn in) {
            return begun(in, "logged_in", in.role())
                    .text("user", in.login().user())
                    .text("mechanism", String.join(" ", in.login().mechanisms()))
                    .text("binding", in.login().binding().map(type -> type.registeredName()))
                    .end();
        }
        if (event instanceof SecurityEvent.LoginFailed failed) {
            return error(begun(failed, "login_failed", failed.role()), failed.error())
                    .end();
        }
        if (event instanceof SecurityEvent.AccountChanged account) {
            return begun(account, "account_changed", Role.SERVER)
                    .text("user", account.user())
                    .text("change", lower(account.change()))
                    .end();
        }
        if (event instanceof SecurityEvent.LoginsUnavailable unavailable) {
            return error(begun(unavailable, "logins_unavailable", Role.SERVER), unavailable.error())
                    .end();
        }
        if (event instanceof SecurityEvent.KnownPeerChanged known) {
            return key(begun(known, "known_peer_changed", Role.CLIENT), known.key())
                    .text("change", lower(known.change()))
                    .end();
        }
        if (event instanceof SecurityEvent.KnownPeerNotKept lost) {
            var line = key(begun(lost, "known_peer_not_kept", Role.CLIENT), lost.key())
                    .text("change", lower(lost.change()));
            return error(line, lost.error()).end();
        }
        throw new IllegalStateException("an event without a line: " + event.getClass());
    }

    private static String ofThisSide(SecurityEvent.OfThisSide event) {
        if (event instanceof SecurityEvent.Reloaded reloaded) {
            return begun(event, "reloaded", null)
                    .text("message", reloaded.what())
                    .end();
        }
        if (event instanceof SecurityEvent.ReloadRefused refused) {
            return error(begun(event, "reload_refused", null), refused.error()).end();
        }
        if (event instanceof SecurityEvent.CertificateExpiring expiring) {
            return begun(event, "certificate_expiring", null)
                    .text("identity", expiring.certificate())
                    .text("expires", time(expiring.notAfter()))
                    .number("seconds_left", expiring.left().toSeconds())
                    .end();
        }
        throw new IllegalStateException("an event without a line: " + event.getClass());
    }

    private static JsonLine begun(SecurityEvent event, String word, @Nullable Role role) {
        var line = new JsonLine()
                .text("time", time(event.time()))
                .text("level", LoggingListener.level(event).getName())
                .text("event", word);
        if (role != null) {
            line.text("role", lower(role)).text("peer", event.peer());
        }
        return line;
    }

    private static JsonLine identity(JsonLine line, PeerIdentity identity) {
        line.text("host", identity.host())
                .text(
                        "identity",
                        identity.certificate()
                                .map(leaf -> leaf.getSubjectX500Principal().getName()))
                .text("name", identity.name())
                .text(
                        "key",
                        identity.certificate()
                                .map(StructuredListener::fingerprint)
                                .or(() -> identity.key().map(PeerKey::fingerprint)));
        return line.flag("authenticated", identity.authenticated());
    }

    private static JsonLine protocol(JsonLine line, NegotiatedProtocol protocol) {
        return line.text("protocol", protocol.version())
                .text("suite", protocol.cipherSuite())
                .text("group", protocol.group())
                .text("application_protocol", protocol.applicationProtocol())
                .flag("post_quantum", protocol.postQuantumConfidentiality())
                .flag("resumed", protocol.resumed());
    }

    private static JsonLine key(JsonLine line, PeerKey key) {
        return line.text("key", key.fingerprint());
    }

    private static JsonLine error(JsonLine line, SecureChannelException error) {
        return line.text("reason", error.reason().name()).text("message", error.getMessage());
    }

    private static JsonLine error(JsonLine line, KeyMaterialException error) {
        return line.text("reason", error.reason().name()).text("message", error.getMessage());
    }

    private static String time(Instant time) {
        return TIME.format(time);
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** As Noise keys have it: SHA-256 of the SubjectPublicKeyInfo. */
    private static String fingerprint(X509Certificate leaf) {
        try {
            var hash = MessageDigest.getInstance("SHA-256")
                    .digest(leaf.getPublicKey().getEncoded());
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
