package io.securechannel.auth.store;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** The attributes of a user as one JSON object (RFC 8259) of strings, names in order. */
final class AttributesJson {

    private AttributesJson() {}

    static String write(Map<String, String> attributes) {
        var text = new StringWriter();
        try (var writer = new JsonWriter(text)) {
            write(writer, attributes);
        } catch (IOException e) {
            throw new IllegalStateException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    static void write(JsonWriter writer, Map<String, String> attributes) throws IOException {
        writer.beginObject();
        for (var attribute : new TreeMap<>(attributes).entrySet()) {
            writer.name(attribute.getKey()).value(attribute.getValue());
        }
        writer.endObject();
    }

    /** @throws IllegalArgumentException if it is not one object of strings */
    static Map<String, String> read(String json) {
        try (var reader = new JsonReader(new StringReader(json))) {
            reader.setStrictness(Strictness.STRICT);
            var attributes = read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("something follows the attributes of a user");
            }
            return attributes;
        } catch (IOException | IllegalStateException e) {
            throw new IllegalArgumentException("the attributes of a user are not a JSON object of strings", e);
        }
    }

    static Map<String, String> read(JsonReader reader) throws IOException {
        var attributes = new HashMap<String, String>();
        reader.beginObject();
        while (reader.hasNext()) {
            var name = reader.nextName();
            if (reader.peek() != JsonToken.STRING || attributes.put(name, reader.nextString()) != null) {
                throw new IllegalArgumentException("an attribute of a user is no string, or is there twice");
            }
        }
        reader.endObject();
        return attributes;
    }
}
