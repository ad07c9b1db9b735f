package io.securechannel.event;

import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.text.PeerText;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * One line an event. What a caller learns by an exception anyway is DEBUG; what only the log can tell, because it
 * happened in a thread of the server, is INFO or WARNING.
 */
final class LoggingListener implements SecurityListener {

    /** The longest line, in characters: a stranger has a say in some. */
    static final int LONGEST = 4_096;

    private final System.Logger logger;

    LoggingListener(System.Logger logger) {
        this.logger = logger;
    }

    @Override
    public void onEvent(SecurityEvent event) {
        logger.log(level(event), () -> line(event));
    }

    static Level level(SecurityEvent event) {
        if (event instanceof SecurityEvent.HandlerFailed
                || event instanceof SecurityEvent.ReloadRefused
                || event instanceof SecurityEvent.CertificateExpiring
                || event instanceof SecurityEvent.LoginsUnavailable
                || event instanceof SecurityEvent.KnownPeerNotKept) {
            return Level.WARNING;
        }
        boolean unseen = event instanceof SecurityEvent.Refused
                || event instanceof SecurityEvent.Reloaded
                || event instanceof SecurityEvent.AccountChanged
                || event instanceof SecurityEvent.KnownPeerChanged
                || (event instanceof SecurityEvent.LoggedIn in && in.role() == Role.SERVER)
                || (event instanceof SecurityEvent.LoginFailed denied && denied.role() == Role.SERVER)
                || (event instanceof SecurityEvent.HandshakeFailed failed && failed.role() == Role.SERVER);
        return unseen ? Level.INFO : Level.DEBUG;
    }

    static String line(SecurityEvent event) {
        return PeerText.printable(words(event), LONGEST);
    }

    private static String words(SecurityEvent event) {
        if (event instanceof SecurityEvent.Established done) {
            return "established as " + done.role() + " with " + done.identity() + ": " + done.protocol();
        }
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            return "handshake as " + failed.role() + " failed, "
                    + failed.error().reason() + ": "
                    + failed.error().getMessage();
        }
        if (event instanceof SecurityEvent.LoggedIn in) {
            return "login as " + in.role() + " with " + in.peer() + ": " + in.login();
        }
        if (event instanceof SecurityEvent.LoginFailed failed) {
            return "login as " + failed.role() + " failed, " + failed.error().reason() + ": "
                    + failed.error().getMessage();
        }
        if (event instanceof SecurityEvent.AccountChanged account) {
            return "account " + account.user() + ", " + account.change() + " by " + account.peer();
        }
        if (event instanceof SecurityEvent.LoginsUnavailable unavailable) {
            return "logins are unavailable: " + unavailable.error();
        }
        if (event instanceof SecurityEvent.KnownPeerChanged known) {
            return "the key of " + known.peer() + ", " + known.change() + ": "
                    + known.key().text() + " (" + known.key().shortFingerprint() + ")";
        }
        if (event instanceof SecurityEvent.KnownPeerNotKept lost) {
            return "the key of " + lost.peer() + " cannot be written down as " + lost.change() + ": "
                    + lost.key().text() + " (" + lost.key().shortFingerprint() + "), "
                    + lost.error().reason() + ": " + lost.error().getMessage();
        }
        if (event instanceof SecurityEvent.Ended ended) {
            return "ended as " + ended.role() + " with " + ended.peer() + ": " + ended.how();
        }
        if (event instanceof SecurityEvent.Refused refused) {
            return "refused " + refused.peer() + ": " + refused.limit();
        }
        if (event instanceof SecurityEvent.HandlerFailed failed) {
            return "the handler of " + failed.peer() + " failed: " + failed.error();
        }
        if (event instanceof SecurityEvent.Reloaded reloaded) {
            return "reloaded: " + reloaded.what();
        }
        if (event instanceof SecurityEvent.ReloadRefused refused) {
            return "reload refused, " + refused.error().reason() + ": "
                    + refused.error().getMessage();
        }
        if (event instanceof SecurityEvent.CertificateExpiring expiring) {
            return "the certificate of [" + expiring.certificate() + "] "
                    + (expiring.left().isNegative() ? "expired at " : "expires in " + days(expiring.left()) + ", at ")
                    + expiring.notAfter();
        }
        throw new IllegalStateException("an event without a line: " + event.getClass());
    }

    private static String days(Duration left) {
        return left.toDays() < 1 ? left.toHours() + " hours" : left.toDays() + " days";
    }
}
