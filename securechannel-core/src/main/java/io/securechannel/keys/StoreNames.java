package io.securechannel.keys;

/** What entries may be called. */
final class StoreNames {

    private static final int LONGEST_NAME = 128;
    private static final int LONGEST_NOTE = 1_024;

    private StoreNames() {}

    static void requireName(String name) {
        if (name.isBlank() || !name.equals(name.strip())) {
            throw new IllegalArgumentException("the name of an entry is empty, or begins or ends with a blank");
        }
        require("the name of an entry", name, LONGEST_NAME);
    }

    static void requireNote(String note) {
        require("the note of an entry", note, LONGEST_NOTE);
    }

    private static void require(String what, String text, int longest) {
        if (text.length() > longest) {
            throw new IllegalArgumentException(
                    what + " has " + text.length() + " characters, and " + longest + " is the most");
        }
        if (text.codePoints().anyMatch(StoreNames::hidden)) {
            throw new IllegalArgumentException(what + " holds a character that cannot be seen");
        }
    }

    private static boolean hidden(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
