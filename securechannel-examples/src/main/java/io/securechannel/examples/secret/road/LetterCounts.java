package io.securechannel.examples.secret.road;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The letters A to Z of a text, as numbers from 0, and how often each occurs. */
final class LetterCounts {

    /** The letters of English, the most frequent first, in the three books that {@link Quadgrams} names. */
    static final String ENGLISH = "ETAONISHRLDUCMWFGYPBVKXJQZ";

    private final int[] letters;
    private final int[] counts = new int[BrokenSubstitution.LETTERS];

    private LetterCounts(int[] letters) {
        this.letters = letters;
        for (int letter : letters) {
            counts[letter]++;
        }
    }

    static LetterCounts of(String text) {
        return new LetterCounts(text.chars()
                .map(each -> each >= 'a' && each <= 'z' ? each - 'a' : each - 'A')
                .filter(each -> each >= 0 && each < BrokenSubstitution.LETTERS)
                .toArray());
    }

    int total() {
        return letters.length;
    }

    /** {@return the text without anything but its letters} */
    int[] letters() {
        return letters.clone();
    }

    int count(char letter) {
        return counts[letter - 'A'];
    }

    /** {@return all 26, the most frequent first; equal ones as in the alphabet} */
    List<Character> byFrequency() {
        return IntStream.rangeClosed('A', 'Z')
                .mapToObj(each -> (char) each)
                .sorted(Comparator.comparing((Character each) -> -count(each)))
                .toList();
    }
}
