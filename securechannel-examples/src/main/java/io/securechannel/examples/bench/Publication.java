package io.securechannel.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Puts a run into the documentation: its values, its pictures, and its tables in {@code performance.md}. */
final class Publication {

    /** What is worth a picture. */
    private static final List<Metric> PICTURES = List.of(
            Metric.BULK_RATE,
            Metric.BULK_CPU,
            Metric.PING_PONG_P50,
            Metric.SINGLE_RATE,
            Metric.COALESCED_RATE,
            Metric.FULL_RATE,
            Metric.RESUMED_RATE,
            Metric.IDLE_HEAP,
            Metric.COLD_HANDSHAKE,
            Metric.COLD_BULK);

    private static final Pattern ROW = Pattern.compile("^\\| ([^|\n]*)\\|([^|\n]*)\\|", Pattern.MULTILINE);
    private static final String TRIALS = "envelopes-";
    private static final String MESSENGER = "messenger-";
    private static final String NOISE = Contenders.NOISE + "-";

    private Publication() {}

    /**
     * Writes {@code performance/jdk-N.json}, the pictures into {@code performance/jdk-N}, and the tables between the two
     * marks for this JDK in {@code performance.md}, as {@code noise-jdk-N} where it was a run of Noise; and the same without pictures, as {@code envelopes-jdk-N} and
     * {@code messenger-jdk-N}, of what was measured without contenders' connections.
     *
     * @param docs the directory of the documentation
     * @param feature of the JDK, N
     */
    static void publish(Report report, Path docs, int feature) throws IOException {
        var name = (report.results().ofNoise() ? NOISE : "") + "jdk-" + feature;
        var connections = report.only(metric -> !Trials.have(metric));
        if (!connections.results().samples().isEmpty()) {
            publish(connections, docs, name);
            pictures(connections.results(), docs.resolve("performance").resolve(name));
        }
        publishTrials(
                report.only(metric -> Trials.have(metric) && !Trials.MESSENGER.has(metric)),
                docs,
                TRIALS + "jdk-" + feature);
        publishTrials(report.only(Trials.MESSENGER::has), docs, MESSENGER + "jdk-" + feature);
    }

    private static void publishTrials(Report trials, Path docs, String name) throws IOException {
        if (!trials.results().samples().isEmpty()) {
            publish(new Report(trials.environment(), trials.settings(), Map.of(), trials.results()), docs, name);
        }
    }

    private static void publish(Report report, Path docs, String name) throws IOException {
        var page = docs.resolve("performance.md");
        var text = withTables(Files.readString(page), name, TableReport.of(report));
        var directory = Files.createDirectories(docs.resolve("performance"));
        Files.writeString(directory.resolve(name + ".json"), JsonReport.of(report));
        Files.writeString(page, text);
    }

    /**
     * Looks whether {@link #publish} will find what it needs, before minutes of measuring are lost.
     *
     * @throws IOException if the page, or its marks for this JDK, are not there
     */
    static void check(Path docs, int feature) throws IOException {
        var page = Files.readString(docs.resolve("performance.md"));
        withTables(page, "jdk-" + feature, "");
        withTables(page, TRIALS + "jdk-" + feature, "");
        withTables(page, MESSENGER + "jdk-" + feature, "");
        withTables(page, NOISE + "jdk-" + feature, "");
    }

    /** Writes a picture for each metric that was measured and is worth one. */
    static void pictures(Results results, Path directory) throws IOException {
        Files.createDirectories(directory);
        for (var metric : PICTURES) {
            if (results.metrics().contains(metric)) {
                Files.writeString(directory.resolve(metric.id() + ".svg"), SvgPlot.of(results, metric));
            }
        }
    }

    /** {@return the page with new tables between its marks} */
    static String withTables(String page, String name, String tables) throws IOException {
        var marks = Marks.in(page, name);
        return page.substring(0, marks.from) + "\n" + tables + "\n" + page.substring(marks.to);
    }

    /**
     * {@return the page with a new table between its marks, which has all the rows that are there}
     *
     * @throws IOException if it lacks one, as where only some loops were measured; a row is known by its first two cells
     */
    static String withWholeTable(String page, String name, String table) throws IOException {
        var marks = Marks.in(page, name);
        var lost = rows(page.substring(marks.from, marks.to));
        lost.removeAll(rows(table));
        if (!lost.isEmpty()) {
            throw new IOException("nothing was replaced, for these were not measured: " + String.join(", ", lost)
                    + ". If they are to go, empty the block " + name + " of performance.md first");
        }
        return withTables(page, name, table);
    }

    private static Set<String> rows(String text) {
        var found = new TreeSet<String>();
        ROW.matcher(text)
                .results()
                .forEach(row ->
                        found.add(row.group(1).strip() + " " + row.group(2).strip()));
        return found;
    }

    /** Where a block begins, behind its mark, and where it ends. */
    private record Marks(int from, int to) {

        static Marks in(String page, String name) throws IOException {
            var begin = "<!-- bench " + name + " -->\n";
            var end = "<!-- end of bench " + name + " -->";
            int from = page.indexOf(begin);
            int to = page.indexOf(end);
            if (from < 0 || to < from) {
                throw new IOException("performance.md has no marks for " + name + ": " + begin.strip() + " and " + end);
            }
            return new Marks(from + begin.length(), to);
        }
    }
}
