package io.securechannel.internal.envelope;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Envelopes as JSON (RFC 8259), the fields of the binary form one by one, bytes in Base64 with padding (RFC 4648, section 4):
 *
 * <pre>{@code
 * {"envelope":1, "suite":"message" or "segments", "id":"…", "contextTag":"…", "commitment":"…",
 *  "slots":[{"type":"X-Wing", "X25519", "P-256" or "RSA-OAEP-SHA256", "hint":"…", "body":"…"}],
 *  "slotsTag":"…", "content":"…"}
 * }</pre>
 *
 * <p>Read strictly: all of these members and no others, none twice, of exactly these types, in any order, and nothing after the object.
 * Slots may stand in any order too; the binary form has one for them. Room for more slots, which is zeros that nothing protects, has no
 * member: it is left out.
 */
public final class EnvelopeJson {

    private static final Set<String> MEMBERS =
            Set.of("envelope", "suite", "id", "contextTag", "commitment", "slots", "slotsTag", "content");
    private static final Set<String> SLOT_MEMBERS = Set.of("type", "hint", "body");

    private static final byte[] MAGIC_AND_VERSION = {'S', 'C', 'E', 'V', 1};
    private static final int HASH = 32;

    /** Those that an object has to have, all of them there. */
    private record Members(Map<String, String> values) {

        String text(String name) {
            return Objects.requireNonNull(values.get(name), name);
        }

        byte[] bytes(String name) throws KeyMaterialException {
            return decode(text(name), name);
        }

        byte[] bytes(String name, int length) throws KeyMaterialException {
            var bytes = bytes(name);
            if (bytes.length != length) {
                throw malformed("has a member " + name + " of " + bytes.length + " bytes, where there are " + length);
            }
            return bytes;
        }
    }

    private final JsonReader reader;
    private final List<Slot> slots = new ArrayList<>();

    private EnvelopeJson(JsonReader reader) {
        this.reader = reader;
    }

    /**
     * {@return the JSON of an envelope, in one line}
     *
     * @param envelope the bytes
     * @throws KeyMaterialException MALFORMED if this is no envelope, TOO_NEW, or NOT_OPENED if it is cut or changed
     */
    public static String write(byte[] envelope) throws KeyMaterialException {
        var in = new ByteArrayInputStream(envelope);
        Head head;
        try {
            head = Head.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("bytes in memory can be read", e);
        }
        var preheader = head.preheader();
        var text = new StringBuilder("{\"envelope\":1");
        member(text, "suite", preheader.suite().toString());
        member(text, "id", preheader.id());
        member(text, "contextTag", preheader.contextTag());
        member(text, "commitment", preheader.commitment());
        text.append(",\"slots\":[");
        String separator = "";
        for (var slot : head.slots().list()) {
            text.append(separator).append("{\"type\":\"").append(slot.type()).append('"');
            member(text, "hint", slot.hint());
            member(text, "body", slot.body());
            text.append('}');
            separator = ",";
        }
        text.append(']');
        member(text, "slotsTag", head.slots().tag());
        member(text, "content", in.readAllBytes());
        return text.append('}').toString();
    }

