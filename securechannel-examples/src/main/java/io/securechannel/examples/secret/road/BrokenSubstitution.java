package io.securechannel.examples.secret.road;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * <b>Broken, and here to be broken</b>: each letter stands for another one, the same throughout. There are 26! keys, some
 * 2<sup>88</sup>, and it falls in a second: a letter that is frequent stays frequent under its new name ({@link FrequencyAttack};
 * known since al-Kindi, in the ninth century). Never encrypt anything with it.
 */
final class BrokenSubstitution {

    static final int LETTERS = 26;

    private final String alphabet;

    private BrokenSubstitution(String alphabet) {
        this.alphabet = alphabet;
    }

    /**
     * Takes a key.
     *
     * @param alphabet the 26 letters that stand for A to Z, in this order
     * @return the cipher
     * @throws IllegalArgumentException if it is no such key
     */
    static BrokenSubstitution of(String alphabet) {
        var letters = alphabet.toUpperCase(Locale.ROOT);
        boolean all = IntStream.range(0, LETTERS).allMatch(i -> letters.indexOf('A' + i) >= 0);
        if (letters.length() != LETTERS || !all) {
            throw new IllegalArgumentException("a key is the 26 letters from A to Z, each once, in another order");
        }
        return new BrokenSubstitution(letters);
    }

    /** {@return a key that is easy to remember: the letters of a word, and then the others in their order} */
    static BrokenSubstitution ofWord(String word) {
        var letters = word.toUpperCase(Locale.ROOT);
        if (!letters.matches("[A-Z]+")) {
            throw new IllegalArgumentException("a word for a key has letters from A to Z and nothing else");
        }
        return of(IntStream.concat(letters.chars(), IntStream.rangeClosed('A', 'Z'))
                .distinct()
                .mapToObj(Character::toString)
                .collect(Collectors.joining()));
    }

    String alphabet() {
        return alphabet;
    }

    /** {@return the text with its letters replaced; all else stays as it is} */
    String encrypt(String text) {
        return replaced(text, alphabet);
    }

    String decrypt(String text) {
        var back = new char[LETTERS];
        for (int i = 0; i < LETTERS; i++) {
            back[alphabet.charAt(i) - 'A'] = (char) ('A' + i);
        }
        return replaced(text, new String(back));
    }

    private static String replaced(String text, String by) {
        var replaced = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each >= 'A' && each <= 'Z') {
                replaced.append(by.charAt(each - 'A'));
            } else if (each >= 'a' && each <= 'z') {
                replaced.append(Character.toLowerCase(by.charAt(each - 'a')));
            } else {
                replaced.append(each);
            }
        }
        return replaced.toString();
    }
}
