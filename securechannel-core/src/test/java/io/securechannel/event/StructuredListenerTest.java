package io.securechannel.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The lines of the structured log: every event has one, with the keys that the documentation promises. */
@Tag("verify")
@Timeout(30)
class StructuredListenerTest {

    private static final Instant TIME = Instant.parse("2026-11-22T06:20:46.1239Z");
    private static final String PEER = "10.0.0.7:50000";
    private static final String HOSTILE =
            "x\"} \r\n{\"event\":\"forged\",\"a\":\"\\\u0000\u001b[2J\u007f\u0085\u00ad\u2028\u2029\u202e\u2066\ud800\ufeffä";
    private static final String SMILE = "\ud83d\ude00";
    private static final NegotiatedProtocol PROTOCOL = new NegotiatedProtocol(
            "TLSv1.3", "TLS_X", Optional.of("x25519"), Optional.of("securechannel/1"), false, true);

    @Test
    void everyEventHasALine() {
        var sampled = events("why").stream().map(Object::getClass).collect(Collectors.toSet());
        assertThat(sampled).as("a sample of every type").isEqualTo(types(SecurityEvent.class));
        for (var event : events("why")) {
            var json = parsed(event);
            assertThat(json).as("%s", event).containsEntry("time", "2026-11-22T06:20:46.123Z");
            assertThat(json.get("level")).isIn("DEBUG", "INFO", "WARNING");
            assertThat(json.get("event")).isEqualTo(snake(event.getClass().getSimpleName()));
        }
    }

    @Test
    void theKeysAreThoseOfTheDocumentation() throws IOException {
        var made = new TreeSet<String>();
        var words = new TreeSet<String>();
        for (var event : events("why")) {
            made.addAll(parsed(event).keySet());
            words.add(parsed(event).get("event"));
        }
        var page = Files.readString(Path.of("../docs/how-to/observe.md"));
        assertThat(column(page, "<!-- keys -->")).isEqualTo(made);
        assertThat(column(page, "<!-- events -->")).isEqualTo(words);
    }

    @Test
    void aLineSaysWhoAndWhat() {
        var leaf = TestCa.create("Line CA").client("ada").certificate();
        var certified = PeerIdentity.certified(PEER, null, List.of(leaf)).named("ada");
        var line = parsed(new SecurityEvent.Established(TIME, PEER, Role.SERVER, PROTOCOL, certified));
        assertThat(line)
                .containsEntry("role", "server")
                .containsEntry("peer", PEER)
                .containsEntry("identity", "CN=ada")
                .containsEntry("name", "ada")
                .containsEntry("protocol", "TLSv1.3")
                .containsEntry("suite", "TLS_X")
                .containsEntry("group", "x25519")
                .containsEntry("application_protocol", "securechannel/1")
                .containsEntry("authenticated", "true")
                .containsEntry("post_quantum", "false")
                .containsEntry("resumed", "true");
        assertThat(line.get("key")).matches("SHA256:[A-Za-z0-9+/]{43}");
        var key = NoiseKeyPair.generate().publicKey();
        var keyed = PeerIdentity.keyed(PEER, "chat.example", key, false);
        assertThat(parsed(new SecurityEvent.Established(TIME, PEER, Role.CLIENT, PROTOCOL, keyed)))
                .containsEntry("key", key.fingerprint())
                .containsEntry("host", "chat.example")
                .containsEntry("authenticated", "false")
                .doesNotContainKeys("identity", "name");
    }

    @Test
    void aFixedLine() {
        assertThat(StructuredListener.line(new SecurityEvent.Refused(TIME, PEER, "1,024 connections in all")))
                .isEqualTo("{\"time\":\"2026-11-22T06:20:46.123Z\",\"level\":\"INFO\",\"event\":\"refused\","
                        + "\"role\":\"server\",\"peer\":\"10.0.0.7:50000\",\"message\":\"1,024 connections in all\"}");
    }

    @Test
    void wordsOfAPeerForgeNeitherLinesNorKeys() {
        for (var event : events(HOSTILE)) {
            var line = StructuredListener.line(event);
            assertThat(line).matches("[ -~]+");
            assertThat(parsed(event)).as(line).doesNotContainValue("forged").doesNotContainKey("a");
        }
        var failed = new SecurityEvent.Refused(TIME, PEER, HOSTILE);
        assertThat(parsed(failed)).containsEntry("message", HOSTILE.replace('\ud800', '\ufffd'));
        for (var event : events(HOSTILE)) {
            assertThat(LoggingListener.line(event)).doesNotContainPattern("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]");
        }
    }

