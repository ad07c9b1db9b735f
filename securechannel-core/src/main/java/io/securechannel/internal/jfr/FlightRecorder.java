package io.securechannel.internal.jfr;

import io.securechannel.event.SecurityEvent;
import io.securechannel.internal.text.PeerText;
import io.securechannel.peer.PeerKey;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Commits events. Loaded only where the runtime has {@code jdk.jfr}. */
final class FlightRecorder implements Recorder {

    /** What a peer has a say in does not fill the recording. */
    private static final int LONGEST = 512;

    /** Asked by reads and writes whether anybody wants to know: making an event for that would be allocation. */
    private final ChannelEvents.SlowPeer probe = new ChannelEvents.SlowPeer();

    @Override
    public Stretch<Handshake> handshake() {
        var event = new ChannelEvents.Handshake();
        event.begin();
        return what -> {
            event.end();
            if (event.shouldCommit()) {
                fill(event, what.get());
                event.commit();
            }
        };
    }

    private static void fill(ChannelEvents.Handshake event, Handshake done) {
        event.of(done.link());
        var phases = done.phases();
        event.nameLookup = phases.nameLookup();
        event.connect = phases.connect();
        event.waiting = phases.waiting();
        event.writing = phases.writing();
        event.checks = phases.checks();
        event.revocation = phases.revocation();
        event.engine = phases.engine();
        event.succeeded = done.error() == null;
        var error = done.error();
        if (error != null) {
            event.reason = error.reason().name();
            event.message = text(error.getMessage());
        }
        var identity = done.identity();
        if (identity != null) {
            event.identity = identity.certificate()
                    .map(leaf -> text(leaf.getSubjectX500Principal().getName()))
                    .or(() -> identity.key().map(PeerKey::shortFingerprint))
                    .orElse("");
        }
        var protocol = done.protocol();
        if (protocol != null) {
            event.protocol = protocol.version();
            event.cipherSuite = protocol.cipherSuite();
            event.group = protocol.group().orElse("");
            event.applicationProtocol = text(protocol.applicationProtocol().orElse(""));
            event.postQuantum = protocol.postQuantumConfidentiality();
            event.resumed = protocol.resumed();
        }
    }

    @Override
    public Stretch<LoginEnd> login() {
        var event = new ChannelEvents.Login();
        event.begin();
        return what -> {
            event.end();
            if (event.shouldCommit()) {
                fill(event, what.get());
                event.commit();
            }
        };
    }

    private static void fill(ChannelEvents.Login event, LoginEnd done) {
        event.of(done.link());
        event.further = done.further();
        event.succeeded = done.error() == null;
        var error = done.error();
        if (error != null) {
            event.reason = error.reason().name();
            event.message = text(error.getMessage());
        }
        var login = done.login();
        if (login != null) {
            event.user = text(login.user());
            event.mechanisms = text(String.join(" ", login.mechanisms()));
            event.binding = login.binding().map(type -> type.registeredName()).orElse("");
        }
    }

    @Override
    public @Nullable Stretch<Blocked> blocked() {
        if (!probe.isEnabled()) {
            return null;
        }
        var event = new ChannelEvents.SlowPeer();
        event.begin();
        return what -> {
            event.end();
            if (event.shouldCommit()) { // longer than the threshold that the recording sets
                var done = what.get();
                event.of(done.link());
                event.operation = done.write() ? "WRITE" : "READ";
                event.bytes = done.bytes();
                event.commit();
            }
        };
    }

    @Override
    public void rekeyed(Supplier<Rekey> what) {
        var event = new ChannelEvents.Rekey();
        if (event.shouldCommit()) {
            var done = what.get();
            event.of(done.link());
            event.direction = done.sending() ? "SENDING" : "RECEIVING";
            event.records = done.records();
            event.bytes = done.bytes();
            event.commit();
        }
    }

    @Override
    public void reloaded(SecurityEvent news) {
        var event = new ChannelEvents.Reload();
        if (!event.shouldCommit()) {
            return;
        }
        if (news instanceof SecurityEvent.Reloaded done) {
            event.accepted = true;
            event.what = text(done.what());
            event.commit();
        } else if (news instanceof SecurityEvent.ReloadRefused refused) {
            event.reason = refused.error().reason().name();
            event.message = text(refused.error().getMessage());
            event.commit();
        }
    }

    @Override
    public void closed(Supplier<Closed> what) {
        var event = new ChannelEvents.Close();
        if (event.shouldCommit()) {
            var done = what.get();
            event.of(done.link());
            event.by = done.by();
            event.reason = done.reason();
            event.lifetime = done.lifetime();
            event.bytesSent = done.traffic().bytesSent();
            event.bytesReceived = done.traffic().bytesReceived();
            event.messagesSent = done.traffic().messagesSent();
            event.messagesReceived = done.traffic().messagesReceived();
            event.commit();
        }
    }

    /** Nothing that moves the cursor of whoever prints it, and not too much. */
    static String text(@Nullable String words) {
        return words == null ? "" : PeerText.printable(words, LONGEST);
    }
}
