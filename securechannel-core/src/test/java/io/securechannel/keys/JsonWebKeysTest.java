package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The RFCs' keys byte for byte, our own there and back, and what is refused. */
@Tag("verify")
class JsonWebKeysTest {

    private static JsonObject rfc;

    @BeforeAll
    static void readTheVectors() throws Exception {
        rfc = JsonParser.parseString(Files.readString(IdentityFixtures.file("jwk-rfc.json")))
                .getAsJsonObject();
    }

    @Test
    void theEllipticCurveKeyOfRfc7517() throws Exception {
        var vector = vector("RFC 7517 A.2, EC");
        try (var keys = JsonWebKeys.readEnvelopeKeyPair(secret(vector))) {
            assertThat(keys.type()).isEqualTo(EnvelopeKeyType.P256);
            assertWrites(keys, vector, "kty", "crv", "x", "y", "d", "use");
        }
        vector.remove("d");
        var read = JsonWebKeys.readEnvelopePublicKey(vector.toString());
        assertMembers(JsonWebKeys.toJson(read), vector, "kty", "crv", "x", "y", "use");
    }

    @Test
    void theRsaKeyOfRfc7517WithoutItsAlgorithmWhichIsNotOneOfOurs() throws Exception {
        var vector = vector("RFC 7517 A.2, RSA");
        var refused = refusal(() -> JsonWebKeys.readSigningKeyPair(secret(vector)));
        assertThat(refused.reason()).isEqualTo(Reason.WRONG_KIND);
        assertThat(refused).hasMessageContaining("[PS256] or none");

        vector.remove("alg");
        try (var keys = JsonWebKeys.readSigningKeyPair(secret(vector))) {
            assertThat(keys.type()).isEqualTo(SigningKeyType.RSA_PSS_2048);
            assertWrites(keys, vector, "kty", "n", "e", "d", "p", "q", "dp", "dq", "qi");
            try (var json = JsonWebKeys.toPrivateJson(keys)) {
                assertThat(parse(text(json)).get("alg").getAsString()).isEqualTo("PS256");
            }
        }
        try (var keys = JsonWebKeys.readEnvelopeKeyPair(secret(vector))) {
            assertThat(parse(JsonWebKeys.toJson(keys.publicKey())).get("alg").getAsString())
                    .isEqualTo("RSA-OAEP-256");
        }
    }

