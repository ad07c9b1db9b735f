package io.securechannel.examples.secret.road;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * How English a text is, by its groups of four letters: the sum of the logarithms of their frequencies. The table is
 * {@code english-quadgrams.txt}, which says where its numbers are from. What is not in it counts as if it had been seen once.
 */
final class Quadgrams {

    private static final int BASE = BrokenSubstitution.LETTERS;
    private static final Pattern ENTRY = Pattern.compile("([A-Z]{4})(\\d+)");

    private final float[] logarithms = new float[BASE * BASE * BASE * BASE];

    private Quadgrams() {}

    static Quadgrams english() {
        var table = new Quadgrams();
        try (var in = Objects.requireNonNull(Quadgrams.class.getResourceAsStream("english-quadgrams.txt"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(table::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it is in the same jar
        }
        return table;
    }

    private void read(String line) {
        var entry = ENTRY.matcher(line);
        while (entry.find()) {
            int[] letters = LetterCounts.of(entry.group(1)).letters();
            logarithms[((letters[0] * BASE + letters[1]) * BASE + letters[2]) * BASE + letters[3]] =
                    (float) Math.log(Integer.parseInt(entry.group(2)));
        }
    }

    /**
     * {@return the score; the higher, the more like English}
     *
     * @param letters from 0
     * @param key what each of them stands for
     */
    double score(int[] letters, int[] key) {
        double sum = 0;
        int group = 0;
        for (int at = 0; at < letters.length; at++) {
            group = (group % (BASE * BASE * BASE)) * BASE + key[letters[at]];
            sum += at < 3 ? 0 : logarithms[group];
        }
        return sum;
    }
}
