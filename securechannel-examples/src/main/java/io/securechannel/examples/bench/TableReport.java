package io.securechannel.examples.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Markdown: a table for each workload, with the medians, the smallest and the largest value, and the ratios to the
 * baseline.
 */
final class TableReport {

    private TableReport() {}

    static String of(Report report) {
        var results = report.results();
        var about = report.environment().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining("; "));
        var negotiated = report.negotiated().entrySet().stream()
                .map(each -> "- `" + each.getKey() + "`: " + each.getValue() + "\n")
                .collect(Collectors.joining());
        var settings = report.settings().entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        return about + ".\n\n" + settings + ".\n\n" + negotiated + "\n" + NoiseGoals.table(results) + tables(results);
    }

    private static String tables(Results results) {
        return results.metrics().stream()
                .map(Metric::workload)
                .distinct()
                .map(workload -> table(results, workload))
                .collect(Collectors.joining("\n"));
    }

    private static String table(Results results, String workload) {
        var metrics = results.metrics().stream()
                .filter(metric -> metric.workload().equals(workload) && metric != Metric.RESUMED_SHARE)
                .toList();
        var text = new StringBuilder("| " + workload + " |");
        metrics.forEach(metric -> text.append(" ")
                .append(metric.quantity())
                .append(", ")
                .append(metric.unit())
                .append(compared(metric) ? " | × " + results.baseline() + " |" : " |"));
        text.append(metrics.isEmpty() ? " |" : "") // where nobody resumes
                .append("\n|---|")
                .append("---:|".repeat(Math.max(1, columns(metrics))))
                .append("\n");
        for (var contender : results.contenders()) {
            if (results.metrics().stream()
                    .filter(metric -> metric.workload().equals(workload))
                    .anyMatch(metric -> results.spread(contender, metric).isPresent())) {
                text.append("| ")
                        .append(contender)
                        .append(" |")
                        .append(row(results, contender, metrics))
                        .append("\n");
            }
        }
        return text.toString();
    }

    private static String row(Results results, String contender, List<Metric> metrics) {
        if (metrics.stream()
                .allMatch(metric -> results.spread(contender, metric).isEmpty())) {
            return " resumes no sessions |" + " |".repeat(Math.max(1, columns(metrics)) - 1);
        }
        return metrics.stream()
                .map(metric -> " " + value(results, contender, metric) + " |"
                        + (compared(metric) ? " " + ratio(results, contender, metric) + " |" : ""))
                .collect(Collectors.joining());
    }

    /** Of what the baseline does not do, there is no ratio. */
    private static boolean compared(Metric metric) {
        return !metric.workload().equals(Logins.NAME)
                && !metric.workload().equals(LoginFlood.NAME)
                && !Trials.have(metric);
    }

    private static int columns(List<Metric> metrics) {
        return metrics.stream().mapToInt(metric -> compared(metric) ? 2 : 1).sum();
    }

    private static String value(Results results, String contender, Metric metric) {
        return results.spread(contender, metric).map(TableReport::text).orElse("");
    }

    private static String ratio(Results results, String contender, Metric metric) {
        return contender.equals(results.baseline())
                ? ""
                : results.ratio(contender, results.baseline(), metric)
                        .map(TableReport::text)
                        .orElse("");
    }

    static String text(Spread spread) {
        return "**" + number(spread.median()) + "** (" + number(spread.min()) + " to " + number(spread.max()) + ")";
    }

    /** {@return about three digits, as people read them} */
    static String number(double value) {
        double size = Math.abs(value);
        var format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
