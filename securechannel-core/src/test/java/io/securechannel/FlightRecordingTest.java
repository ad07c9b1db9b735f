package io.securechannel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.event.SecurityEvent.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A recording of what channels do: what the Flight Recorder is told of it, and what not. No listener is set up for it. */
@Tag("verify")
@Timeout(60)
class FlightRecordingTest {

    private static final List<String> TYPES =
            List.of("Handshake", "Login", "Rekey", "Reload", "Close", "SlowPeer", "Security");

    @TempDir
    private static Path directory;

    private static Path file;
    private static Recorded recorded;
    private static FlightScenarios run;

    @BeforeAll
    static void record() throws Exception {
        file = directory.resolve("channels.jfr");
        try (var recording = new Recording()) {
            TYPES.forEach(type -> recording.enable("io.securechannel." + type));
            recording.enable("io.securechannel.SlowPeer").withThreshold(Duration.ofMillis(100));
            recording.start();
            run = FlightScenarios.run();
            recording.stop();
            recording.dump(file);
        }
        recorded = new Recorded(file);
    }

    @Test
    void aHandshakeOverTlsHasItsPhases() {
        for (var role : Role.values()) {
            var event = recorded.one("Handshake", role.name(), run.peer("tls", role));
            assertThat(event.getBoolean("succeeded")).isTrue();
            assertThat(event.getString("reason")).isEmpty();
            assertThat(event.getString("identity")).isEqualTo(role == Role.CLIENT ? "CN=localhost" : "CN=ada");
            assertThat(event.getString("protocol")).isEqualTo("TLSv1.3");
            assertThat(event.getString("cipherSuite")).startsWith("TLS_");
            assertThat(event.getString("group")).isNotEmpty();
            assertThat(event.getString("applicationProtocol")).isEqualTo("securechannel/1");
            assertThat(event.getBoolean("resumed")).isFalse();
            var phases = List.of("waiting", "writing", "checks", "engine");
            assertThat(phases)
                    .allSatisfy(phase -> assertThat(event.getDuration(phase)).isPositive());
            assertThat(event.getDuration("nameLookup").isZero()).isEqualTo(role == Role.SERVER);
            assertThat(event.getDuration("connect").isZero()).isEqualTo(role == Role.SERVER);
            var sum = phases.stream().map(event::getDuration).reduce(Duration.ZERO, Duration::plus);
            assertThat(sum.plus(event.getDuration("nameLookup")).plus(event.getDuration("connect")))
                    .as("of two clocks, which may differ a little")
                    .isLessThanOrEqualTo(event.getDuration().multipliedBy(101).dividedBy(100));
        }
    }

    @Test
    void aHandshakeOverNoiseHasItsPhases() {
        for (var role : Role.values()) {
            var event = recorded.one("Handshake", role.name(), run.peer("noise", role));
            assertThat(event.getBoolean("succeeded")).isTrue();
            assertThat(event.getString("protocol")).isEqualTo("Noise");
            assertThat(event.getString("cipherSuite")).startsWith("Noise_IKhfs_");
            assertThat(event.getBoolean("postQuantum")).isTrue();
            var peer = role == Role.CLIENT ? FlightScenarios.NOISE_SERVER : FlightScenarios.NOISE_CLIENT;
            assertThat(event.getString("identity")).isEqualTo(peer.publicKey().shortFingerprint());
            assertThat(List.of("waiting", "writing", "checks", "engine"))
                    .allSatisfy(phase -> assertThat(event.getDuration(phase)).isPositive());
            assertThat(event.getDuration("connect")).isZero();
        }
    }

    @Test
    void aHandshakeThatFailedSaysWhy() {
        var event = recorded.one("Handshake", "CLIENT", run.peer("wrong host", Role.CLIENT));
        assertThat(event.getBoolean("succeeded")).isFalse();
        assertThat(event.getString("reason")).isEqualTo("WRONG_HOST");
        assertThat(event.getString("message")).contains("other.example");
        assertThat(event.getString("protocol")).isEmpty();
        assertThat(event.getDuration("checks")).isPositive();
        var refused = recorded.one("Handshake", "CLIENT", run.peer("nobody there", Role.CLIENT));
        assertThat(refused.getString("reason")).isEqualTo("CONNECT_REFUSED");
        assertThat(refused.getDuration("connect")).isPositive();
        assertThat(refused.getDuration("engine")).isZero();
    }

