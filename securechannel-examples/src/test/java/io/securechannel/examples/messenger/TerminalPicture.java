package io.securechannel.examples.messenger;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A terminal as a drawing (SVG), from what {@code tmux capture-pane -e} says: text between sequences of ECMA-48, 8.3.117 (SGR). It
 * knows what the messenger's terminal uses, and refuses what it does not know.
 */
final class TerminalPicture {

    private static final double CELL = 8.4;
    private static final int LINE = 19;
    private static final int MARGIN = 14;
    private static final String FOREGROUND = "#d0d4d9";
    private static final String BACKGROUND = "#14181d";
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[([0-9;]*)m|\u001b\\(B|\u000f|\u000e");

    /** Eight colours, and the same brighter. */
    private static final List<String> COLOURS = List.of(
            "#14181d", "#ff6b6b", "#6fcf7c", "#e5c76b", "#6ea8fe", "#d58cf0", "#56c8d8", "#d0d4d9", "#8b949e",
            "#ff8f8f", "#93e09d", "#f2dc8e", "#8fbcff", "#e3aef5", "#82dbe7", "#ffffff");

    private final StringBuilder svg = new StringBuilder();
    private Look look = Look.PLAIN;

    private TerminalPicture() {}

    /** How characters look. A colour is a number in the table, or -1 for the terminal's own. */
    private record Look(int foreground, int background, boolean bold, boolean faint, boolean inverse) {

        static final Look PLAIN = new Look(-1, -1, false, false, false);

        Look with(int code) {
            return switch (code) {
                case 0 -> PLAIN;
                case 1 -> new Look(foreground, background, true, faint, inverse);
                case 2 -> new Look(foreground, background, bold, true, inverse);
                case 7 -> new Look(foreground, background, bold, faint, true);
                case 22 -> new Look(foreground, background, false, false, inverse);
                case 27 -> new Look(foreground, background, bold, faint, false);
                case 39 -> new Look(-1, background, bold, faint, inverse);
                case 49 -> new Look(foreground, -1, bold, faint, inverse);
                default -> coloured(code);
            };
        }

        private Look coloured(int code) {
            if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
                return new Look(code < 90 ? code - 30 : code - 82, background, bold, faint, inverse);
            } else if ((code >= 40 && code <= 47) || (code >= 100 && code <= 107)) {
                return new Look(foreground, code < 100 ? code - 40 : code - 92, bold, faint, inverse);
            }
            throw new IllegalArgumentException("no picture of SGR " + code);
        }

        String ink() {
            return inverse ? name(background, BACKGROUND) : name(foreground, FOREGROUND);
        }

        String paper() {
            return inverse ? name(foreground, FOREGROUND) : name(background, BACKGROUND);
        }

        private static String name(int colour, String otherwise) {
            return colour < 0 ? otherwise : COLOURS.get(colour);
        }
    }

    /** Characters of one look beside each other. */
    private record Run(int column, String text, Look look) {}

    /**
     * Draws a terminal.
     *
     * @param capture rows between line breaks
     * @param columns of the terminal
     * @param title what it shows, for those who do not see it
     */
    static String svg(String capture, int columns, String title) {
        return new TerminalPicture().draw(capture.stripTrailing().lines().toList(), columns, title);
    }

    private String draw(List<String> rows, int columns, String title) {
        var width = number(columns * CELL + 2 * MARGIN);
        int height = rows.size() * LINE + 2 * MARGIN;
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%s\" height=\"%d\" viewBox=\"0 0 %s %d\" role=\"img\">\n"
                        .formatted(width, height, width, height));
        svg.append("<title>").append(escaped(title)).append("</title>\n");
        svg.append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"")
                .append(BACKGROUND)
                .append("\"/>\n");
        svg.append("<g font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace\""
                + " font-size=\"14\" style=\"white-space:pre\">\n");
        for (int i = 0; i < rows.size(); i++) {
            for (var run : runs(rows.get(i))) {
                draw(run, MARGIN + i * LINE);
            }
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private List<Run> runs(String row) {
        var runs = new ArrayList<Run>();
        var matcher = SEQUENCE.matcher(row);
        int from = 0;
        int column = 0;
        while (matcher.find()) {
            column = add(runs, column, row.substring(from, matcher.start()));
            from = matcher.end();
            if (matcher.group(1) != null) {
                for (var code : matcher.group(1).split(";", -1)) {
                    look = look.with(code.isEmpty() ? 0 : Integer.parseInt(code));
                }
            }
        }
        add(runs, column, row.substring(from));
        return runs;
    }

    private int add(List<Run> runs, int column, String text) {
        if (text.indexOf('\u001b') >= 0) {
            throw new IllegalArgumentException("no picture of an unknown sequence in " + text.replace('\u001b', '^'));
        }
        if (!text.isEmpty()) {
            runs.add(new Run(column, text, look));
        }
        return column + text.codePointCount(0, text.length());
    }

    private void draw(Run run, int top) {
        if (!run.look().paper().equals(BACKGROUND)) {
            svg.append("<rect x=\"%s\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"%s\"/>\n"
                    .formatted(
                            x(run.column()),
                            top,
                            width(run.text()),
                            LINE,
                            run.look().paper()));
        }
        // Blanks at an end are lost where it is shown: the text is put where its first character is.
        var text = run.text().strip();
        if (text.isEmpty()) {
            return;
        }
        int column = run.column() + run.text().indexOf(text);
        svg.append("<text x=\"%s\" y=\"%d\" textLength=\"%s\" fill=\"%s\"%s%s>%s</text>\n"
                .formatted(
                        x(column),
                        top + LINE - 5,
                        width(text),
                        run.look().ink(),
                        run.look().bold() ? " font-weight=\"bold\"" : "",
                        run.look().faint() ? " opacity=\"0.7\"" : "",
                        escaped(text)));
    }

    private static String x(int column) {
        return number(MARGIN + column * CELL);
    }

    private static String width(String text) {
        return number(text.codePointCount(0, text.length()) * CELL);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
