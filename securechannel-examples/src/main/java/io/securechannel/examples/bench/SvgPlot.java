package io.securechannel.examples.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A small picture of one metric: a bar for each contender, as long as the median, with a whisker from the smallest to the
 * largest value. Colours and text can be read on white and on black; nothing is loaded from elsewhere.
 */
final class SvgPlot {

    private static final int WIDTH = 780;
    private static final int NAMES = 160;
    private static final int VALUES = 270;
    private static final int BAR = 18;
    private static final int ROW = 28;
    private static final int TITLE = 34;
    private static final String TEXT = "#7a828b";
    private static final String OTHERS = "#8a939c";
    private static final String OWN = "#2f81f7";
    private static final String WHISKER = "#d1702a";

    private SvgPlot() {}

    /** {@return the picture} */
    static String of(Results results, Metric metric) {
        var spreads = new LinkedHashMap<String, Spread>();
        results.contenders()
                .forEach(name -> results.spread(name, metric).ifPresent(spread -> spreads.put(name, spread)));
        int height = TITLE + ROW * spreads.size() + 6;
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"13\" fill=\"%s\">%n",
                WIDTH,
                height,
                WIDTH,
                height,
                TEXT));
        var title = metric.workload() + ": " + metric.quantity() + ", " + metric.unit() + " ("
                + (metric.moreIsBetter() ? "more" : "less") + " is better)";
        text.append("<title>").append(escaped(title)).append("</title>\n");
        text.append(line("<text x=\"4\" y=\"20\" font-weight=\"bold\">%s</text>", escaped(title)));
        double largest =
                spreads.values().stream().mapToDouble(Spread::max).max().orElse(1);
        double scale = largest > 0 ? (WIDTH - NAMES - VALUES) / largest : 0;
        int y = TITLE;
        for (Map.Entry<String, Spread> each : spreads.entrySet()) {
            text.append(bar(each.getKey(), each.getValue(), y, scale));
            y += ROW;
        }
        return text.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private static String bar(String name, Spread spread, int y, double scale) {
        double middle = y + BAR / 2.0;
        double from = x(spread.min(), scale);
        double to = x(spread.max(), scale);
        return line("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", NAMES - 8, middle + 5, escaped(name))
                + line(
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
                        NAMES,
                        y,
                        x(spread.median(), scale) - NAMES,
                        BAR,
                        name.startsWith("channel") || (name.startsWith("noise-") && !name.startsWith("noise-java"))
                                ? OWN
                                : OTHERS)
                + line(
                        "<path d=\"M%.1f %.1fH%.1fM%.1f %.1fv8M%.1f %.1fv8\" stroke=\"%s\" stroke-width=\"1.5\"/>",
                        from, middle, to, from, middle - 4, to, middle - 4, WHISKER)
                + line(
                        "<text x=\"%.1f\" y=\"%.1f\">%s (%s to %s)</text>",
                        to + 8,
                        middle + 5,
                        TableReport.number(spread.median()),
                        TableReport.number(spread.min()),
                        TableReport.number(spread.max()));
    }

    /** What is noise around nothing may be a little less than nothing. */
    private static double x(double value, double scale) {
        return NAMES + Math.max(0, value) * scale;
    }

    private static String line(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments) + "\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