    /** A server tells whoever it refuses why, and waits for the end; none of that is the handshake's, and least of all cryptography. */
    @Test
    void lastWordsAreNoneOfTheHandshakesPhases() {
        var event = recorded.one("Handshake", "SERVER", run.peer("stranger", Role.SERVER));
        var sum = Stream.of("waiting", "writing", "checks", "engine")
                .map(event::getDuration)
                .reduce(Duration.ZERO, Duration::plus);
        assertThat(event.getDuration().minus(sum))
                .as("the wait, by two clocks that may differ a little")
                .isGreaterThan(FlightScenarios.LAST_WORDS.multipliedBy(9).dividedBy(10));
    }

    @Test
    void aProgramThatFailsIsToldOf() {
        var connect = recorded.one("Handshake", "CLIENT", run.peer("no sockets", Role.CLIENT));
        assertThat(connect.getString("reason")).isEqualTo("HANDSHAKE_FAILED");
        assertThat(connect.getString("message")).endsWith("failed: java.lang.IllegalStateException");
        var login = recorded.one("Login", "SERVER", run.peer("no clock", Role.SERVER));
        assertThat(login.getString("reason")).isEqualTo("LOGIN_UNAVAILABLE");
        assertThat(login.getString("message")).endsWith("closed: java.lang.IllegalStateException");
        assertClosed("no clock", Role.SERVER, "ERROR PROGRAM_FAILED");
    }

    @Test
    void loginsSayWhoAndHow() {
        for (var role : Role.values()) {
            var events = recorded.of("Login", role.name(), run.peer("login", role));
            assertThat(events).extracting(event -> event.getBoolean("further")).containsExactly(false, true);
            assertThat(events).allSatisfy(event -> {
                assertThat(event.getBoolean("succeeded")).isTrue();
                assertThat(event.getString("user")).isEqualTo("ada");
                assertThat(event.getString("mechanisms")).startsWith("SCRAM-SHA-256");
                assertThat(event.getString("binding")).startsWith("tls-");
                assertThat(event.getDuration()).isPositive();
            });
            var handshake = recorded.one("Handshake", role.name(), run.peer("login", role));
            assertThat(events).extracting(event -> event.getLong("channel")).containsOnly(handshake.getLong("channel"));
        }
    }

    @Test
    void aLoginThatFailedNamesUsersAlone() {
        for (var scenario : List.of("wrong password", "no user")) {
            for (var role : Role.values()) {
                var event = recorded.one("Login", role.name(), run.peer(scenario, role));
                assertThat(event.getBoolean("succeeded")).isFalse();
                assertThat(event.getString("reason")).isEqualTo("LOGIN_REFUSED");
                assertThat(event.getString("user")).isEmpty();
            }
        }
        var wrong = recorded.one("Login", "SERVER", run.peer("wrong password", Role.SERVER));
        assertThat(wrong.getString("message")).contains("ada: the password is wrong");
        var nobody = recorded.one("Login", "SERVER", run.peer("no user", Role.SERVER));
        assertThat(nobody.getString("message")).doesNotContain(FlightScenarios.PASSWORD_AS_NAME);
    }

    @Test
    void aRekeySaysWhatTheKeyHasProtected() {
        var sent = recorded.one("Rekey", "CLIENT", "rekey-server:1");
        assertThat(sent.getString("direction")).isEqualTo("SENDING");
        assertThat(sent.getLong("records")).isEqualTo(65_536);
        assertThat(sent.getLong("bytes")).isEqualTo(4 + FlightScenarios.CONTENT.length());
        var received = recorded.one("Rekey", "SERVER", "rekey-client:1");
        assertThat(received.getString("direction")).isEqualTo("RECEIVING");
        assertThat(received.getLong("bytes")).isEqualTo(4 + FlightScenarios.CONTENT.length());
    }

    @Test
    void aReloadSaysWhatHoldsNow() {
        var events = recorded.of("Reload");
        assertThat(events).extracting(event -> event.getBoolean("accepted")).containsExactly(true, false);
        assertThat(events.get(0).getString("what"))
                .contains(FlightScenarios.NOISE_NEXT.publicKey().shortFingerprint());
        assertThat(events.get(1).getString("reason")).isEqualTo("UNREADABLE");
        assertThat(events.get(1).getString("message")).isEqualTo("the file is gone");
    }