    /**
     * Reads an envelope.
     *
     * @param text its JSON
     * @return the bytes, without room for more slots
     * @throws KeyMaterialException MALFORMED if it is not in the form above, TOO_NEW if a later version wrote it
     */
    public static byte[] read(String text) throws KeyMaterialException {
        if (text.startsWith("\uFEFF")) {
            throw malformed("begins with a byte order mark (RFC 8259, section 8.1)");
        }
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            return new EnvelopeJson(reader).envelope();
        } catch (IOException | IllegalStateException e) {
            throw malformed("is not one JSON object (RFC 8259)"); // without the cause, which quotes the text
        }
    }

    private static void member(StringBuilder text, String name, byte[] value) {
        member(text, name, Base64.getEncoder().encodeToString(value));
    }

    private static void member(StringBuilder text, String name, String value) {
        text.append(",\"").append(name).append("\":\"").append(value).append('"');
    }

    private byte[] envelope() throws IOException, KeyMaterialException {
        var members = object(MEMBERS);
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw malformed("has something after its JSON object");
        }
        if (!members.text("envelope").equals("1")) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    "the envelope's JSON is not of version 1, which this library knows: update it, or have the envelope sent"
                            + " again if it was damaged");
        }
        var head = Head.of(preheader(members), slots(members));
        var content = members.bytes("content");
        return ByteBuffer.allocate(head.length() + content.length)
                .put(head.bytes())
                .put(content)
                .array();
    }

    private static Preheader preheader(Members members) throws KeyMaterialException {
        var suite = Arrays.stream(Suite.values())
                .filter(each -> each.toString().equals(members.text("suite")))
                .findFirst()
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.TOO_NEW,
                        "the envelope's JSON names a suite other than message and segments, which this library knows: update"
                                + " it, or have the envelope sent again if it was damaged"));
        return Preheader.parse(ByteBuffer.allocate(Preheader.LENGTH)
                .put(MAGIC_AND_VERSION)
                .put((byte) suite.code())
                .putShort((short) 0)
                .put(members.bytes("id", Preheader.ID_LENGTH))
                .put(members.bytes("contextTag", HASH))
                .put(members.bytes("commitment", HASH))
                .array());
    }

    private Slots slots(Members members) throws KeyMaterialException {
        var tag = members.bytes("slotsTag", Slots.TAG_LENGTH);
        try {
            return new Slots(slots, tag);
        } catch (KeyMaterialException e) {
            throw malformed("has no slots, or two with one hint");
        }
    }

    /** Reads an object with exactly these members. */
    private Members object(Set<String> names) throws IOException, KeyMaterialException {
        var members = new HashMap<String, String>();
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (!names.contains(name)) {
                throw malformed("has a member that is not known; there are " + sorted(names));
            }
            if (members.put(name, value(name)) != null) {
                throw malformed("has the member " + name + " twice");
            }
        }
        reader.endObject();
        for (var name : sorted(names)) {
            if (!members.containsKey(name)) {
                throw malformed("has no member " + name);
            }
        }
        return new Members(members);
    }

    private String value(String name) throws IOException, KeyMaterialException {
        if (name.equals("slots")) {
            readSlots();
            return "";
        }
        var expected = name.equals("envelope") ? JsonToken.NUMBER : JsonToken.STRING;
        if (reader.peek() != expected) {
            throw malformed(
                    "has a member " + name + " that is not a " + (expected == JsonToken.NUMBER ? "number" : "string"));
        }
        return reader.nextString();
    }

    private void readSlots() throws IOException, KeyMaterialException {
        if (reader.peek() != JsonToken.BEGIN_ARRAY) {
            throw malformed("has a member slots that is not a list");
        }
        reader.beginArray();
        while (reader.hasNext()) {
            if (slots.size() == Slots.MOST) {
                throw malformed("has more than " + Slots.MOST + " slots");
            }
            slots.add(slot(object(SLOT_MEMBERS)));
        }
        reader.endArray();
    }

    private static Slot slot(Members members) throws KeyMaterialException {
        var type = Arrays.stream(SlotType.values())
                .filter(each -> each.toString().equals(members.text("type")))
                .findFirst()
                .orElseThrow(() -> malformed("has a slot of a type other than " + Arrays.toString(SlotType.values())));
        var body = members.bytes("body");
        if (!type.takes(body.length)) {
            throw malformed("has a slot of type " + type + " with a body of " + body.length + " bytes");
        }
        return new Slot(type, members.bytes("hint", Slot.HINT_LENGTH), body);
    }

    private static byte[] decode(String base64, String name) throws KeyMaterialException {
        try {
            var bytes = Base64.getDecoder().decode(base64);
            // The JDK's decoder also takes missing padding, and bits that belong to no byte.
            if (Base64.getEncoder().encodeToString(bytes).equals(base64)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw notBase64(name); // without the cause, which quotes the text
        }
        throw notBase64(name);
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }

    private static KeyMaterialException notBase64(String name) {
        return malformed("has a member " + name + " that is not Base64 with padding (RFC 4648, section 4)");
    }

    private static KeyMaterialException malformed(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED, "the envelope's JSON " + what + "; it has to be passed on whole and unchanged");
    }
}
