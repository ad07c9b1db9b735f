package io.securechannel.examples.echo;

import io.securechannel.event.SecurityEvent;
import io.securechannel.examples.console.Visible;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What happened at a server, in a line. */
final class EventText {

    /** Who has logged in on a channel that is open: the next time is a further step. */
    private final Set<String> loggedIn = ConcurrentHashMap.newKeySet();

    EventText() {}

    /** {@return a line} A peer's words in it do not steer the terminal. */
    String of(SecurityEvent event) {
        var connection = ofConnection(event);
        var login = connection.isEmpty() ? ofLogin(event) : connection;
        return Visible.of(login.isEmpty() ? ofThisSide(event) : login);
    }

    private String ofConnection(SecurityEvent event) {
        if (event instanceof SecurityEvent.Established done) {
            return done.peer() + ": connected, "
                    + done.identity()
                            .certificate()
                            .map(each -> each.getSubjectX500Principal().getName())
                            .orElseGet(() -> withoutCertificate(done))
                    + ", " + done.protocol();
        }
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            return failed.error().getMessage() + " (" + failed.error().reason() + "); refused";
        }
        if (event instanceof SecurityEvent.Ended ended) {
            loggedIn.remove(ended.peer());
            return ended.peer() + ": ended, " + ended.how();
        }
        if (event instanceof SecurityEvent.Refused refused) {
            return refused.peer() + ": refused, " + refused.limit();
        }
        return event instanceof SecurityEvent.HandlerFailed failed ? failed.peer() + ": failed, " + failed.error() : "";
    }

    private static String withoutCertificate(SecurityEvent.Established done) {
        if (!done.protocol().version().equals("Noise")) {
            return "no certificate";
        }
        return done.identity().key().map(key -> "key " + key.text()).orElse("no key")
                + (done.identity().sharesSecret() ? ", holds the shared secret" : "");
    }

    private String ofLogin(SecurityEvent event) {
        if (event instanceof SecurityEvent.LoggedIn done) {
            return done.peer() + (loggedIn.add(done.peer()) ? ": logged in, " : ": logged in again, ") + done.login();
        }
        if (event instanceof SecurityEvent.LoginFailed failed) {
            return failed.error().getMessage() + " (" + failed.error().reason() + "); not logged in";
        }
        if (event instanceof SecurityEvent.AccountChanged changed) {
            return changed.peer() + ": " + changed.user() + ", "
                    + changed.change().name().toLowerCase(Locale.ROOT).replace('_', ' ') + whom(changed);
        }
        return event instanceof SecurityEvent.LoginsUnavailable gone
                ? gone.peer() + ": nobody can log in, " + gone.error().getMessage()
                : "";
    }

    /** A password's lock is for one address; the event is the same for a code's, which is for all. */
    private static String whom(SecurityEvent.AccountChanged changed) {
        return changed.change() == SecurityEvent.AccountChange.LOCKED
                ? " for " + changed.peer().replaceFirst(":\\d+$", "") + " (if it was the code that was wrong: for all)"
                : "";
    }

    private static String ofThisSide(SecurityEvent event) {
        if (event instanceof SecurityEvent.Reloaded reloaded) {
            return "from now on: " + reloaded.what();
        }
        if (event instanceof SecurityEvent.ReloadRefused refused) {
            return "what was before still counts: " + refused.error().getMessage();
        }
        return event instanceof SecurityEvent.CertificateExpiring expiring
                ? expiring.certificate() + " expires at " + expiring.notAfter()
                : event.toString();
    }
}