    @Test
    void aCloseSaysWhoAndWhy() {
        assertClosed("tls", Role.CLIENT, "THIS_SIDE NORMAL");
        assertClosed("tls", Role.SERVER, "PEER NORMAL");
        assertClosed("noise", Role.SERVER, "THIS_SIDE CODE_4711");
        assertClosed("noise", Role.CLIENT, "PEER CODE_4711");
        assertClosed("cut", Role.SERVER, "ERROR CONNECTION_CUT");
        assertClosed("slow", Role.CLIENT, "ERROR WRITE_TIMEOUT");
        assertClosed("slow", Role.SERVER, "THIS_SIDE ABANDONED");
        assertClosed("wrong password", Role.SERVER, "ERROR LOGIN_REFUSED");
        assertClosed("stream", Role.CLIENT, "PEER CODE_4711");
        assertClosed("raw", Role.CLIENT, "THIS_SIDE NORMAL");
        assertClosed("raw", Role.SERVER, "PEER NORMAL");
        assertThat(recorded.of("Close", "CLIENT", run.peer("wrong host", Role.CLIENT)))
                .isEmpty();
    }

    private static void assertClosed(String scenario, Role role, String how) {
        var event = recorded.one("Close", role.name(), run.peer(scenario, role));
        assertThat(event.getString("by") + " " + event.getString("reason")).isEqualTo(how);
        var handshake = recorded.one("Handshake", role.name(), run.peer(scenario, role));
        assertThat(event.getLong("channel")).isEqualTo(handshake.getLong("channel"));
        assertThat(event.getDuration("lifetime")).isPositive();
        assertThat(event.getLong("bytesSent")).isGreaterThan(100);
        assertThat(event.getLong("bytesReceived")).isGreaterThan(100);
    }

    @Test
    void aCloseCountsAllThatHasCrossed() {
        for (var scenario : List.of("tls", "noise")) {
            var client = recorded.one("Close", "CLIENT", run.peer(scenario, Role.CLIENT));
            var server = recorded.one("Close", "SERVER", run.peer(scenario, Role.SERVER));
            assertThat(client.getLong("bytesSent")).isEqualTo(server.getLong("bytesReceived"));
            assertThat(client.getLong("messagesSent")).isEqualTo(1);
            assertThat(server.getLong("messagesReceived")).isEqualTo(1);
        }
    }

    @Test
    void aPeerThatDoesNotReadIsSlow() {
        assertThat(recorded.of("SlowPeer", "CLIENT", run.peer("slow", Role.CLIENT)))
                .anySatisfy(event -> {
                    assertThat(event.getString("operation")).isEqualTo("WRITE");
                    assertThat(event.getLong("bytes")).isGreaterThan(4_096);
                    assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(500));
                });
    }

    @Test
    void theThresholdIsTheRecordings() throws Exception {
        var strict = directory.resolve("strict.jfr");
        String peer;
        try (var recording = new Recording()) {
            recording.enable("io.securechannel.SlowPeer").withThreshold(Duration.ZERO);
            recording.start();
            peer = FlightScenarios.slowReader();
            recording.stop();
            recording.dump(strict);
        }
        assertThat(new Recorded(strict).of("SlowPeer", "CLIENT", peer))
                .extracting(event -> event.getString("operation"))
                .contains("READ", "WRITE");
    }

    @Test
    void nothingOfItIsASecret() throws Exception {
        var texts = recorded.all().stream().map(Object::toString).collect(Collectors.joining("\n"));
        var bytes = Files.readAllBytes(file);
        var raw = new String(bytes, ISO_8859_1) + new String(bytes, UTF_16LE) + new String(bytes, UTF_16BE);
        assertThat(texts + raw).contains("ada", "WRONG_HOST"); // so it would be found
        assertThat(texts + raw)
                .doesNotContain(FlightScenarios.PASSWORD)
                .doesNotContain(FlightScenarios.WRONG_PASSWORD)
                .doesNotContain(FlightScenarios.PASSWORD_AS_NAME)
                .doesNotContain(FlightScenarios.CONTENT);
        for (var key : secrets()) {
            assertThat(texts + raw)
                    .doesNotContain(HexFormat.of().formatHex(key))
                    .doesNotContain(Base64.getEncoder().withoutPadding().encodeToString(key))
                    .doesNotContain(Base64.getUrlEncoder().withoutPadding().encodeToString(key))
                    .doesNotContain(new String(key, ISO_8859_1));
        }
    }

    private static List<byte[]> secrets() throws Exception {
        var found = new ArrayList<byte[]>();
        for (var identity : List.of(Loopback.serverIdentity(), Loopback.CA.client("ada"))) {
            found.add(((ECPrivateKey) identity.privateKey()).getS().toByteArray());
        }
        for (var pair :
                List.of(FlightScenarios.NOISE_SERVER, FlightScenarios.NOISE_CLIENT, FlightScenarios.NOISE_NEXT)) {
            try (var key = pair.privateKey()) {
                found.add(key.copy());
            }
        }
        found.add(FlightScenarios.PASSWORD.getBytes(StandardCharsets.UTF_8));
        return found;
    }
}
