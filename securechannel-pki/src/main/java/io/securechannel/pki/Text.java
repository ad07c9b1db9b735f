package io.securechannel.pki;

import java.util.Locale;

/** Checks text that goes into a certificate and is later read by people, and shows refused text harmlessly. */
final class Text {

    private static final int LONGEST_QUOTE = 80;

    private Text() {}

    /** Refuses what is empty, too long (in code points) or holds something that cannot be seen. */
    static void requirePlain(String what, String value, int most) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(what + " is empty");
        }
        value.codePoints().filter(Text::hidden).findFirst().ifPresent(bad -> {
            throw new IllegalArgumentException(
                    what + " holds " + codePoint(bad) + ", a character that cannot be seen: " + quote(value));
        });
        if (!value.equals(value.strip())) {
            throw new IllegalArgumentException(what + " begins or ends with a blank: " + quote(value));
        }
        var length = value.codePointCount(0, value.length());
        if (length > most) {
            throw new IllegalArgumentException(
                    what + " is " + length + " characters long, and " + most + " is the most: " + quote(value));
        }
    }

    /** The text in quotation marks, cut where it is long, with everything escaped that is not visible ASCII. */
    static String quote(String value) {
        var quoted = new StringBuilder("\"");
        value.codePoints().limit(LONGEST_QUOTE).forEach(each -> {
            if (each >= ' ' && each < 0x7F && each != '"') {
                quoted.appendCodePoint(each);
            } else {
                quoted.append('<').append(codePoint(each)).append('>');
            }
        });
        var cut = value.codePointCount(0, value.length()) > LONGEST_QUOTE;
        return quoted.append(cut ? "…\"" : "\"").toString();
    }

    static String codePoint(int codePoint) {
        return String.format(Locale.ROOT, "U+%04X", codePoint);
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
