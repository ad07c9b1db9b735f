package io.securechannel.keys;

import java.util.ArrayList;
import java.util.Locale;

/**
 * Bech32m a second time, from the mathematics of BIP 173 and not from its code: the text is a polynomial over GF(32), and its remainder by the
 * generator is a constant.
 */
final class SecondBech32m {

    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

    /** x^6 + {29}x^5 + {22}x^4 + {20}x^3 + {21}x^2 + {29}x + {18}, without its first coefficient. */
    private static final int[] GENERATOR = {29, 22, 20, 21, 29, 18};

    /** a^5 + a^3 + 1 (BIP 173). */
    private static final int FIELD = 0b101001;

    /** 0x2bc830a3 (BIP 350) in groups of five bits. */
    private static final int[] REMAINDER = {21, 28, 16, 12, 5, 3};

    private SecondBech32m() {}

    static boolean valid(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        boolean oneCase = text.equals(lower) || text.equals(text.toUpperCase(Locale.ROOT));
        int separator = lower.lastIndexOf('1');
        boolean printable = text.chars().allMatch(each -> each >= 33 && each <= 126);
        if (!oneCase || !printable || separator < 1 || separator + 7 > text.length() || text.length() > 90) {
            return false;
        }
        var coefficients = new ArrayList<Integer>();
        coefficients.add(1);
        lower.substring(0, separator).chars().forEach(each -> coefficients.add(each / 32));
        coefficients.add(0);
        lower.substring(0, separator).chars().forEach(each -> coefficients.add(each % 32));
        for (char each : lower.substring(separator + 1).toCharArray()) {
            int value = ALPHABET.indexOf(each);
            if (value < 0) {
                return false;
            }
            coefficients.add(value);
        }
        return remains(coefficients.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Long division, highest coefficient first. */
    private static boolean remains(int[] polynomial) {
        for (int i = 0; i + GENERATOR.length < polynomial.length; i++) {
            for (int j = 0; j < GENERATOR.length; j++) {
                polynomial[i + 1 + j] ^= times(polynomial[i], GENERATOR[j]);
            }
        }
        for (int j = 0; j < REMAINDER.length; j++) {
            if (polynomial[polynomial.length - REMAINDER.length + j] != REMAINDER[j]) {
                return false;
            }
        }
        return true;
    }

    private static int times(int left, int right) {
        int product = 0;
        for (int bit = 0; bit < 5; bit++) {
            product ^= ((right >> bit) & 1) * (left << bit);
        }
        for (int bit = 9; bit >= 5; bit--) {
            product ^= ((product >> bit) & 1) * (FIELD << (bit - 5));
        }
        return product;
    }
}
