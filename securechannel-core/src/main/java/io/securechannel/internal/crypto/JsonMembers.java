package io.securechannel.internal.crypto;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.CharArrayReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The members of one JSON object (RFC 8259), strings and lists of strings; others are there by name alone. Read strictly: one
 * object and nothing after it, no member twice at any depth, bounded in size and depth.
 */
final class JsonMembers {

    /** An RSA key of 16384 bits is about 13 KiB; the rest is for certificates beside it, which do not count here. */
    static final int LARGEST = 64 << 10;

    private static final int DEEPEST = 16;

    private final String source;
    private final Map<String, Object> members = new HashMap<>();

    private JsonMembers(String source) {
        this.source = source;
    }

    static JsonMembers read(byte[] utf8, String source) throws KeyMaterialException {
        if (utf8.length > LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, source + " is larger than " + (LARGEST >> 10) + " KiB: not a JSON Web Key");
        }
        var object = new JsonMembers(source);
        char[] text = object.decode(utf8);
        try (var reader = new JsonReader(new CharArrayReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            object.readObject(reader);
            return object;
        } catch (IOException | IllegalStateException e) {
            // Without the cause, which quotes what it stumbled over: that may be the key.
            throw object.malformed("is not one JSON object (RFC 8259)");
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** The string of that name; empty if there is no such member. */
    Optional<String> string(String name) throws KeyMaterialException {
        return member(name, String.class, "a string");
    }

    /** The list of strings of that name; empty if there is no such member. */
    Optional<List<String>> strings(String name) throws KeyMaterialException {
        return member(name, Strings.class, "a list of strings").map(Strings::values);
    }

    String require(String name) throws KeyMaterialException {
        return string(name).orElseThrow(() -> malformed("has no member \"" + name + "\", which its kind of key needs"));
    }

    KeyMaterialException malformed(String what) {
        return refused(Reason.MALFORMED, what);
    }

    KeyMaterialException refused(Reason reason, String what) {
        return new KeyMaterialException(reason, source + " " + what);
    }

    private record Strings(List<String> values) {}

    private enum Other {
        VALUE
    }

    private <T> Optional<T> member(String name, Class<T> type, String expected) throws KeyMaterialException {
        Object value = members.get(name);
        if (value != null && !type.isInstance(value)) {
            throw malformed("has a member \"" + name + "\" that is not " + expected);
        }
        return Optional.ofNullable(value).map(type::cast);
    }

    private char[] decode(byte[] utf8) throws KeyMaterialException {
        try {
            var decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(utf8));
            var text = new char[decoded.remaining()];
            decoded.get(text);
            Arrays.fill(decoded.array(), '\0');
            return text;
        } catch (CharacterCodingException e) {
            throw malformed("is not text in UTF-8");
        }
    }

    private void readObject(JsonReader reader) throws IOException, KeyMaterialException {
        reader.beginObject();
        while (reader.hasNext()) {
            String name = reader.nextName();
            if (members.containsKey(name)) {
                throw twice();
            }
            members.put(name, value(reader));
        }
        reader.endObject();
        if (reader.peek() != JsonToken.END_DOCUMENT) {
            throw malformed("has something after its JSON object");
        }
    }

    private Object value(JsonReader reader) throws IOException, KeyMaterialException {
        if (reader.peek() == JsonToken.STRING) {
            return reader.nextString();
        }
        if (reader.peek() != JsonToken.BEGIN_ARRAY) {
            skip(reader, 1);
            return Other.VALUE;
        }
        var values = new ArrayList<String>();
        boolean all = true;
        reader.beginArray();
        while (reader.hasNext()) {
            if (reader.peek() == JsonToken.STRING) {
                values.add(reader.nextString());
            } else {
                all = false;
                skip(reader, 2);
            }
        }
        reader.endArray();
        return all ? new Strings(List.copyOf(values)) : Other.VALUE;
    }

    private void skip(JsonReader reader, int depth) throws IOException, KeyMaterialException {
        if (depth > DEEPEST) {
            throw malformed("is nested more than " + DEEPEST + " levels deep");
        }
        switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Set<String> names = new HashSet<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    if (!names.add(reader.nextName())) {
                        throw twice();
                    }
                    skip(reader, depth + 1);
                }
                reader.endObject();
            }
            case BEGIN_ARRAY -> {
                reader.beginArray();
                while (reader.hasNext()) {
                    skip(reader, depth + 1);
                }
                reader.endArray();
            }
            default -> reader.skipValue();
        }
    }

    /** Without the name, which in a damaged file may be anything. */
    private KeyMaterialException twice() {
        return malformed("has a member twice, and which one is meant cannot be told");
    }
}
