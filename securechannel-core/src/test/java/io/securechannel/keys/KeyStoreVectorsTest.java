package io.securechannel.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.internal.crypto.AesGcm;
import io.securechannel.internal.crypto.Argon2Cost;
import io.securechannel.internal.crypto.Argon2id;
import io.securechannel.internal.crypto.Hkdf;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The published vectors of docs/spec/keystore.md: files written on 17 and on 25, whose steps another program computed, from the
 * specification.
 */
@Tag("verify")
class KeyStoreVectorsTest {

    private static final int PASSWORD_BLOCK_END = 12 + 120;

    @TempDir
    private Path directory;

    /** One vector, by whom it was written. */
    record Vector(String name, JsonObject fields) {

        boolean withPassword() {
            return fields.has("password");
        }

        String text(String field) {
            return fields.get(field).getAsString();
        }

        JsonObject steps() {
            return fields.getAsJsonObject("steps");
        }

        byte[] step(String field) {
            return HexFormat.of().parseHex(steps().get(field).getAsString());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws Exception {
        try (var in = new InputStreamReader(
                Objects.requireNonNull(KeyStoreVectorsTest.class.getResourceAsStream("keystore-vectors.json")),
                UTF_8)) {
            var vectors = JsonParser.parseReader(in).getAsJsonObject().getAsJsonArray("vectors");
            assertThat(vectors).hasSize(4);
            return StreamSupport.stream(vectors.spliterator(), false)
                    .map(JsonElement::getAsJsonObject)
                    .map(each -> new Vector(
                            (each.has("password") ? "password, " : "key, ")
                                    + each.get("writtenBy").getAsString(),
                            each))
                    .toList()
                    .stream();
        }
    }

    static Stream<Vector> passwordVectors() throws Exception {
        return vectors().filter(Vector::withPassword);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void theFileOpensAndHoldsWhatTheVectorSays(Vector vector) throws Exception {
        var expected = vector.fields().getAsJsonArray("entries");
        try (var keys = open(vector)) {
            assertThat(keys.list()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertEntry(keys, keys.list().get(i), expected.get(i).getAsJsonObject());
            }
            keys.put("one more", SharedSecret.random());
        }
        try (var keys = open(vector)) {
            assertThat(keys.list()).hasSize(expected.size() + 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("passwordVectors")
    void everyStepIsTheOneOfTheSpecification(Vector vector) throws Exception {
        var file = HexFormat.of().parseHex(vector.text("file"));
        var steps = vector.steps();
        try (var password = SecretBytes.copyOf(vector.text("password").getBytes(UTF_8));
                var passwordKey = Argon2id.derive(
                        password,
                        vector.step("salt"),
                        new Argon2Cost(
                                steps.get("memory").getAsLong(),
                                steps.get("passes").getAsLong(),
                                steps.get("lanes").getAsLong()));
                var wrapKey = Hkdf.expand(passwordKey, "securechannel keystore/1 wrap", 32);
                var dataKey = SecretBytes.copyOf(vector.step("dataKey"));
                var bodyKey = Hkdf.expand(dataKey, "securechannel keystore/1 body", 32)) {
            assertThat(passwordKey.copy()).isEqualTo(vector.step("passwordKey"));
            assertThat(wrapKey.copy()).isEqualTo(vector.step("wrapKey"));
            assertThat(Hkdf.expand(passwordKey, "securechannel keystore/1 commit", 32)
                            .copy())
                    .isEqualTo(vector.step("commitment"));
            assertThat(bodyKey.copy()).isEqualTo(vector.step("bodyKey"));
            var associated = Arrays.copyOf(file, 10 + 60);
            System.arraycopy(file, 12, associated, 10, 60);
            assertThat(AesGcm.open(wrapKey, part(file, 12 + 60, 12), associated, part(file, 12 + 72, 48)))
                    .hasValue(vector.step("dataKey"));
            assertThat(AesGcm.open(
                            bodyKey,
                            part(file, PASSWORD_BLOCK_END, 12),
                            Arrays.copyOf(file, PASSWORD_BLOCK_END),
                            Arrays.copyOfRange(file, PASSWORD_BLOCK_END + 16, file.length - 32)))
                    .hasValue(vector.step("content"));
        }
    }

    @Test
    void theWorkedExampleOfTheSpecificationIsTheFirstVector() throws Exception {
        var page = Files.readString(Path.of("../docs/spec/keystore.md"));
        var example = page.substring(page.indexOf("```hex") + 6, page.indexOf("```", page.indexOf("```hex") + 6));
        var bytes = new StringBuilder();
        for (var line : example.strip().lines().toList()) {
            bytes.append(line.strip().split(" +", 3)[1]);
        }
        var vector = vectors().findFirst().orElseThrow();
        assertThat(bytes).hasToString(vector.text("file"));
        assertThat(page)
                .contains(vector.text("password"))
                .contains(vector.steps().get("dataKey").getAsString());
        assertThat(page.replaceAll("\\s", ""))
                .contains(vector.steps().get("content").getAsString());
    }

    private static void assertEntry(KeyStoreManager keys, EntryInfo info, JsonObject expected) throws Exception {
        assertThat(info.name()).isEqualTo(expected.get("name").getAsString());
        assertThat(info.kind()).isEqualTo(EntryKind.valueOf(expected.get("kind").getAsString()));
        assertThat(info.note()).isEqualTo(expected.get("note").getAsString());
        var versions = expected.getAsJsonArray("versions");
        var found = keys.versions(info.name(), info.kind().type());
        assertThat(found).hasSameSizeAs(versions);
        assertThat(info.version())
                .isEqualTo(versions.get(0).getAsJsonObject().get("number").getAsInt());
        assertThat(info.created())
                .isEqualTo(Instant.ofEpochMilli(
                        versions.get(0).getAsJsonObject().get("created").getAsLong()));
        for (int i = 0; i < found.size(); i++) {
            assertThat(MaterialCodec.encode(found.get(i)).copy())
                    .asHexString()
                    .isEqualToIgnoringCase(
                            versions.get(i).getAsJsonObject().get("material").getAsString());
        }
    }

    private KeyStoreManager open(Vector vector) throws Exception {
        var file = directory.resolve("vector.keys");
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(file, HexFormat.of().parseHex(vector.text("file")));
        }
        if (!vector.withPassword()) {
            var key = new SecretKeySpec(HexFormat.of().parseHex(vector.text("aesKey")), "AES");
            return KeyStoreManager.open(file, KeyEncryption.aesGcm("vector key", key));
        }
        try (var password = Password.copyOf(vector.text("password").toCharArray())) {
            return KeyStoreManager.open(file, password);
        }
    }

    private static byte[] part(byte[] file, int from, int length) {
        return Arrays.copyOfRange(file, from, from + length);
    }
}
