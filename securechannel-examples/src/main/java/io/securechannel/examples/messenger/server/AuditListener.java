package io.securechannel.examples.messenger.server;

import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What the library tells: connections, logins, locks. */
final class AuditListener implements SecurityListener {

    private final AuditLog log;

    AuditListener(AuditLog log) {
        this.log = log;
    }

    @Override
    public void onEvent(SecurityEvent event) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("address", event.peer());
        log.write(event.time(), describe(event, fields), fields);
        log.flush();
    }

    private static String describe(SecurityEvent event, Map<String, Object> fields) {
        if (event instanceof SecurityEvent.LoggedIn done) {
            fields.put("user", done.login().user());
            fields.put("mechanisms", String.join(" ", done.login().mechanisms()));
            return "logged in";
        }
        if (event instanceof SecurityEvent.LoginFailed failed) {
            fields.put("reason", failed.error().reason().name());
            fields.put("why", String.valueOf(failed.error().getMessage()));
            return "login failed";
        }
        if (event instanceof SecurityEvent.AccountChanged changed) {
            fields.put("user", changed.user());
            return changed.change().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
        if (event instanceof SecurityEvent.LoginsUnavailable gone) {
            fields.put("why", String.valueOf(gone.error().getMessage()));
            return "nobody can log in";
        }
        return ofConnection(event, fields);
    }

    private static String ofConnection(SecurityEvent event, Map<String, Object> fields) {
        if (event instanceof SecurityEvent.Established done) {
            fields.put("protocol", done.protocol().toString());
            return "connected";
        }
        if (event instanceof SecurityEvent.HandshakeFailed failed) {
            fields.put("reason", failed.error().reason().name());
            return "handshake failed";
        }
        if (event instanceof SecurityEvent.Ended ended) {
            fields.put("how", ended.how());
            return "closed";
        }
        if (event instanceof SecurityEvent.Refused refused) {
            fields.put("limit", refused.limit());
            return "connection refused";
        }
        if (event instanceof SecurityEvent.HandlerFailed failed) {
            fields.put("why", failed.error().getClass().getSimpleName());
            return "connection failed";
        }
        return ofThisSide(event, fields);
    }

    private static String ofThisSide(SecurityEvent event, Map<String, Object> fields) {
        fields.remove("address");
        if (event instanceof SecurityEvent.Reloaded reloaded) {
            fields.put("what", reloaded.what());
            return "reloaded";
        }
        if (event instanceof SecurityEvent.ReloadRefused refused) {
            fields.put("why", String.valueOf(refused.error().getMessage()));
            return "reload refused";
        }
        if (event instanceof SecurityEvent.CertificateExpiring expiring) {
            fields.put("notAfter", expiring.notAfter().toString());
            return "certificate expiring";
        }
        return event.getClass().getSimpleName();
    }
}
