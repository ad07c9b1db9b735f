package io.securechannel.examples.bench;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** JSON (RFC 8259) with every value of every round. */
final class JsonReport {

    private JsonReport() {}

    static String of(Report report) {
        var results = report.results();
        return "{\n"
                + "  \"format\": \"securechannel-bench/1\",\n"
                + "  \"environment\": " + object(report.environment()) + ",\n"
                + "  \"settings\": " + object(report.settings()) + ",\n"
                + "  \"negotiated\": " + object(report.negotiated()) + ",\n"
                + "  \"metrics\": "
                + array(results.metrics().stream().map(JsonReport::metric).toList()) + ",\n"
                + "  \"samples\": "
                + array(results.samples().stream().map(JsonReport::sample).toList()) + "\n"
                + "}\n";
    }

    private static String metric(Metric metric) {
        return "{\"id\": " + string(metric.id()) + ", \"unit\": " + string(metric.unit()) + ", \"moreIsBetter\": "
                + metric.moreIsBetter() + "}";
    }

    private static String sample(Results.Sample sample) {
        return "{\"round\": " + sample.round() + ", \"contender\": " + string(sample.contender()) + ", \"metric\": "
                + string(sample.metric().id()) + ", \"value\": " + number(sample.value()) + "}";
    }

    private static String object(Map<String, String> values) {
        return values.entrySet().stream()
                .map(each -> "    " + string(each.getKey()) + ": " + string(each.getValue()))
                .collect(Collectors.joining(",\n", "{\n", "\n  }"));
    }

    private static String array(List<String> values) {
        return values.stream().map(each -> "    " + each).collect(Collectors.joining(",\n", "[\n", "\n  ]"));
    }

    /** JSON has no word for what is not finite. */
    private static String number(double value) {
        return Double.isFinite(value) ? Double.toString(value) : "null";
    }

    static String string(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            if (each == '"' || each == '\\') {
                quoted.append('\\').append(each);
            } else if (each < ' ') {
                quoted.append(String.format("\\u%04x", (int) each));
            } else {
                quoted.append(each);
            }
        }
        return quoted.append('"').toString();
    }
}
