package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.console.Visible;
import java.util.regex.Pattern;

/**
 * Others' text, as it may be shown. It cannot steer a terminal, turn the direction of writing, begin a line of its own, or put
 * so many marks over a letter that they reach the lines above.
 */
final class Harmless {

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    /** Joiners only shape what stands beside them; without them an emoji of a family is its members. */
    private static final Pattern JOINERS = Pattern.compile("[\\u200c\\u200d]");

    private static final Pattern MORE_MARKS = Pattern.compile("(\\p{M}{4})\\p{M}+");
    private static final int SHORT = 40;

    private Harmless() {}

    /** {@return on one line, without control characters and those that turn the direction of writing} */
    static String text(String text) {
        var line = LINE_BREAK.matcher(text).replaceAll("↵").replace('\t', ' ');
        line = JOINERS.matcher(line).replaceAll("");
        return MORE_MARKS.matcher(Visible.of(line)).replaceAll("$1");
    }

    /** {@return the beginning of what was typed, for an error} */
    static String shortened(String text) {
        var clean = text(text);
        return clean.codePointCount(0, clean.length()) <= SHORT
                ? clean
                : clean.substring(0, clean.offsetByCodePoints(0, SHORT)) + "…";
    }
}
