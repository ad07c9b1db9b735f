package io.securechannel.examples.secret.road;

import java.util.SplittableRandom;

/**
 * Breaks a {@link BrokenSubstitution} from its ciphertext alone. It begins with the key under which the frequent letters of the
 * ciphertext are the frequent letters of English, swaps two letters of the key as long as the text becomes more like English, and
 * does so again from shuffled keys, since a hill need not be the highest one. The method is that of Jakobsen, "A fast method for
 * cryptanalysis of substitution ciphers", Cryptologia 19 (1995), with groups of four letters in place of two.
 */
final class FrequencyAttack {

    private static final int LETTERS = BrokenSubstitution.LETTERS;
    private static final int CLIMBS = 40;
    private static final int SHUFFLES = 12;

    private final Quadgrams english = Quadgrams.english();
    private final SplittableRandom random;

    /**
     * @param seed the same one finds the same key
     */
    FrequencyAttack(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * Finds the likeliest key.
     *
     * @param ciphertext of some hundred letters; with much less there is not enough to count
     * @return the cipher that made it, probably
     */
    BrokenSubstitution solve(String ciphertext) {
        var counts = LetterCounts.of(ciphertext);
        int[] letters = counts.letters();
        int[] best = byFrequency(counts);
        double bestScore = climb(letters, best);
        for (int i = 1; i < CLIMBS; i++) {
            int[] key = shuffled(best);
            double score = climb(letters, key);
            if (score > bestScore) {
                best = key;
                bestScore = score;
            }
        }
        return cipher(best);
    }

    /** What each letter of the ciphertext stands for. */
    private static int[] byFrequency(LetterCounts counts) {
        var key = new int[LETTERS];
        var frequent = counts.byFrequency();
        for (int i = 0; i < LETTERS; i++) {
            key[frequent.get(i) - 'A'] = LetterCounts.ENGLISH.charAt(i) - 'A';
        }
        return key;
    }

    private double climb(int[] letters, int[] key) {
        double score = english.score(letters, key);
        boolean higher = true;
        while (higher) {
            higher = false;
            for (int a = 0; a < LETTERS; a++) {
                for (int b = a + 1; b < LETTERS; b++) {
                    swap(key, a, b);
                    double swapped = english.score(letters, key);
                    if (swapped > score) {
                        score = swapped;
                        higher = true;
                    } else {
                        swap(key, a, b);
                    }
                }
            }
        }
        return score;
    }

    private int[] shuffled(int[] key) {
        int[] shuffled = key.clone();
        for (int i = 0; i < SHUFFLES; i++) {
            swap(shuffled, random.nextInt(LETTERS), random.nextInt(LETTERS));
        }
        return shuffled;
    }

    private static void swap(int[] key, int a, int b) {
        int kept = key[a];
        key[a] = key[b];
        key[b] = kept;
    }

    private static BrokenSubstitution cipher(int[] key) {
        var alphabet = new char[LETTERS];
        for (int i = 0; i < LETTERS; i++) {
            alphabet[key[i]] = (char) ('A' + i);
        }
        return BrokenSubstitution.of(new String(alphabet));
    }
}