    @Test
    void theKeysOfRfc8037() throws Exception {
        var signing = vector("RFC 8037 A.1");
        try (var keys = JsonWebKeys.readSigningKeyPair(secret(signing))) {
            assertWrites(keys, signing, "kty", "crv", "x", "d");
            var publicJson = JsonWebKeys.toJson(keys.publicKey());
            assertMembers(publicJson, signing, "kty", "crv", "x");
            assertThat(JsonWebKeys.readSigningPublicKey(publicJson)).isEqualTo(keys.publicKey());
        }
        var agreement = vector("RFC 8037 A.6, ephemeral");
        try (var keys = JsonWebKeys.readNoiseKeyPair(secret(agreement));
                var bytes = keys.privateKey()) {
            assertWrites(keys, agreement, "kty", "crv", "x", "d");
            String raw = bytes.use(Base64.getUrlEncoder().withoutPadding()::encodeToString);
            assertThat(raw).isEqualTo(agreement.get("d").getAsString());
        }
        var bob = vector("RFC 8037 A.6, Bob");
        assertMembers(JsonWebKeys.toJson(JsonWebKeys.readNoisePublicKey(bob.toString())), bob, "kty", "crv", "x");
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "RSA_2048"})
    void envelopeKeysComeBack(EnvelopeKeyType type) throws Exception {
        try (var keys = EnvelopeKeyPair.generate(type);
                var json = JsonWebKeys.toPrivateJson(keys);
                var read = JsonWebKeys.readEnvelopeKeyPair(json)) {
            assertThat(read).isEqualTo(keys);
            assertThat(JsonWebKeys.readEnvelopePublicKey(JsonWebKeys.toJson(keys.publicKey())))
                    .isEqualTo(keys.publicKey());
        }
    }

    @Test
    void keysWithoutAFormOfTheirOwnAreSentToPem() {
        try (var envelope = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var signing = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            for (var keys : List.of(envelope, signing)) {
                for (var refused : List.of(
                        refusal(() -> JsonWebKeys.toPrivateJson(keys)),
                        refusal(() -> JsonWebKeys.toJson(keys.publicKey())))) {
                    assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
                    assertThat(refused).hasMessageContaining("write it as PEM instead");
                }
            }
        }
    }

    static Stream<Map.Entry<String, Reason>> otherKinds() {
        return Stream.of(
                Map.entry("{\"kty\":\"oct\",\"k\":\"AAAA\"}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"AKP\",\"alg\":\"ML-DSA-65\",\"pub\":\"AAAA\"}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\"}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"OKP\",\"crv\":\"P-256\",\"x\":\"AAAA\"}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"AAAA\",\"y\":\"AAAA\"}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"ec\",\"crv\":\"P-256\"}", Reason.UNSUPPORTED),
                Map.entry("{\"keys\":[]}", Reason.UNSUPPORTED),
                Map.entry("{\"kty\":\"OKP\"}", Reason.MALFORMED),
                Map.entry("{\"kty\":\"OKP\",\"crv\":7}", Reason.MALFORMED),
                Map.entry("{\"kty\":null}", Reason.MALFORMED),
                Map.entry("{\"kty\":[\"OKP\"]}", Reason.MALFORMED),
                Map.entry("{}", Reason.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource("otherKinds")
    void whatIsNoKeyForHereIsToldAsThat(Map.Entry<String, Reason> each) {
        assertThat(refusal(() -> JsonWebKeys.readSigningPublicKey(each.getKey()))
                        .reason())
                .isEqualTo(each.getValue());
        assertThat(refusal(() -> JsonWebKeys.readNoiseKeyPair(secret(each.getKey())))
                        .reason())
                .isEqualTo(each.getValue());
    }

    /** One member of the Ed25519 key of RFC 8037 replaced, or added. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            x       | "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="    | MALFORMED    | without padding
            x       | "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"     | MALFORMED    | base64url
            x       | "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"     | MALFORMED    | base64url
            x       | "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR"      | MALFORMED    | base64url
            x       | "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcH"        | MALFORMED    | 30 bytes in its member "x"
            x       | "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURoA"    | MALFORMED    | 33 bytes in its member "x"
            x       | ""                                                | MALFORMED    | 0 bytes in its member "x"
            x       | 7                                                 | MALFORMED    | not a string
            d       | "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2"      | MALFORMED    | base64url
            d       | "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyu"        | MALFORMED    | 30 bytes in its member "d"
            d       | "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2B"     | MALFORMED    | base64url
            d       | "AWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"     | KEY_MISMATCH | does not belong
            use     | "enc"                                             | WRONG_KIND   | for something else
            use     | "SIG"                                             | WRONG_KIND   | for something else
            use     | ["sig"]                                           | MALFORMED    | not a string
            key_ops | ["verify"]                                        | WRONG_KIND   | [sign] or none
            key_ops | ["sign","deriveBits"]                             | WRONG_KIND   | [sign] or none
            key_ops | []                                                | WRONG_KIND   | [sign] or none
            key_ops | ["sign","sign"]                                   | MALFORMED    | twice
            key_ops | "sign"                                            | MALFORMED    | list of strings
            key_ops | ["sign",7]                                        | MALFORMED    | list of strings
            alg     | "ES256"                                           | WRONG_KIND   | [Ed25519, EdDSA] or none
            """)
    void aSigningKeyWithAMemberThatDoesNotFitIsRefused(String name, String value, Reason reason, String says) {
        var key = vector("RFC 8037 A.1");
        key.add(name, JsonParser.parseString(value));
        var refused = refusal(() -> JsonWebKeys.readSigningKeyPair(secret(key)));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(says).hasNoCause();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            key_ops | ["sign"]
            key_ops | ["verify","sign"]
            use     | "sig"
            alg     | "EdDSA"
            alg     | "Ed25519"
            kid     | {"anything":[1,2.5e3,{"else":null}],"a":true}
            x5c     | ["MII"]
            """)
    void aSigningKeyWithAMemberThatFitsIsRead(String name, String value) throws Exception {
        var key = vector("RFC 8037 A.1");
        key.add(name, JsonParser.parseString(value));
        try (var keys = JsonWebKeys.readSigningKeyPair(secret(key))) {
            assertThat(keys.type()).isEqualTo(SigningKeyType.ED25519);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            use     | "sig"               | WRONG_KIND
            alg     | "ECDH-ES"           | WRONG_KIND
            key_ops | ["verify"]          | WRONG_KIND
            key_ops | ["deriveKey"]       |
            key_ops | []                  |
            use     | "enc"               |
            x       | "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" | MALFORMED
            """)
    void aNoiseKeyOnlyAgrees(String name, String value, Reason reason) throws Exception {
        var key = vector("RFC 8037 A.6, Bob");
        key.add(name, JsonParser.parseString(value));
        if (reason == null) {
            assertThat(JsonWebKeys.readNoisePublicKey(key.toString()).bytes()).hasSize(32);
        } else {
            assertThat(refusal(() -> JsonWebKeys.readNoisePublicKey(key.toString()))
                            .reason())
                    .isEqualTo(reason);
        }
    }

    @Test
    void keysOfAnotherRoleAreOfTheWrongKind() {
        var signing = vector("RFC 8037 A.1").toString();
        assertThat(refusal(() -> JsonWebKeys.readNoiseKeyPair(secret(signing))).reason())
                .isEqualTo(Reason.WRONG_KIND);
        assertThat(refusal(() -> JsonWebKeys.readEnvelopeKeyPair(secret(signing)))
                        .reason())
                .isEqualTo(Reason.WRONG_KIND);
        var agreement = vector("RFC 8037 A.6, Bob").toString();
        assertThat(refusal(() -> JsonWebKeys.readSigningPublicKey(agreement)).reason())
                .isEqualTo(Reason.WRONG_KIND);
    }

    @Test
    void privateAndPublicKeysAreNotTakenForEachOther() {
        var leaked = refusal(
                () -> JsonWebKeys.readSigningPublicKey(vector("RFC 8037 A.1").toString()));
        assertThat(leaked.reason()).isEqualTo(Reason.WRONG_KIND);
        assertThat(leaked).hasMessageContaining("should make a new one");
        var bob = vector("RFC 8037 A.6, Bob");
        assertThat(refusal(() -> JsonWebKeys.readNoiseKeyPair(secret(bob))).reason())
                .isEqualTo(Reason.MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "d,AQAB,KEY_MISMATCH",
        "dp,AQAB,KEY_MISMATCH",
        "dq,AQAB,KEY_MISMATCH",
        "qi,AQAB,KEY_MISMATCH",
        "p,AQAB,KEY_MISMATCH",
        "p,AQ,KEY_MISMATCH",
        "n,AQAB,TOO_WEAK",
        "e,Aw,TOO_WEAK",
        "e,AAEAAQ,MALFORMED",
        "e,AA,MALFORMED",
        "d,AA,MALFORMED",
        "oth,AQAB,UNSUPPORTED"
    })
    void rsaNumbersFitEachOther(String name, String value, Reason reason) {
        var key = vector("RFC 7517 A.2, RSA");
        key.remove("alg");
        key.addProperty(name, value);
        assertThat(refusal(() -> JsonWebKeys.readSigningKeyPair(secret(key))).reason())
                .isEqualTo(reason);
    }

    @Test
    void rsaKeysComeWithTheirPrimesAndWithinBounds() {
        var lacksOne = vector("RFC 7517 A.2, RSA");
        lacksOne.remove("alg");
        lacksOne.remove("dq");
        assertThat(refusal(() -> JsonWebKeys.readSigningKeyPair(secret(lacksOne)))
                        .reason())
                .isEqualTo(Reason.MALFORMED);
        for (var name : List.of("p", "q", "dp", "qi")) {
            lacksOne.remove(name);
        }
        assertThat(refusal(() -> JsonWebKeys.readSigningKeyPair(secret(lacksOne)))
                        .reason())
                .isEqualTo(Reason.UNSUPPORTED);
        for (var name : List.of("n", "e")) {
            var huge = vector("RFC 7517 A.2, RSA");
            huge.addProperty(name, "_".repeat(4_000));
            huge.remove("alg");
            assertThat(refusal(() -> JsonWebKeys.readSigningKeyPair(secret(huge)))
                            .reason())
                    .isEqualTo(Reason.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"kty\"",
                "{",
                "{}{}",
                "{} x",
                "{'kty':'OKP'}",
                "{kty:\"OKP\"}",
                "{\"kty\":\"OKP\",}",
                "{\"kty\":\"OKP\";\"crv\":\"Ed25519\"}",
                "{\"kty\"=\"OKP\"}",
                "// comment\n{}",
                "{\"a\":NaN}",
                "{\"a\":\"tab\there\"}",
                ")]}'\n{}",
                "{\"kty\":\"OKP\",\"kty\":\"OKP\"}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{\"kty\":\"OKP\",\"k\\u0074y\":\"OKP\"}"
            })
    void whatIsNotStrictJsonIsRefused(String json) {
        assertThat(refusal(() -> JsonWebKeys.readNoisePublicKey(json)).reason()).isEqualTo(Reason.MALFORMED);
    }

    @Test
    void sizeDepthAndTextAreBounded() {
        var deep = "{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
        assertThat(refusal(() -> JsonWebKeys.readNoisePublicKey(deep)))
                .hasMessageContaining("levels deep")
                .extracting(KeyMaterialException::reason)
                .isEqualTo(Reason.MALFORMED);
        var large = "{\"a\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(refusal(() -> JsonWebKeys.readNoisePublicKey(large)).reason())
                .isEqualTo(Reason.TOO_LARGE);
        var notText = SecretBytes.copyOf(new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        assertThat(refusal(() -> JsonWebKeys.readNoiseKeyPair(notText)))
                .hasMessageContaining("UTF-8")
                .extracting(KeyMaterialException::reason)
                .isEqualTo(Reason.MALFORMED);
    }

    @Test
    void aClosedKeyIsMisuse() {
        var keys = NoiseKeyPair.generate();
        keys.close();
        assertThatIllegalStateException().isThrownBy(() -> JsonWebKeys.toPrivateJson(keys));
    }

    private static void assertWrites(RoleKeyPair keys, JsonObject vector, String... members) throws Exception {
        try (var json = JsonWebKeys.toPrivateJson(keys)) {
            assertMembers(text(json), vector, members);
        }
    }

    private static void assertMembers(String json, JsonObject vector, String... members) {
        var written = parse(json);
        assertThat(written.keySet()).contains(members);
        for (var member : members) {
            assertThat(written.get(member)).as(member).isEqualTo(vector.get(member));
        }
    }

    private static KeyMaterialException refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable code) {
        var refused = catchThrowableOfType(KeyMaterialException.class, code);
        assertThat(refused).isNotNull();
        return refused;
    }

    private static JsonObject vector(String name) {
        return rfc.getAsJsonObject(name).deepCopy();
    }

    private static JsonObject parse(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static SecretBytes secret(Object json) {
        return SecretBytes.copyOf(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static String text(SecretBytes json) {
        return json.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }
}
