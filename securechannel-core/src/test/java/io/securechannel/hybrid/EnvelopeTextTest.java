package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Head;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTextTest {

    private static final byte[] TEXT = "meet me at noon".getBytes(UTF_8);
    private static final byte[] CONTEXT = "conversation 7".getBytes(UTF_8);
    private static final EnvelopeKeyPair BOB = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);

    private static byte[] envelope;

    @BeforeAll
    static void seal() throws Exception {
        try (var xWing = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING);
                var p256 = EnvelopeKeyPair.generate(EnvelopeKeyType.P256);
                var rsa = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048)) {
            envelope = HybridCipher.to(BOB.publicKey(), xWing.publicKey(), p256.publicKey(), rsa.publicKey())
                    .allowClassical()
                    .unsigned()
                    .seal(TEXT, CONTEXT);
        }
    }

    @Test
    void everyTextGivesTheEnvelopeBack() throws Exception {
        assertThat(EnvelopeText.armor(envelope)).startsWith("-----BEGIN SECURECHANNEL ENVELOPE-----\n");
        assertThat(EnvelopeText.dearmor(EnvelopeText.armor(envelope))).isEqualTo(envelope);
        assertThat(EnvelopeText.compact(envelope)).matches("[A-Za-z0-9_-]+");
        assertThat(EnvelopeText.fromCompact(EnvelopeText.compact(envelope))).isEqualTo(envelope);
        assertThat(EnvelopeText.fromJson(EnvelopeText.json(envelope))).isEqualTo(envelope);
        assertThat(HybridCipher.opener(BOB)
                        .unsigned()
                        .open(EnvelopeText.fromJson(EnvelopeText.json(envelope)), CONTEXT))
                .isEqualTo(TEXT);
    }

    /** Read by another parser: the members are the fields of the layout, at their offsets. */
    @Test
    void jsonHasTheFieldsOfTheLayout() throws Exception {
        var json = parse(EnvelopeText.json(envelope));
        assertThat(json.keySet())
                .containsExactly("envelope", "suite", "id", "contextTag", "commitment", "slots", "slotsTag", "content");
        assertThat(json.get("envelope")).isEqualTo(new JsonPrimitive(1));
        assertThat(json.get("suite").getAsString()).isEqualTo("message");
        assertThat(bytes(json, "id")).isEqualTo(Arrays.copyOfRange(envelope, 8, 24));
        assertThat(bytes(json, "contextTag")).isEqualTo(Arrays.copyOfRange(envelope, 24, 56));
        assertThat(bytes(json, "commitment")).isEqualTo(Arrays.copyOfRange(envelope, 56, 88));
        var slots = json.getAsJsonArray("slots").asList();
        assertThat(slots.stream().map(each -> each.getAsJsonObject().get("type").getAsString()))
                .containsExactlyInAnyOrder("X-Wing", "X25519", "P-256", "RSA-OAEP-SHA256");
        var first = slots.get(0).getAsJsonObject();
        assertThat(bytes(first, "hint")).isEqualTo(Arrays.copyOfRange(envelope, 95, 103));
        var body = bytes(first, "body");
        assertThat(body).isEqualTo(Arrays.copyOfRange(envelope, 105, 105 + body.length));
        int content = envelope.length - bytes(json, "content").length;
        assertThat(bytes(json, "content")).isEqualTo(Arrays.copyOfRange(envelope, content, envelope.length));
        assertThat(bytes(json, "slotsTag")).isEqualTo(Arrays.copyOfRange(envelope, content - 32, content));
    }

    @Test
    void membersAndSlotsStandInAnyOrder() throws Exception {
        var json = parse(EnvelopeText.json(envelope));
        var turned = new JsonObject();
        json.keySet().stream().sorted().forEach(name -> turned.add(name, json.get(name)));
        var slots = new JsonArray();
        for (int i = json.getAsJsonArray("slots").size(); i-- > 0; ) {
            slots.add(json.getAsJsonArray("slots").get(i));
        }
        turned.add("slots", slots);
        assertThat(EnvelopeText.fromJson(" " + turned + "\n")).isEqualTo(envelope);
    }

    /** Room for more recipients is lost, and nothing with it. */
    @Test
    void roomIsLeftOut() throws Exception {
        var in = new ByteArrayInputStream(envelope);
        var head = Head.read(in);
        var roomy = head.with(head.slots(), head.area() + 500).bytes();
        var content = in.readAllBytes();
        var withRoom = Arrays.copyOf(roomy, roomy.length + content.length);
        System.arraycopy(content, 0, withRoom, roomy.length, content.length);
        assertThat(HybridCipher.opener(BOB).unsigned().open(withRoom, CONTEXT)).isEqualTo(TEXT);
        assertThat(EnvelopeText.fromJson(EnvelopeText.json(withRoom))).isEqualTo(envelope);
        assertThat(EnvelopeText.dearmor(EnvelopeText.armor(withRoom))).isEqualTo(withRoom);
    }

    @Test
    void whatIsNoEnvelopeHasNoText() {
        for (var other : List.of(new byte[0], new byte[200], "SCE".getBytes(UTF_8), TEXT)) {
            refused(Reason.MALFORMED, "this is no envelope", () -> EnvelopeText.armor(other));
            refused(Reason.MALFORMED, "this is no envelope", () -> EnvelopeText.compact(other));
            refused(Reason.MALFORMED, "this is no envelope", () -> EnvelopeText.json(other));
        }
        var cut = Arrays.copyOf(envelope, 300);
        refused(Reason.NOT_OPENED, "sent again", () -> EnvelopeText.json(cut));
        refused(Reason.TOO_LARGE, "binary files", () -> EnvelopeText.armor(new byte[48 << 20]));
        refused(
                Reason.MALFORMED,
                "this is no envelope",
                () -> EnvelopeText.dearmor(
                        "-----BEGIN SECURECHANNEL ENVELOPE-----\nAAAA\n-----END SECURECHANNEL ENVELOPE-----\n"));
        refused(Reason.MALFORMED, "this is no envelope", () -> EnvelopeText.fromCompact("AAAA"));
        refused(Reason.MALFORMED, "base64url", () -> EnvelopeText.fromCompact("U0NFVg=="));
    }

    @ParameterizedTest
    @ValueSource(strings = {"suite", "id", "contextTag", "commitment", "slots", "slotsTag", "content", "envelope"})
    void everyMemberIsNeededOnceAndOfItsType(String name) throws Exception {
        var text = EnvelopeText.json(envelope);
        malformed("has no member " + name, json -> json.remove(name));
        for (var other : List.of(JsonNull.INSTANCE, new JsonPrimitive(true), new JsonObject())) {
            malformed("has a member " + name, json -> json.add(name, other));
        }
        var twice = "{\"" + name + "\":" + parse(text).get(name) + "," + text.substring(1);
        refused(Reason.MALFORMED, "has the member " + name + " twice", () -> EnvelopeText.fromJson(twice));
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "contextTag", "commitment", "slotsTag"})
    void lengthsAreExact(String name) {
        malformed("member " + name + " of 3 bytes", json -> json.addProperty(name, "AAAA"));
        malformed("member " + name + " of 0 bytes", json -> json.addProperty(name, ""));
        for (var wrong : List.of("AA", "AB==", "AAA-", "AA AA", "AAAA\n", "\u00e4", "=")) {
            malformed(name + " that is not Base64", json -> json.addProperty(name, wrong));
        }
    }

    @Test
    void slotsAreExact() throws Exception {
        malformed("no slots", json -> json.add("slots", new JsonArray()));
        malformed(
                "two with one hint",
                json -> json.getAsJsonArray("slots")
                        .add(json.getAsJsonArray("slots").get(0)));
        malformed("has no member body", json -> slot(json).remove("body"));
        malformed("not known; there are [body, hint, type]", json -> slot(json).addProperty("id", ""));
        malformed("a type other than [X-Wing,", json -> slot(json).addProperty("type", "X-wing"));
        malformed("a body of 3 bytes", json -> slot(json).addProperty("body", "AAAA"));
        malformed("hint of 3 bytes", json -> slot(json).addProperty("hint", "AAAA"));
        malformed("RFC 8259", json -> json.getAsJsonArray("slots").add("slot"));
        malformed("more than 1024 slots", json -> {
            for (int i = 0; i < 1_025; i++) {
                json.getAsJsonArray("slots").add(slot(json));
            }
        });
    }

    @Test
    void nothingElseIsRead() throws Exception {
        var text = EnvelopeText.json(envelope);
        malformed("not known; there are [commitment,", json -> json.addProperty("comment", "hello"));
        malformed("that is not a number", json -> json.addProperty("envelope", "1"));
        refused(Reason.TOO_NEW, "version 1", () -> change(json -> json.addProperty("envelope", 2)));
        refused(Reason.TOO_NEW, "version 1", () -> change(json -> json.addProperty("envelope", 1.0)));
        refused(Reason.TOO_NEW, "suite other than", () -> change(json -> json.addProperty("suite", "Message")));
        for (var wrong : List.of(
                "",
                "[]",
                "1",
                text + "{}",
                text + "x",
                "\uFEFF" + text,
                "[" + text + "]",
                text.replace("\"suite\"", "'suite'"),
                text.replace("\"suite\"", "suite"),
                text.replace("\"suite\":", "\"suite\"="),
                text.replace("\"suite\"", "/* */\"suite\""),
                text.replace("}]", "},]"),
                text.replace("\"}", "\",}"),
                ")]}'\n" + text)) {
            refused(Reason.MALFORMED, "the envelope's JSON", () -> EnvelopeText.fromJson(wrong));
        }
        for (int length = 0; length < text.length(); length += 1 + length / 300) {
            var cut = text.substring(0, length);
            refused(Reason.MALFORMED, "the envelope's JSON", () -> EnvelopeText.fromJson(cut));
        }
    }

    private static JsonObject slot(JsonObject json) {
        return json.getAsJsonArray("slots").get(0).getAsJsonObject();
    }

    private static void malformed(String message, Consumer<JsonObject> change) {
        refused(Reason.MALFORMED, message, () -> change(change));
    }

    private static void change(Consumer<JsonObject> change) throws KeyMaterialException {
        var json = parse(EnvelopeText.json(envelope));
        change.accept(json);
        EnvelopeText.fromJson(json.toString());
    }

    private static JsonObject parse(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    private static byte[] bytes(JsonObject json, String name) {
        return Base64.getDecoder().decode(json.get(name).getAsString());
    }

    private static void refused(Reason reason, String message, ThrowingCallable call) {
        var error = catchThrowableOfType(KeyMaterialException.class, call);
        assertThat(error).as(message).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(message);
    }
}