    /** Half of a pair is no character, and many collectors refuse the line that has it. */
    @Test
    void noTextEndsInTheMiddleOfACharacter() {
        var texts = List.of(
                HOSTILE, "\udc00x", "x".repeat(1_020) + SMILE + "cut", "x".repeat(1_021) + SMILE + "cut", "x" + SMILE);
        for (var text : texts) {
            var read = parsed(new SecurityEvent.Refused(TIME, PEER, text)).get("message");
            assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(read))
                    .as(read)
                    .isTrue();
        }
        assertThat(parsed(new SecurityEvent.Refused(TIME, PEER, texts.get(2))))
                .containsEntry("message", "x".repeat(1_020) + "...");
        assertThat(parsed(new SecurityEvent.Refused(TIME, PEER, "x" + SMILE))).containsEntry("message", "x" + SMILE);
    }

    @Test
    void wordsOfAPeerAreBounded() {
        for (var event : events("\u0000".repeat(100_000))) {
            assertThat(StructuredListener.line(event)).hasSizeLessThan(64 << 10);
            assertThat(LoggingListener.line(event)).hasSizeLessThanOrEqualTo(4_096 + 3);
        }
        var longest = "x".repeat(1_024);
        assertThat(parsed(new SecurityEvent.Refused(TIME, PEER, longest))).containsEntry("message", longest);
        assertThat(parsed(new SecurityEvent.Refused(TIME, PEER, longest + "y")))
                .containsEntry("message", "x".repeat(1_021) + "...");
    }

    @Test
    void linesGoWhereTheyAreToGo() {
        var lines = new ArrayList<String>();
        var listener = SecurityListener.structured(lines::add);
        events("why").forEach(listener::onEvent);
        assertThat(lines).hasSize(events("why").size());
    }

    private static Map<String, String> parsed(SecurityEvent event) {
        var object = JsonParser.parseString(StructuredListener.line(event)).getAsJsonObject();
        return object.keySet().stream()
                .collect(Collectors.toMap(key -> key, key -> object.get(key).getAsString()));
    }

    private static Set<Class<?>> types(Class<?> sealed) {
        var found = new HashSet<Class<?>>();
        for (var type : sealed.getPermittedSubclasses()) {
            if (type.isSealed()) {
                found.addAll(types(type));
            } else {
                found.add(type);
            }
        }
        return found;
    }

    private static String snake(String name) {
        return name.replaceAll("(?<!^)([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** The words in the first column of the table after a marker. */
    private static Set<String> column(String page, String marker) {
        var table = page.substring(page.indexOf(marker) + marker.length());
        var rows = Stream.of(table.strip().split("\n", -1)).takeWhile(line -> line.startsWith("|"));
        return rows.flatMap(row -> Pattern.compile("^\\| `(\\w+)`").matcher(row).results())
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<SecurityEvent> events(String why) {
        var error = new SecureChannelException(Reason.WRONG_HOST, why);
        var trouble = new KeyMaterialException(KeyMaterialException.Reason.UNREADABLE, why);
        var key = NoiseKeyPair.generate().publicKey();
        var login = new Login(
                why, List.of("SCRAM", why), Optional.of(ChannelBinding.Type.TLS_EXPORTER), TIME, Map.of("a", why));
        var leaf = TestCa.create("Sample CA").client("ada").certificate();
        var identity = PeerIdentity.certified(why, why, List.of(leaf)).named(why);
        var protocol = new NegotiatedProtocol(why, why, Optional.of(why), Optional.of(why), true, true);
        return List.of(
                new SecurityEvent.Established(TIME, why, Role.CLIENT, protocol, identity),
                new SecurityEvent.HandshakeFailed(TIME, why, Role.CLIENT, error),
                new SecurityEvent.LoggedIn(TIME, why, Role.SERVER, login),
                new SecurityEvent.LoginFailed(TIME, why, Role.SERVER, error),
                new SecurityEvent.AccountChanged(TIME, why, why, SecurityEvent.AccountChange.LOCKED),
                new SecurityEvent.LoginsUnavailable(TIME, why, trouble),
                new SecurityEvent.KnownPeerChanged(TIME, why, key, SecurityEvent.KnownPeerChange.ANNOUNCED),
                new SecurityEvent.KnownPeerNotKept(TIME, why, key, SecurityEvent.KnownPeerChange.REPLACED, trouble),
                new SecurityEvent.Ended(TIME, why, Role.SERVER, why),
                new SecurityEvent.Refused(TIME, why, why),
                new SecurityEvent.HandlerFailed(TIME, why, new IllegalStateException(why)),
                new SecurityEvent.Reloaded(TIME, why),
                new SecurityEvent.ReloadRefused(TIME, trouble),
                new SecurityEvent.CertificateExpiring(TIME, why, TIME, Duration.ofDays(3)));
    }
}
