package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The tables of RFC 3454 that SASLprep (RFC 4013) names, as sets of code points of Unicode 3.2, and what has to be known of
 * that version's normalisation. They are read from a resource, which a script made out of Python's {@code stringprep} and
 * {@code unicodedata.ucd_3_2_0} (stringprep.py, among the tests).
 */
enum StringPrepTable {
    /** A.1: not assigned in Unicode 3.2. */
    UNASSIGNED,
    /** B.1: commonly mapped to nothing. */
    NOTHING,
    /** C.1.2: spaces outside of ASCII. */
    SPACE,
    /** C.1.2 and C.2.1 to C.9: prohibited in what is made. */
    PROHIBITED,
    /** D.1: RandALCat, of letters written from right to left. */
    RIGHT_TO_LEFT,
    /** D.2: LCat, of letters written from left to right. */
    LEFT_TO_RIGHT,
    /** What NFKC changes, reorders or may compose with what is in front of it. Text without these is normal already. */
    NOT_INERT;

    /** Starts and ends, both included, in order. */
    private int[] bounds = {};

    /**
     * Code points whose decomposition was wrong in Unicode 3.2 and has been right since 4.0 (Corrigendum 4), which the JDK
     * follows: what 3.2 makes of them.
     */
    private static final Map<Integer, Integer> CORRECTED = new HashMap<>();

    static {
        read();
    }

    boolean has(int codePoint) {
        int found = Arrays.binarySearch(bounds, codePoint);
        // Between two bounds lies a range if the one below is a start, which has an even index.
        return found >= 0 || (-found - 2 >= 0 && (-found - 2) % 2 == 0);
    }

    static int asOfUnicode32(int codePoint) {
        return CORRECTED.getOrDefault(codePoint, codePoint);
    }

    private static void read() {
        var name = "stringprep-3.2.txt";
        try (var in = Objects.requireNonNull(StringPrepTable.class.getResourceAsStream(name), name)) {
            for (var line : new String(in.readAllBytes(), US_ASCII).split("\n")) {
                var words = line.split(" ");
                if (words[0].equals("CORRECTED")) {
                    readCorrected(words);
                } else if (!words[0].equals("#")) {
                    valueOf(words[0]).bounds = bounds(words);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int[] bounds(String[] words) {
        var bounds = new int[2 * (words.length - 1)];
        for (int i = 1; i < words.length; i++) {
            var ends = words[i].split("-");
            bounds[2 * i - 2] = Integer.parseInt(ends[0], 16);
            bounds[2 * i - 1] = Integer.parseInt(ends[ends.length - 1], 16);
        }
        return bounds;
    }

    private static void readCorrected(String[] words) {
        for (int i = 1; i < words.length; i++) {
            var pair = words[i].split("=");
            CORRECTED.put(Integer.parseInt(pair[0], 16), Integer.parseInt(pair[1], 16));
        }
    }
}
