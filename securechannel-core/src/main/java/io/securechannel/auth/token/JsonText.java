package io.securechannel.auth.token;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one JSON object (RFC 8259) strictly: UTF-8, nothing after it, no member twice at any depth (RFC 7519, section 4), at most
 * eight levels deep. Values are {@link String}, {@link Digits}, {@link Boolean}, {@link Null}, {@link List} and {@link Map}. Who
 * calls has bounded its size.
 */
final class JsonText {

    private static final int DEEPEST = 8;

    private JsonText() {}

    /**
     * A number as it was written: who needs its value decides how large it may be.
     *
     * @param text the digits, sign and exponent
     */
    record Digits(String text) {}

    enum Null {
        NULL
    }

    static Map<String, Object> object(byte[] utf8) throws Refusal {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Refusal("is not text in UTF-8");
        }
        return object(text);
    }

    static Map<String, Object> object(String text) throws Refusal {
        try (var reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            // The reader would skip a byte order mark, which RFC 8259, section 8.1 forbids to write.
            if (text.startsWith("\uFEFF") || reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new Refusal("is not a JSON object");
            }
            var object = readObject(reader, 1);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new Refusal("has something after its JSON object");
            }
            return object;
        } catch (IOException | IllegalStateException | NumberFormatException e) {
            // Without the cause, which quotes what it stumbled over.
            throw new Refusal("is not JSON (RFC 8259)");
        }
    }

    /** The text of a string with a JSON string's escapes. */
    static String quoted(String text) {
        var json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                json.append('\\').append(each);
            } else if (each < ' ') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            } else {
                json.append(each);
            }
        }
        return json.append('"').toString();
    }

    private static Map<String, Object> readObject(JsonReader reader, int depth) throws IOException, Refusal {
        requireShallow(depth);
        var members = new LinkedHashMap<String, Object>();
        reader.beginObject();
        while (reader.hasNext()) {
            var name = reader.nextName();
            if (members.containsKey(name)) {
                throw new Refusal("has a member twice, and which one is meant cannot be told");
            }
            members.put(name, readValue(reader, depth));
        }
        reader.endObject();
        return members;
    }

    private static List<Object> readArray(JsonReader reader, int depth) throws IOException, Refusal {
        requireShallow(depth);
        var values = new ArrayList<>();
        reader.beginArray();
        while (reader.hasNext()) {
            values.add(readValue(reader, depth));
        }
        reader.endArray();
        return values;
    }

    private static Object readValue(JsonReader reader, int depth) throws IOException, Refusal {
        return switch (reader.peek()) {
            case STRING -> reader.nextString();
            case NUMBER -> new Digits(reader.nextString());
            case BOOLEAN -> reader.nextBoolean();
            case BEGIN_OBJECT -> readObject(reader, depth + 1);
            case BEGIN_ARRAY -> readArray(reader, depth + 1);
            case NULL -> {
                reader.nextNull();
                yield Null.NULL;
            }
            default -> throw new Refusal("is not JSON (RFC 8259)");
        };
    }

    private static void requireShallow(int depth) throws Refusal {
        if (depth > DEEPEST) {
            throw new Refusal("is nested more than " + DEEPEST + " levels deep");
        }
    }
}
