package io.securechannel.examples.tap;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Bytes for people: offset, hexadecimal and ASCII. */
public final class HexDump {

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    /**
     * Writes bytes out, some to a line.
     *
     * @param offset of the first byte
     * @param bytes what to show
     * @param width how many to a line; all lines have the same length
     * @return the lines
     */
    public static List<String> lines(long offset, byte[] bytes, int width) {
        var lines = new ArrayList<String>();
        for (int at = 0; at < bytes.length; at += width) {
            int end = Math.min(bytes.length, at + width);
            lines.add(
                    String.format(Locale.ROOT, "%06x  ", offset + at) + row(Arrays.copyOfRange(bytes, at, end), width));
        }
        return lines;
    }

    /**
     * Writes out the bytes of one line, without an offset.
     *
     * @param bytes at most {@code width}
     * @param width how many there is room for; blanks fill the rest
     * @return hexadecimal and ASCII, {@code 4 * width + 1} characters
     */
    public static String row(byte[] bytes, int width) {
        return String.format(
                Locale.ROOT, "%-" + (3 * width - 1) + "s  %-" + width + "s", HEX.formatHex(bytes), ascii(bytes));
    }

    /**
     * {@return the lines of a text, in ASCII}
     *
     * @param bytes whatever; what is not visible is a dot
     */
    static List<String> text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .lines()
                .map(line -> ascii(line.getBytes(StandardCharsets.ISO_8859_1)))
                .toList();
    }

    /** No byte of a stranger may steer the terminal, so all but visible ASCII is a dot. */
    private static String ascii(byte[] bytes) {
        var text = new StringBuilder();
        for (byte each : bytes) {
            text.append(each >= 0x20 && each < 0x7F ? (char) each : '.');
        }
        return text.toString();
    }
}
