package io.securechannel.soak;

import io.securechannel.soak.SoakSamples.Sample;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A picture of the samples: a line for each figure over the time, all from zero. Colours and text can be read on white and on black. */
final class SoakPlot {

    private static final int WIDTH = 780;
    private static final int LEFT = 60;
    private static final int HEIGHT = 90;
    private static final int PANEL = 124;
    private static final int TITLE = 34;
    private static final int POINTS = 360;
    private static final double MEBIBYTE = 1 << 20;
    private static final String TEXT = "#7a828b";
    private static final String LINE = "#2f81f7";

    private final List<Sample> samples;
    private final StringBuilder text = new StringBuilder();
    private int top = TITLE;

    private SoakPlot(List<Sample> samples) {
        this.samples = samples;
    }

    /** {@return the picture} */
    static String of(String title, List<Sample> samples) {
        var plot = new SoakPlot(samples);
        var withHeap = samples.stream()
                .filter(each -> each.heapAfterCollection().isPresent())
                .toList();
        plot.panel(
                "heap after a collection, MiB",
                withHeap,
                each -> each.heapAfterCollection().getAsLong() / MEBIBYTE);
        plot.panel("resident memory of the process, MiB", samples, each -> each.resident() / MEBIBYTE);
        plot.panel("threads", samples, Sample::threads);
        plot.panel("file descriptors", samples, Sample::descriptors);
        plot.panel("connections at the servers", samples, Sample::connections);
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%1$d\" height=\"%2$d\""
                                + " role=\"img\" font-family=\"sans-serif\" font-size=\"13\" fill=\"%s\">%n"
                                + "<title>%s</title>%n<text x=\"4\" y=\"20\" font-weight=\"bold\">%4$s</text>%n%s</svg>%n",
                        WIDTH,
                        plot.top,
                        TEXT,
                        title,
                        plot.text)
                .replace("\r\n", "\n");
    }

    private void panel(String title, List<Sample> shown, ToDoubleFunction<Sample> figure) {
        double most = Math.max(1, shown.stream().mapToDouble(figure).max().orElse(1));
        double least = shown.stream().mapToDouble(figure).min().orElse(0);
        int base = top + 16 + HEIGHT;
        add("<text x=\"%d\" y=\"%d\">%s: %.0f to %.0f</text>%n", LEFT, top + 10, title, least, most);
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f</text>%n", LEFT - 6, top + 26, most);
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>%n", LEFT - 6, base);
        add("<path d=\"M%d %dV%dH%d\" fill=\"none\" stroke=\"%s\"/>%n", LEFT, top + 16, base, WIDTH - 4, TEXT);
        var line = new StringBuilder();
        double end = Math.max(1, samples.get(samples.size() - 1).millis());
        int stride = Math.max(1, shown.size() / POINTS);
        for (int i = 0; i < shown.size(); i += stride) {
            // The largest of each few: no peak is left out.
            double value = shown.subList(i, Math.min(i + stride, shown.size())).stream()
                    .mapToDouble(figure)
                    .max()
                    .orElse(0);
            line.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    i == 0 ? "M" : "L",
                    LEFT + (WIDTH - 4 - LEFT) * shown.get(i).millis() / end,
                    base - HEIGHT * value / most));
        }
        add("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n", line, LINE);
        top += PANEL;
    }

    private void add(String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments));
    }
}
