package io.securechannel.examples.echo;

import io.securechannel.event.SecurityEvent;
import java.util.Locale;

/** What happened, in a line. */
final class EventText {

    private EventText() {}

    /** {@return a line} A peer's words in it do not steer the terminal. */
    static String of(SecurityEvent event) {
        var connection = ofConnection(event);
        var login = connection.isEmpty() ? ofLogin(event) : connection;
        return (login.isEmpty() ? ofThisSide(event) : login).replaceAll("\\p{Cntrl}", "?");
    }

    private static String ofConnection(SecurityEvent event) {
        if (event instanceof SecurityEvent.Established done) {
            return done.peer() + ": connected, "
                    + done.identity()
                            .certificate()
                            .map(each -> each.getSubjectX500Principal().getName())
                            .orElse("no certificate")
                    + ", " + done.protocol();
        }
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            return failed.error().getMessage() + " (" + failed.error().reason() + "); refused";
        }
        if (event instanceof SecurityEvent.Ended ended) {
            return ended.peer() + ": ended, " + ended.how();
        }
        if (event instanceof SecurityEvent.Refused refused) {
            return refused.peer() + ": refused, " + refused.limit();
        }
        return event instanceof SecurityEvent.HandlerFailed failed ? failed.peer() + ": failed, " + failed.error() : "";
    }

    private static String ofLogin(SecurityEvent event) {
        if (event instanceof SecurityEvent.LoggedIn done) {
            return done.peer() + ": logged in, " + done.login();
        }
        if (event instanceof SecurityEvent.LoginFailed failed) {
            return failed.error().getMessage() + " (" + failed.error().reason() + "); not logged in";
        }
        if (event instanceof SecurityEvent.AccountChanged changed) {
            return changed.peer() + ": " + changed.user() + ", "
                    + changed.change().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        return event instanceof SecurityEvent.LoginsUnavailable gone
                ? gone.peer() + ": nobody can log in, " + gone.error().getMessage()
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
