package io.securechannel.event;

import io.securechannel.internal.text.PeerText;
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

    /** U+FFFD, escaped. */
    private static final String REPLACEMENT = "\\ufffd";

    private final StringBuilder line = new StringBuilder("{");

    /** Adds a text, of which what is too long is cut off, and ends in "..." then. */
    JsonLine text(String key, String value) {
        key(key).append('"');
        boolean cut = value.length() > LONGEST;
        int end = cut ? PeerText.end(value, LONGEST - 3) : value.length();
        value.substring(0, end).codePoints().forEach(this::escape);
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

    private void escape(int codePoint) {
        if (codePoint == '"' || codePoint == '\\') {
            line.append('\\').append((char) codePoint);
        } else if (codePoint >= ' ' && codePoint <= ONE_CHARACTER) {
            line.append((char) codePoint);
        } else if (Character.getType(codePoint) == Character.SURROGATE) {
            line.append(REPLACEMENT); // many parsers refuse the whole line for half of a pair (RFC 8259, section 8.2)
        } else {
            for (char unit : Character.toChars(codePoint)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
            }
        }
    }
}
