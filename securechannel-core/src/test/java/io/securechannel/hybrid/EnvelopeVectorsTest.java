package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.Hpke;
import io.securechannel.internal.crypto.RoleKeys;
import io.securechannel.internal.crypto.RsaOaep;
import io.securechannel.internal.crypto.Signatures;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors of docs/spec/envelope.md. Made anew by {@code -Denvelope.vectors.update=true}. */
@Tag("verify")
class EnvelopeVectorsTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Path FILE =
            Path.of("src", "test", "resources", "io", "securechannel", "hybrid", "envelope-vectors.json");
    private static final byte[] CONTEXT = "example".getBytes(UTF_8);
    private static final Instant SIGNED_AT = Instant.parse("2026-11-21T12:00:00Z");

    /** One vector. */
    record Vector(String name, JsonObject fields) {

        byte[] bytes(String field) {
            return hex(fields.get(field));
        }

        List<EnvelopeKeyPair> recipients() throws Exception {
            var keys = new ArrayList<EnvelopeKeyPair>();
            for (var each : fields.getAsJsonArray("recipients")) {
                keys.add(EnvelopeKeyPair.fromPkcs8(
                        SecretBytes.owning(hex(each.getAsJsonObject().get("pkcs8")))));
            }
            return keys;
        }

        List<SigningKeyPair> signers() throws Exception {
            var keys = new ArrayList<SigningKeyPair>();
            for (var each : fields.getAsJsonArray("signers")) {
                keys.add(SigningKeyPair.fromPkcs8(
                        SecretBytes.owning(hex(each.getAsJsonObject().get("pkcs8")))));
            }
            return keys;
        }

        JsonObject steps() {
            return fields.getAsJsonObject("steps");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws Exception {
        if (Boolean.getBoolean("envelope.vectors.update")) {
            update();
        }
        var vectors =
                JsonParser.parseString(Files.readString(FILE)).getAsJsonObject().getAsJsonArray("vectors");
        assertThat(vectors).hasSize(7);
        return StreamSupport.stream(vectors.spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .map(each -> new Vector(each.get("name").getAsString(), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void everyRecipientOpensIt(Vector vector) throws Exception {
        for (var keys : vector.recipients()) {
            byte[] envelope = vector.bytes("envelope");
            byte[] context = vector.bytes("context");
            var signers = vector.signers();
            var keyholder = HybridCipher.opener(keys);
            if (signers.isEmpty()) {
                assertThat(keyholder.unsigned().open(envelope, context)).isEqualTo(vector.bytes("plaintext"));
            } else {
                var opened = keyholder.from(sender(signers)).read(envelope, context);
                assertThat(opened.plaintext()).isEqualTo(vector.bytes("plaintext"));
                assertThat(opened.signedAt()).isEqualTo(SIGNED_AT);
                assertThat(opened.id()).isEqualTo(EnvelopeId.of(Arrays.copyOfRange(vector.bytes("envelope"), 8, 24)));
            }
        }
    }

    /** From the page alone: each recipient's slot gives the content key, and that gives all the rest. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void everyStepIsAsTheSpecificationSays(Vector vector) throws Exception {
        byte[] envelope = vector.bytes("envelope");
        for (var keys : vector.recipients()) {
            assertThat(contentKey(envelope, keys)).isEqualTo(hex(vector.steps().get("contentKey")));
        }
        var steps = EnvelopeSteps.of(envelope, hex(vector.steps().get("contentKey")), vector.bytes("context"));
        assertThat(steps).isEqualTo(vector.steps());
        assertThat(hex(steps.get("contextTag"))).isEqualTo(Arrays.copyOfRange(envelope, 24, 56));
        assertThat(hex(steps.get("commitment"))).isEqualTo(Arrays.copyOfRange(envelope, 56, 88));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("vectors")
    void everySignatureHoldsOverWhatTheSpecificationSays(Vector vector) throws Exception {
        if (vector.signers().isEmpty()) {
            assertThat(vector.steps().has("signatureInputs")).isFalse();
            return;
        }
        byte[] inner = hex(vector.steps().get("inner"));
        int offset = 1 + hex(vector.steps().get("signedHeader")).length;
        byte[] input = hex(vector.steps().getAsJsonArray("signatureInputs").get(0));
        for (var keys : vector.signers()) {
            var key = KeyForms.encoded(keys.publicKey());
            int end = offset + Signatures.length(key);
            assertThat(Signatures.verify(key, Arrays.copyOfRange(inner, offset, end), input))
                    .isTrue();
            offset = end;
        }
        assertThat(Arrays.copyOfRange(inner, offset, inner.length)).isEqualTo(vector.bytes("plaintext"));
    }

    private static void update() throws Exception {
        var vectors = new JsonArray();
        var ada = SigningKeyPair.generate(SigningKeyType.ED25519);
        var adaLater = SigningKeyPair.generate(SigningKeyType.ML_DSA_65);
        var rsa = SigningKeyPair.generate(SigningKeyType.RSA_PSS_2048);
        vectors.add(made("X25519, signed by Ed25519", List.of(ada), false, EnvelopeKeyType.X25519));
        vectors.add(made("X-Wing, unsigned", List.of(), false, EnvelopeKeyType.X_WING));
        vectors.add(
                made("P-256, signed by Ed25519 and ML-DSA-65", List.of(ada, adaLater), false, EnvelopeKeyType.P256));
        vectors.add(made("RSA-OAEP, signed by RSA-PSS", List.of(rsa), false, EnvelopeKeyType.RSA_2048));
        vectors.add(made(
                "all four kinds of slot, signed by Ed25519",
                List.of(ada),
                false,
                EnvelopeKeyType.X_WING,
                EnvelopeKeyType.X25519,
                EnvelopeKeyType.P256,
                EnvelopeKeyType.RSA_2048));
        vectors.add(made("segments, signed by Ed25519", List.of(ada), true, EnvelopeKeyType.X25519));
        vectors.add(made("segments, unsigned", List.of(), true, EnvelopeKeyType.X_WING));
        var all = new JsonObject();
        all.addProperty("specification", "docs/spec/envelope.md");
        all.add("vectors", vectors);
        Files.writeString(
                FILE,
                new GsonBuilder()
                                .setPrettyPrinting()
                                .disableHtmlEscaping()
                                .create()
                                .toJson(all) + "\n");
    }

    private static JsonObject made(
            String name, List<SigningKeyPair> signers, boolean segments, EnvelopeKeyType... types) throws Exception {
        var recipients = Arrays.stream(types).map(EnvelopeKeyPair::generate).toList();
        byte[] plaintext = ("the plaintext of the vector " + name).getBytes(UTF_8);
        byte[] envelope = sealed(recipients, signers, segments, plaintext);
        var vector = new JsonObject();
        vector.addProperty("name", name);
        vector.add("recipients", recipients(recipients));
        vector.add("signers", signers(signers));
        vector.addProperty("context", HEX.formatHex(CONTEXT));
        vector.addProperty("plaintext", HEX.formatHex(plaintext));
        vector.addProperty("envelope", HEX.formatHex(envelope));
        vector.add("steps", EnvelopeSteps.of(envelope, contentKey(envelope, recipients.get(0)), CONTEXT));
        return vector;
    }

    private static byte[] sealed(
            List<EnvelopeKeyPair> recipients, List<SigningKeyPair> signers, boolean segments, byte[] plaintext)
            throws Exception {
        var to = HybridCipher.to(
                        recipients.stream().map(EnvelopeKeyPair::publicKey).toList())
                .allowClassical();
        Sealer sealer = signers.isEmpty()
                ? to.unsigned()
                : (signers.size() == 1 ? to.signedBy(signers.get(0)) : to.signedBy(signers.get(0), signers.get(1)))
                        .clock(() -> SIGNED_AT);
        if (!segments) {
            return sealer.seal(plaintext, CONTEXT);
        }
        var out = new ByteArrayOutputStream();
        try (var sealing = sealer.sealTo(out, CONTEXT)) {
            sealing.write(plaintext);
            sealing.finish();
        }
        return out.toByteArray();
    }

    private static JsonArray recipients(List<EnvelopeKeyPair> pairs) {
        var all = new JsonArray();
        for (var each : pairs) {
            all.add(key(each.type().toString(), each.pkcs8(), each.publicKey().subjectPublicKeyInfo()));
        }
        return all;
    }

    private static JsonArray signers(List<SigningKeyPair> pairs) {
        var all = new JsonArray();
        for (var each : pairs) {
            all.add(key(each.type().toString(), each.pkcs8(), each.publicKey().subjectPublicKeyInfo()));
        }
        return all;
    }

    private static JsonObject key(String type, SecretBytes pkcs8, byte[] spki) {
        var key = new JsonObject();
        key.addProperty("type", type);
        String secret = pkcs8.use(bytes -> HEX.formatHex(bytes));
        key.addProperty("pkcs8", secret);
        key.addProperty("subjectPublicKeyInfo", HEX.formatHex(spki));
        return key;
    }

    /** Tries the slots of the right type one after the other, without their hints. */
    private static byte[] contentKey(byte[] envelope, EnvelopeKeyPair pair) throws Exception {
        var encoded = RoleKeys.decode(pair.pkcs8(), "a vector");
        byte[] id = Arrays.copyOfRange(envelope, 8, 24);
        int offset = 94;
        for (int left = envelope[93]; left > 0; left--) {
            int length = ((envelope[offset + 9] & 0xff) << 8) | (envelope[offset + 10] & 0xff);
            byte[] body = Arrays.copyOfRange(envelope, offset + 11, offset + 11 + length);
            byte[] info =
                    EnvelopeSteps.slotInfo(envelope[offset], pair.publicKey().subjectPublicKeyInfo(), id);
            var found = opened(envelope[offset], encoded, info, body);
            if (found.length > 0) {
                return found;
            }
            offset += 11 + length;
        }
        throw new AssertionError("no slot of " + pair);
    }

    private static byte[] opened(byte type, EncodedKeyPair keys, byte[] info, byte[] body) {
        var algorithm = keys.publicKey().algorithm();
        return switch (algorithm) {
            case X_WING ->
                type == 1
                        ? Hpke.of(algorithm).open(keys, info, new byte[0], body).orElse(new byte[0])
                        : new byte[0];
            case X25519 ->
                type == 2
                        ? Hpke.of(algorithm).open(keys, info, new byte[0], body).orElse(new byte[0])
                        : new byte[0];
            case P256 ->
                type == 3
                        ? Hpke.of(algorithm).open(keys, info, new byte[0], body).orElse(new byte[0])
                        : new byte[0];
            default -> type == 4 ? RsaOaep.open(keys.pkcs8(), info, body).orElse(new byte[0]) : new byte[0];
        };
    }

    private static Sender sender(List<SigningKeyPair> signers) {
        return signers.size() == 1
                ? Sender.of(signers.get(0).publicKey())
                : Sender.both(signers.get(0).publicKey(), signers.get(1).publicKey());
    }

    private static byte[] hex(JsonElement element) {
        return HEX.parseHex(element.getAsString());
    }
}
