package io.securechannel.examples.console;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON (RFC 8259) in ASCII, indented: maps, lists, text, numbers, booleans and null. */
public final class Json {

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    /**
     * {@return the value as JSON}
     *
     * @param value maps, lists, text, numbers, booleans and null
     */
    public static String write(@Nullable Object value) {
        var json = new Json();
        json.put(value, "\n");
        return json.out.toString();
    }

    private void put(@Nullable Object value, String newLine) {
        var deeper = newLine + "  ";
        if (value instanceof Map<?, ?> members) {
            var separator = "{";
            for (var member : members.entrySet()) {
                out.append(separator).append(deeper);
                quote(String.valueOf(member.getKey()));
                out.append(": ");
                put(member.getValue(), deeper);
                separator = ",";
            }
            out.append(members.isEmpty() ? "{}" : newLine + "}");
        } else if (value instanceof List<?> elements) {
            var separator = "[";
            for (var element : elements) {
                out.append(separator).append(deeper);
                put(element, deeper);
                separator = ",";
            }
            out.append(elements.isEmpty() ? "[]" : newLine + "]");
        } else if (value instanceof String text) {
            quote(text);
        } else {
            out.append(value);
        }
    }

    /** RFC 8259, section 7; all but visible ASCII is escaped, and so nothing of a stranger steers a terminal. */
    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (each >= 0x20 && each < 0x7F) {
                out.append(each);
            } else {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) each));
            }
        }
        out.append('"');
    }
}
