package io.securechannel.examples.console;

import java.util.stream.Collectors;

/**
 * What of others' text may stand on a terminal, in a log, or in a line for scripts. Control characters steer a terminal; format
 * characters turn the direction of writing, or are seen by nobody; separators break lines. A code point that this JDK does not know
 * yet is none of these: people write with emoji that are younger than their JDK.
 */
public final class Visible {

    private Visible() {}

    /**
     * Whether a code point is only seen, and does nothing.
     *
     * @param codePoint any
     * @return false for what steers, hides, or is half a character
     */
    public static boolean isHarmless(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /**
     * {@return a text in which question marks stand for what is not harmless}
     *
     * @param text anything
     */
    public static String of(String text) {
        return text.codePoints()
                .mapToObj(each -> isHarmless(each) ? Character.toString(each) : "?")
                .collect(Collectors.joining());
    }
}
