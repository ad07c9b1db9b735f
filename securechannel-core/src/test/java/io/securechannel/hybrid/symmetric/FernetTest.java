package io.securechannel.hybrid.symmetric;

import static io.securechannel.hybrid.symmetric.Symmetric.NOW;
import static io.securechannel.hybrid.symmetric.Symmetric.assertRefused;
import static io.securechannel.hybrid.symmetric.Symmetric.at;
import static io.securechannel.hybrid.symmetric.Symmetric.bytes;
import static io.securechannel.hybrid.symmetric.Symmetric.shown;
import static io.securechannel.hybrid.symmetric.Symmetric.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fernet as its specification and its vectors have it. */
@Tag("verify")
class FernetTest {

    /** Each of the invalid vectors, and why it is refused here. */
    private static final Map<String, Reason> INVALID = Map.of(
            "incorrect mac", Reason.NOT_OPENED,
            "too short", Reason.MALFORMED,
            "invalid base64", Reason.MALFORMED,
            "payload size not multiple of block size", Reason.MALFORMED,
            "payload padding error", Reason.MALFORMED,
            "far-future TS (unacceptable clock skew)", Reason.EXPIRED,
            "expired TTL", Reason.EXPIRED,
            "incorrect IV (causes padding error)", Reason.MALFORMED);

    private static final byte[] ZEROES = new byte[16];

    @TempDir
    private Path directory;

    @Test
    void theVectorIsGenerated() throws Exception {
        int count = 0;
        for (var each : vectors("generate")) {
            var vector = each.getAsJsonObject();
            var iv = new byte[16];
            for (int i = 0; i < iv.length; i++) {
                iv[i] = vector.getAsJsonArray("iv").get(i).getAsByte();
            }
            try (var fernet = fernet(vector)) {
                assertThat(fernet.encrypt(bytes(string(vector, "src")), iv)).isEqualTo(string(vector, "token"));
            }
            count++;
        }
        assertThat(count).isEqualTo(1);
    }

    @Test
    void theVectorIsVerified() throws Exception {
        int count = 0;
        for (var each : vectors("verify")) {
            var vector = each.getAsJsonObject();
            try (var fernet = fernet(vector)) {
                assertThat(fernet.decrypt(string(vector, "token"), ttl(vector)))
                        .isEqualTo(bytes(string(vector, "src")));
            }
            count++;
        }
        assertThat(count).isEqualTo(1);
    }

    @Test
    void theInvalidVectorsAreRefused() throws Exception {
        var found = new HashMap<String, Reason>();
        for (var each : vectors("invalid")) {
            var vector = each.getAsJsonObject();
            var description = string(vector, "desc");
            try (var fernet = fernet(vector)) {
                assertRefused(
                        Objects.requireNonNull(INVALID.get(description), description),
                        () -> fernet.decrypt(string(vector, "token"), ttl(vector)));
            }
            found.put(description, INVALID.get(description));
        }
        assertThat(found).hasSize(8).isEqualTo(INVALID);
    }

    private static JsonArray vectors(String name) throws IOException {
        try (var in = Objects.requireNonNull(FernetTest.class.getResourceAsStream("fernet-" + name + ".json"), name);
                var reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            return JsonParser.parseReader(reader).getAsJsonArray();
        }
    }

    private static Fernet fernet(JsonObject vector) throws KeyMaterialException {
        try (var fernet = Fernet.fromText(text(string(vector, "secret")))) {
            return fernet.withClock(
                    at(OffsetDateTime.parse(string(vector, "now")).toInstant()));
        }
    }

    private static Duration ttl(JsonObject vector) {
        return Duration.ofSeconds(vector.get("ttl_sec").getAsInt());
    }

    private static String string(JsonObject vector, String name) {
        return vector.get(name).getAsString();
    }

    @Test
    void roundTripAndDates() throws Exception {
        try (var fernet = Fernet.generate().withClock(at(NOW));
                var last = fernet.withClock(at(NOW.plusSeconds(60).plusMillis(400)));
                var late = fernet.withClock(at(NOW.plusSeconds(61)));
                var near = fernet.withClock(at(NOW.minusSeconds(60)));
                var far = fernet.withClock(at(NOW.minusSeconds(61)))) {
            var ttl = Duration.ofSeconds(60);
            var token = fernet.encrypt(bytes("hello"));
            assertThat(token).startsWith("gAAAAA").hasSize(100).isNotEqualTo(fernet.encrypt(bytes("hello")));
            assertThat(fernet.createdAt(token)).isEqualTo("2026-11-21T12:00:00Z");
            assertThat(last.decrypt(token, ttl)).isEqualTo(bytes("hello"));
            assertThat(last.decrypt(token, ttl.plusMillis(999))).isEqualTo(bytes("hello"));
            assertRefused(Reason.EXPIRED, () -> late.decrypt(token, ttl.plusMillis(999)))
                    .contains("2026-11-21T12:00:00Z", "PT1M1S ago");
            assertThat(late.decrypt(token)).isEqualTo(bytes("hello"));
            assertThat(near.decrypt(token, ttl)).isEqualTo(bytes("hello"));
            assertRefused(Reason.EXPIRED, () -> far.decrypt(token, ttl)).contains("in the future");
            assertThat(far.decrypt(token)).isEqualTo(bytes("hello"));
            assertThatIllegalArgumentException().isThrownBy(() -> fernet.decrypt(token, Duration.ofSeconds(-1)));
        }
    }

