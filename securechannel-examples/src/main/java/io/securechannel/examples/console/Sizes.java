package io.securechannel.examples.console;

import java.util.Locale;

/** Numbers of bytes for people. */
public final class Sizes {

    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    /**
     * {@return a number of bytes in three digits, about}
     *
     * @param bytes not negative
     */
    public static String of(long bytes) {
        double number = bytes;
        int unit = 0;
        while (number >= 999.5 && unit < UNITS.length - 1) {
            number /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || number >= 99.95 ? "%.0f %s" : "%.1f %s", number, UNITS[unit]);
    }
}
