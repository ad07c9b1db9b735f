package io.securechannel.examples.console;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The constants of an enum as the command line writes them: in small letters, with hyphens. */
public final class Words {

    private Words() {}

    /**
     * {@return the constant as a word}
     *
     * @param constant of any enum
     */
    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Finds a constant by its word.
     *
     * @param what the option, for the message
     * @param constants to choose from
     * @param word in small letters or capitals
     * @param <T> their enum
     * @return the constant
     * @throws IllegalArgumentException that names all, if it is none of them
     */
    public static <T extends Enum<T>> T find(String what, List<T> constants, String word) {
        return constants.stream()
                .filter(each -> of(each).equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        what + " is one of " + constants.stream().map(Words::of).collect(Collectors.joining(", "))));
    }

    /**
     * Finds a constant by its word.
     *
     * @param what the option, for the message
     * @param constants to choose from
     * @param word in small letters or capitals
     * @param <T> their enum
     * @return the constant
     * @throws IllegalArgumentException that names all, if it is none of them
     */
    public static <T extends Enum<T>> T find(String what, T[] constants, String word) {
        return find(what, Arrays.asList(constants), word);
    }
}
