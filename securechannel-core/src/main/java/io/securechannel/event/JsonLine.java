package io.securechannel.event;

import java.util.Locale;
import java.util.Optional;

/**
 * One JSON object (RFC 8259) on one line, of ASCII alone: whatever else a text has, control characters and line separators, those that turn
 * the direction of writing, and letters that look like others, is escaped. So no text of a peer's makes a line, a key or a value of its own,
 * for a parser or for somebody's eyes.
 */
final class JsonLine {

    /** The longest value, in characters: a peer has a say in some. */
    static final int LONGEST = 1_024;

    private static final int ONE_CHARACTER = 0x7E;

    private final StringBuilder line = new StringBuilder("{");

    /** Adds a text, of which what is too long is cut off, and ends in "..." then. */
    JsonLine text(String key, String value) {
        key(key).append('"');
        boolean cut = value.length() > LONGEST;
        int end = cut ? LONGEST - 3 : value.length();
        for (int i = 0; i < end; i++) {
            escape(value.charAt(i));
        }
        line.append(cut ? "...\"" : "\"");
        return this;
    }

    /** Adds a text that may be absent; then its key is, too. */
    JsonLine text(String key, Optional<String> value) {
        value.ifPresent(present -> text(key, present));
        return this;
    }

    JsonLine flag(String key, boolean value) {
        key(key).append(value);
        return this;
    }

    JsonLine number(String key, long value) {
        key(key).append(value);
        return this;
    }

    /** {@return the line, without its end} */
    String end() {
        return line.append('}').toString();
    }

    private StringBuilder key(String key) {
        if (line.length() > 1) {
            line.append(',');
        }
        return line.append('"').append(key).append("\":");
    }

    private void escape(char c) {
        if (c == '"' || c == '\\') {
            line.append('\\').append(c);
        } else if (c < ' ' || c > ONE_CHARACTER) {
            line.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        } else {
            line.append(c);
        }
    }
}
