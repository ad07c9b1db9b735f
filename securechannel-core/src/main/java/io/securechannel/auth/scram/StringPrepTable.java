package io.securechannel.auth.scram;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A table of RFC 3454 that SASLprep (RFC 4013) names, as a set of code points of Unicode 3.2, or what has to be known of that
 * version's normalisation. They are read from a resource, which a script made out of Python's {@code stringprep} and {@code
 * unicodedata.ucd_3_2_0} (stringprep.py, among the tests).
 */
final class StringPrepTable {

    private static final Map<String, String[]> LINES = lines();

    /** A.1: not assigned in Unicode 3.2. */
    static final StringPrepTable UNASSIGNED = new StringPrepTable("UNASSIGNED");
    /** B.1: commonly mapped to nothing. */
    static final StringPrepTable NOTHING = new StringPrepTable("NOTHING");
    /** C.1.2: spaces outside of ASCII. */
    static final StringPrepTable SPACE = new StringPrepTable("SPACE");
    /** C.1.2 and C.2.1 to C.9: prohibited in what is made. */
    static final StringPrepTable PROHIBITED = new StringPrepTable("PROHIBITED");
    /** D.1: RandALCat, of letters written from right to left. */
    static final StringPrepTable RIGHT_TO_LEFT = new StringPrepTable("RIGHT_TO_LEFT");
    /** D.2: LCat, of letters written from left to right. */
    static final StringPrepTable LEFT_TO_RIGHT = new StringPrepTable("LEFT_TO_RIGHT");
    /** What NFKC changes, reorders or may compose with what is in front of it. Text without these is normal already. */
    static final StringPrepTable NOT_INERT = new StringPrepTable("NOT_INERT");

    /**
     * Code points whose decomposition was wrong in Unicode 3.2 and has been right since 4.0 (Corrigendum 4), which the JDK
     * follows: what 3.2 makes of them.
     */
    private static final Map<Integer, Integer> CORRECTED = corrected();

    /** Starts and ends, both included, in order. */
    private final int[] bounds;

    private StringPrepTable(String name) {
        var words = Objects.requireNonNull(LINES.get(name), name);
        bounds = new int[2 * (words.length - 1)];
        for (int i = 1; i < words.length; i++) {
            var ends = words[i].split("-", -1);
            bounds[2 * i - 2] = Integer.parseInt(ends[0], 16);
            bounds[2 * i - 1] = Integer.parseInt(ends[ends.length - 1], 16);
        }
    }

    boolean has(int codePoint) {
        int found = Arrays.binarySearch(bounds, codePoint);
        // Between two bounds lies a range if the one below is a start, which has an even index.
        int below = -found - 2;
        return found >= 0 || (below >= 0 && below % 2 == 0);
    }

    static int asOfUnicode32(int codePoint) {
        return CORRECTED.getOrDefault(codePoint, codePoint);
    }

    private static Map<Integer, Integer> corrected() {
        var corrected = new HashMap<Integer, Integer>();
        var words = Objects.requireNonNull(LINES.get("CORRECTED"));
        for (int i = 1; i < words.length; i++) {
            var pair = words[i].split("=", -1);
            corrected.put(Integer.parseInt(pair[0], 16), Integer.parseInt(pair[1], 16));
        }
        return corrected;
    }

    private static Map<String, String[]> lines() {
        var name = "stringprep-3.2.txt";
        try (var in = Objects.requireNonNull(StringPrepTable.class.getResourceAsStream(name), name)) {
            var lines = new HashMap<String, String[]>();
            new String(in.readAllBytes(), US_ASCII)
                    .lines()
                    .map(line -> line.split(" ", -1))
                    .forEach(words -> lines.put(words[0], words));
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