    /** Timestamps are unsigned, and who has the key writes what they like. */
    @Test
    void datesThatNoClockShows() throws Exception {
        try (var key = new FernetKey(SecretBytes.random(32));
                var fernet = Fernet.fromText(key.toText())) {
            for (long seconds : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, Instant.MAX.getEpochSecond() + 1}) {
                var token =
                        FernetToken.seal(key, seconds, ZEROES, bytes("hello")).text();
                assertThat(fernet.decrypt(token)).isEqualTo(bytes("hello"));
                assertThat(fernet.createdAt(token)).isEqualTo(Instant.MAX);
                assertRefused(Reason.EXPIRED, () -> fernet.decrypt(token, Duration.ofSeconds(Long.MAX_VALUE)))
                        .contains("in the future");
                assertThat(fernet.decrypt(fernet.rotate(token))).isEqualTo(bytes("hello"));
            }
        }
        try (var key = new FernetKey(SecretBytes.random(32));
                var fernet = Fernet.fromText(key.toText())) {
            for (long seconds : new long[] {0, Instant.MAX.getEpochSecond()}) {
                var token =
                        FernetToken.seal(key, seconds, ZEROES, bytes("hello")).text();
                assertThat(fernet.createdAt(token)).isEqualTo(Instant.ofEpochSecond(seconds));
            }
        }
        try (var early = Fernet.generate().withClock(at(Instant.EPOCH.minusMillis(1)))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> early.encrypt(ZEROES))
                    .withMessageContaining("before 1970");
        }
    }

    @Test
    void severalKeysAsMultiFernetHasThem() throws Exception {
        try (var old = Fernet.generate().withClock(at(NOW));
                var fresh = Fernet.generate();
                var both = Fernet.fromText(fresh.toText(), old.toText()).withClock(at(NOW.plusSeconds(500)))) {
            var token = old.encrypt(bytes("hello"));
            assertThat(both.decrypt(token)).isEqualTo(bytes("hello"));
            assertThat(fresh.decrypt(both.encrypt(bytes("new")))).isEqualTo(bytes("new"));
            assertRefused(Reason.NOT_OPENED, () -> fresh.decrypt(token))
                    .contains("this key", "another key, or changed");
            var rotated = both.rotate(token);
            assertThat(fresh.decrypt(rotated)).isEqualTo(bytes("hello"));
            assertThat(rotated).as("a fresh initialization vector").isNotEqualTo(both.rotate(token));
            assertThat(both.createdAt(rotated)).isEqualTo(both.createdAt(token)).isEqualTo("2026-11-21T12:00:00Z");
            assertRefused(Reason.NOT_OPENED, () -> old.decrypt(rotated));
            assertRefused(Reason.NOT_OPENED, () -> both.rotate(Fernet.generate().encrypt(ZEROES)))
                    .contains("any of 2 keys");
            assertRefused(
                    Reason.NOT_OPENED, () -> both.createdAt(Fernet.generate().encrypt(ZEROES)));
            assertThat(both).hasToString("Fernet[2 keys]");
        }
    }

    @Test
    void inTheKeyStore() throws Exception {
        try (var keys = Symmetric.store(directory);
                var first = Fernet.generate()) {
            keys.put("fernet", first.toStoredData());
            keys.rotate("fernet", Fernet.generate().toStoredData());
            try (var both = Fernet.in(keys, "fernet")) {
                assertThat(both.decrypt(first.encrypt(bytes("hello")))).isEqualTo(bytes("hello"));
                var token = both.encrypt(bytes("new"));
                assertRefused(Reason.NOT_OPENED, () -> first.decrypt(token));
                assertThat(keys.prune("fernet")).isEqualTo(1);
                try (var newest = Fernet.in(keys, "fernet")) {
                    assertThat(newest.decrypt(token)).isEqualTo(bytes("new"));
                    assertRefused(Reason.NOT_OPENED, () -> newest.decrypt(first.encrypt(ZEROES)));
                }
            }
            for (int length : new int[] {0, 1, 31, 33, 63}) {
                keys.put("short" + length, StoredData.of("securechannel fernet keys/1", new byte[length]));
                assertRefused(Reason.MALFORMED, () -> Fernet.in(keys, "short" + length))
                        .contains("\"short" + length + "\"", length + " bytes", "32");
            }
            assertRefused(Reason.MISSING, () -> Fernet.in(keys, "nothing"));
        }
    }

    @Test
    void severalKeysInOneEntry() throws Exception {
        try (var keys = Symmetric.store(directory);
                var old = Fernet.generate();
                var fresh = Fernet.generate();
                var both = Fernet.fromText(fresh.toText(), old.toText());
                var stored = both.toStoredData()) {
            assertThat(stored.format()).isEqualTo("securechannel fernet keys/1");
            assertThat(stored.length()).isEqualTo(64);
            keys.put("fernet", stored);
            try (var read = Fernet.in(keys, "fernet")) {
                assertThat(shown(read.toText())).isEqualTo(shown(fresh.toText()));
                assertThat(read).as("and no more than were put there").hasToString("Fernet[2 keys]");
                assertThat(read.decrypt(old.encrypt(bytes("hello")))).isEqualTo(bytes("hello"));
                assertThat(fresh.decrypt(read.encrypt(bytes("new")))).isEqualTo(bytes("new"));
            }
        }
    }

    /** One secret serves one protocol: what was put for a pre-shared key, or for SymmetricCipher, is none of Fernet's. */
    @Test
    void secretsOfOtherProtocolsAreRefused() throws Exception {
        try (var keys = Symmetric.store(directory);
                var fernet = Fernet.generate();
                var cipher = SymmetricCipher.generate()) {
            keys.put("psk", SharedSecret.random());
            keys.put("cipher", cipher.toStoredData());
            keys.put("fernet", fernet.toStoredData());
            assertRefused(Reason.WRONG_KIND, () -> Fernet.in(keys, "psk")).contains("psk");
            assertRefused(Reason.WRONG_KIND, () -> Fernet.in(keys, "cipher"))
                    .contains("\"cipher\"", "securechannel symmetric keys/1", "Fernet.toStoredData()");
            assertRefused(Reason.WRONG_KIND, () -> SymmetricCipher.in(keys, "fernet"))
                    .contains("securechannel fernet keys/1");
        }
    }

    @Test
    void keysAreStrict() throws Exception {
        var key = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
        try (var fernet = Fernet.fromText(text(key))) {
            assertThat(shown(fernet.toText())).isEqualTo(key);
        }
        for (var standard : new String[] {
            key.replace('_', '/'), key.replace('-', '+'), key.replace("4=", "5="), " " + key.substring(1)
        }) {
            assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text(standard)))
                    .contains("standard base64", "Fernet.generate_key()")
                    .doesNotContain("cw_0x", "w_0x68");
        }
        assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text(key.substring(0, 43))))
                .contains("43 characters", "may have been cut off");
        assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text(key + "\n")))
                .contains("45 characters: copy it again, whole");
        assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text("scsk1_"))).contains("6 characters");
        assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text("A".repeat(44))))
                .contains("33 bytes");
        assertRefused(Reason.MALFORMED, () -> Fernet.fromText(text(key), text("x")))
                .contains("1 characters");
        assertRefused(
                        Reason.MALFORMED,
                        () -> Fernet.fromText(SymmetricCipher.generate().toText()))
                .contains("SymmetricCipher.fromText");
    }

    @Test
    void tokensHaveOneSpelling() throws Exception {
        try (var fernet = Fernet.generate()) {
            var token = fernet.encrypt(bytes("hello"));
            assertThat(token).endsWith("==");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt(token.substring(0, 98)))
                    .contains("'='");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt(token + "\n")).contains("line end");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt("\n" + token.substring(0, 99)))
                    .contains("something foreign");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt(token.substring(0, 96) + "Zm9="));
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt("")).contains("0x80");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt("gAAA")).contains("3 bytes", "73");
            assertRefused(Reason.MALFORMED, () -> fernet.decrypt("\u4e16" + token.substring(1)));
            try (var other = SymmetricCipher.generate()) {
                var symmetric = other.encryptToText(bytes("hello"), ZEROES);
                assertRefused(Reason.MALFORMED, () -> fernet.decrypt(symmetric)).contains("SymmetricCipher");
            }
        }
    }

    @Test
    void nothingWorksAfterClose() {
        var fernet = Fernet.generate();
        var token = fernet.encrypt(bytes("hello"));
        fernet.close();
        fernet.close();
        assertThatIllegalStateException().isThrownBy(() -> fernet.encrypt(ZEROES));
        assertThatIllegalStateException().isThrownBy(() -> fernet.decrypt(token));
        assertThatIllegalStateException().isThrownBy(fernet::toText);
        assertThatIllegalStateException().isThrownBy(fernet::toStoredData);
        assertThat(fernet).hasToString("Fernet[1 keys]");
    }
}
