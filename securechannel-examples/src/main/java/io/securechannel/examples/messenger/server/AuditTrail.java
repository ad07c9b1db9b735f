package io.securechannel.examples.messenger.server;

import io.securechannel.SecureChannel;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the messenger writes into its log: who, when, how much; never what, nor anything by which an envelope is known again. */
final class AuditTrail {

    private static final int SHOWN = 8;

    private final AuditLog log;
    private final InstantSource clock;

    AuditTrail(AuditLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    void entered(String user, DeviceId device, SecureChannel channel, Directory.Decision decision) {
        var fields = fields(user, channel);
        fields.put("device", shortened(device));
        if (decision instanceof Directory.Decision.Changed changed) {
            fields.put("revision", changed.change().entry().revision());
            fields.put("otherIdentity", changed.otherIdentity());
            fields.put("devicesRemoved", changed.change().removed().size());
        }
        write("entered", fields);
    }

    void refused(String user, SecureChannel channel, EntryRefusal reason) {
        var fields = fields(user, channel);
        fields.put("reason", reason.name());
        write("entry refused", fields);
    }

    void violation(String user, SecureChannel channel) {
        write("protocol violation", fields(user, channel));
    }

    void left(Sessions.Session session, SecureChannel channel) {
        var fields = fields(session.user(), channel);
        fields.put("device", shortened(session.device()));
        var figures = channel.statistics();
        fields.put("messagesReceived", figures.messagesReceived());
        fields.put("messagesSent", figures.messagesSent());
        write("left", fields);
    }

    void published(Sessions.Session session, long revision) {
        var fields = fields(session);
        fields.put("revision", revision);
        write("prekey published", fields);
    }

    void slowed(Sessions.Session session) {
        write("slowed down", fields(session));
    }

    /** Flushed with its group. */
    void accepted(Sessions.Session session, Mail mail, boolean isNew) {
        var fields = fields(session);
        fields.put("to", shortened(mail.to()));
        fields.put("size", mail.envelope().length());
        if (!isNew) {
            fields.put("again", true);
        }
        log.write(now(), "mail accepted", fields);
    }

    void rejected(Sessions.Session session, Mail mail, MailRefusal reason) {
        var fields = fields(session);
        fields.put("to", shortened(mail.to()));
        fields.put("size", mail.envelope().length());
        fields.put("reason", reason.name());
        log.write(now(), "mail rejected", fields);
    }

    void resumed(Sessions.Session session, ClientMessage.Resume resume) {
        var fields = fields(session);
        fields.put("to", shortened(resume.to()));
        fields.put("next", resume.sequence());
        log.write(now(), "row resumed", fields);
    }

    void delivered(Sessions.Session session, int count) {
        var fields = fields(session);
        fields.put("count", count);
        log.write(now(), "mail delivered", fields);
    }

    void expired(Delivery notice) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("device", shortened(notice.addressee()));
        if (notice.message() instanceof ServerMessage.Expired expired) {
            fields.put("to", shortened(expired.to()));
        }
        log.write(now(), "mail expired", fields);
    }

    /** What concerns the server as a whole. */
    void server(String event, Map<String, ?> fields) {
        write(event, fields);
    }

    void flush() {
        log.flush();
    }

    /** {@return the first digits of a device's name, enough to tell devices apart in a log} */
    static String shortened(DeviceId device) {
        return device.toString().substring(0, SHOWN);
    }

    private void write(String event, Map<String, ?> fields) {
        log.write(now(), event, fields);
        log.flush();
    }

    private Instant now() {
        return clock.instant();
    }

    private static Map<String, Object> fields(Sessions.Session session) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("user", session.user());
        fields.put("device", shortened(session.device()));
        return fields;
    }

    private static Map<String, Object> fields(String user, SecureChannel channel) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("user", user);
        fields.put("address", channel.peer().address());
        return fields;
    }
}
