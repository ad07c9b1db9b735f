package io.securechannel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.testkit.TestCa;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ResourceBundle;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("verify")
@Timeout(30)
class SecurityListenerTest {

    private static final String PEER = "10.0.0.7:50000";
    private static final NegotiatedProtocol PROTOCOL =
            new NegotiatedProtocol("TLSv1.3", "TLS_X", Optional.of("x25519"), Optional.empty(), false, false);

    @Test
    void allHearAlsoWhenOneThrows() {
        var heard = new ArrayList<SecurityEvent>();
        var listener = SecurityListener.all(
                heard::add,
                event -> {
                    throw new IllegalStateException("a bug in a listener");
                },
                heard::add);
        var event = refused("a limit");
        listener.onEvent(event);
        assertThat(heard).containsExactly(event, event);
    }

    @Test
    void nobodyMayListen() {
        SecurityListener.all().onEvent(refused("a limit"));
        assertThatThrownBy(() -> SecurityListener.all((SecurityListener) null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void everyEventIsOneLineWithItsLevel() {
        var log = new Lines();
        var listener = new LoggingListener(log);
        events("why").forEach(listener::onEvent);
        assertThat(log.lines)
                .containsExactly(
                        "DEBUG established as CLIENT with an unauthenticated peer at " + PEER
                                + ": TLSv1.3, TLS_X, x25519",
                        "DEBUG handshake as CLIENT failed, WRONG_HOST: why",
                        "INFO handshake as SERVER failed, WRONG_HOST: why",
                        "DEBUG ended as SERVER with " + PEER + ": why",
                        "INFO refused " + PEER + ": why",
                        "WARNING the handler of " + PEER + " failed: java.lang.IllegalStateException: why");
    }

    @Test
    void aPeerOverNoiseIsNamedByTheFingerprintOfItsKey() {
        var log = new Lines();
        var key = NoiseKeyPair.generate().publicKey();
        var identity = PeerIdentity.keyed(PEER, null, key, false);
        new LoggingListener(log)
                .onEvent(new SecurityEvent.Established(Instant.now(), PEER, Role.SERVER, PROTOCOL, identity));
        assertThat(log.lines)
                .containsExactly("DEBUG established as SERVER with key " + key.shortFingerprint() + " at " + PEER
                        + ": TLSv1.3, TLS_X, x25519");
    }

    @Test
    void whatChangesAboutAKnownServerIsALine() throws Exception {
        var log = new Lines();
        var listener = new LoggingListener(log);
        var text = "scn1s5s0qzvfxzn4gayt0hwtg0hhtgxm7wsdycup4a8t5j5ca25mfe4qwg9ld5";
        var key = NoisePublicKey.parse(text);
        var full = new KeyMaterialException(KeyMaterialException.Reason.UNWRITABLE, "the disk is full");
        for (var change : SecurityEvent.KnownPeerChange.values()) {
            listener.onEvent(new SecurityEvent.KnownPeerChanged(Instant.now(), PEER, key, change));
        }
        listener.onEvent(new SecurityEvent.KnownPeerNotKept(
                Instant.now(), PEER, key, SecurityEvent.KnownPeerChange.ANNOUNCED, full));
        var named = text + " (" + key.shortFingerprint() + ")";
        assertThat(log.lines)
                .containsExactly(
                        "INFO the key of " + PEER + ", ANNOUNCED: " + named,
                        "INFO the key of " + PEER + ", REPLACED: " + named,
                        "WARNING the key of " + PEER + " cannot be written down as ANNOUNCED: " + named
                                + ", UNWRITABLE: the disk is full");
    }

    @Test
    void wordsOfAPeerForgeNoLines() {
        var log = new Lines();
        var listener = new LoggingListener(log);
        events("why\r\nINFO all is well\u001b[2J\u0085\u2028\u202ex").forEach(listener::onEvent);
        var identity = PeerIdentity.certified(
                PEER, null, List.of(TestCa.create("x\nINFO all is well").certificate()));
        listener.onEvent(new SecurityEvent.Established(Instant.now(), PEER, Role.SERVER, PROTOCOL, identity));
        assertThat(log.lines)
                .hasSize(7)
                .allSatisfy(line -> assertThat(line).doesNotContainPattern("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202e]"));
    }

    @Test
    void theFlightRecorderHoldsEveryEvent(@TempDir Path directory) throws Exception {
        var file = directory.resolve("events.jfr");
        try (var recording = new Recording()) {
            recording.enable("io.securechannel.Security");
            recording.start();
            var listener = SecurityListener.flightRecorder();
            events("why").forEach(listener::onEvent);
            listener.onEvent(refused("x".repeat(100_000)));
            recording.stop();
            recording.dump(file);
        }
        var recorded = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals("io.securechannel.Security"))
                .toList();
        assertThat(recorded)
                .extracting(event -> event.getString("kind"))
                .containsExactly(
                        "Established",
                        "HandshakeFailed",
                        "HandshakeFailed",
                        "Ended",
                        "Refused",
                        "HandlerFailed",
                        "Refused");
        assertThat(recorded).extracting(event -> event.getString("peer")).containsOnly(PEER);
        assertThat(recorded.get(4).getString("line")).isEqualTo("refused " + PEER + ": why");
        assertThat(recorded.get(6).getString("line")).hasSize(4_096 + 3).endsWith("x...");
    }

    @Test
    void theFlightRecordersPeerIsPrintable(@TempDir Path directory) throws Exception {
        var file = directory.resolve("peer.jfr");
        try (var recording = new Recording()) {
            recording.enable("io.securechannel.Security");
            recording.start();
            SecurityListener.flightRecorder()
                    .onEvent(new SecurityEvent.HandlerFailed(
                            Instant.now(), "host\n\u001b[2J", new IllegalStateException("why")));
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("io.securechannel.Security"))
                .extracting(event -> event.getString("peer"))
                .containsExactly("host??[2J");
    }

    @Test
    void withoutARecordingNothingHappens() {
        var listener = SecurityListener.flightRecorder();
        events("why").forEach(listener::onEvent);
        assertThat(FlightRecorderListener.available()).isTrue();
    }

    private static List<SecurityEvent> events(String why) {
        var now = Instant.now();
        var error = new SecureChannelException(Reason.WRONG_HOST, why);
        return List.of(
                new SecurityEvent.Established(now, PEER, Role.CLIENT, PROTOCOL, PeerIdentity.anonymous(PEER)),
                new SecurityEvent.HandshakeFailed(now, PEER, Role.CLIENT, error),
                new SecurityEvent.HandshakeFailed(now, PEER, Role.SERVER, error),
                new SecurityEvent.Ended(now, PEER, Role.SERVER, why),
                refused(why),
                new SecurityEvent.HandlerFailed(now, PEER, new IllegalStateException(why)));
    }

    private static SecurityEvent refused(String why) {
        return new SecurityEvent.Refused(Instant.now(), PEER, why);
    }

    /** Keeps what is logged. */
    private static final class Lines implements System.Logger {

        private final List<String> lines = new ArrayList<>();

        @Override
        public String getName() {
            return "test";
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
            lines.add(level + " " + message);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... parameters) {
            lines.add(level + " " + format);
        }
    }
}
