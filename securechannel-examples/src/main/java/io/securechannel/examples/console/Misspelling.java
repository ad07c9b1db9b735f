package io.securechannel.examples.console;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** What somebody who typed a word may have meant. */
public final class Misspelling {

    /** A letter that is wrong, missing or too many, or two that have changed places, count one each. */
    private static final int MOST = 2;

    private Misspelling() {}

    /**
     * {@return the nearest of the words that are known, all that are as near; empty if none is near}
     *
     * @param typed the word
     * @param known those that there are
     */
    public static List<String> nearest(String typed, Collection<String> known) {
        int least = known.stream().mapToInt(word -> distance(typed, word)).min().orElse(MOST + 1);
        return least > MOST || least >= typed.length()
                ? List.of()
                : known.stream()
                        .filter(word -> distance(typed, word) == least)
                        .sorted()
                        .toList();
    }

    /** The optimal string alignment distance (Damerau, 1964): no place is changed twice. */
    static int distance(String one, String other) {
        var before = new int[other.length() + 1];
        var last = new int[other.length() + 1];
        Arrays.setAll(last, column -> column);
        for (int row = 1; row <= one.length(); row++) {
            var next = new int[other.length() + 1];
            next[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = last[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                next[column] = Math.min(replaced, 1 + Math.min(last[column], next[column - 1]));
                if (row > 1
                        && column > 1
                        && one.charAt(row - 1) == other.charAt(column - 2)
                        && one.charAt(row - 2) == other.charAt(column - 1)) {
                    next[column] = Math.min(next[column], before[column - 2] + 1);
                }
            }
            before = last;
            last = next;
        }
        return last[other.length()];
    }
}
