package io.securechannel.internal.text;

import java.util.List;

/** Words that a peer has a say in, for an error, a log or a recording: they forge no line of it, and do not fill it. */
public final class PeerText {

    /** Controls, what joins letters or turns the direction of writing, half of a surrogate pair, and the ends of lines and paragraphs. */
    private static final String UNPRINTABLE = "[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]";

    private static final int MOST_NAMES = 16;

    private PeerText() {}

    /**
     * {@return the words with a question mark for each character that is not printable; what is too long is cut off, and ends in "..." then}
     *
     * @param words anything
     * @param longest in characters, without the dots
     */
    public static String printable(String words, int longest) {
        int end = end(words, longest);
        var clean = words.substring(0, end).replaceAll(UNPRINTABLE, "?");
        return end == words.length() ? clean : clean + "...";
    }

    /**
     * {@return where words are cut that are too long: never in the middle of a surrogate pair}
     *
     * @param words anything
     * @param longest in characters
     */
    public static int end(String words, int longest) {
        if (words.length() <= longest) {
            return words.length();
        }
        boolean pair =
                Character.isHighSurrogate(words.charAt(longest - 1)) && Character.isLowSurrogate(words.charAt(longest));
        return pair ? longest - 1 : longest;
    }

    /** {@return the first of a list of names, and how many there are besides} */
    public static String first(List<String> names) {
        return names.size() <= MOST_NAMES
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_NAMES)) + " and " + (names.size() - MOST_NAMES) + " more";
    }
}
