package io.securechannel.examples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs JMH over the inner loops, and puts what it found into the documentation. */
public final class JmhMain {

    private static final int FIRST_WITH_ML_KEM = 24;
    private static final int FIRST_WITH_WARNINGS = 22;

    private JmhMain() {}

    /**
     * Measures.
     *
     * @param arguments the directory of the documentation, and what JMH takes
     */
    public static void main(String[] arguments) throws Exception {
        var docs = Path.of(arguments[0]);
        int feature = Runtime.version().feature();
        var name = "jmh-jdk-" + feature;
        var page = docs.resolve("performance.md");
        Publication.withTables(Files.readString(page), name, "");
        var about = about();
        var options = new OptionsBuilder()
                .parent(new CommandLineOptions(
                        List.of(arguments).subList(1, arguments.length).toArray(String[]::new)))
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(jvm(feature).toArray(String[]::new))
                .shouldFailOnError(true)
                .resultFormat(ResultFormatType.JSON)
                .result(Files.createTempFile("jmh", ".json").toString());
        if (feature < FIRST_WITH_ML_KEM) {
            options.exclude("JdkMlKemBenchmark");
        }
        var results = new Runner(options.build()).run();
        var table = about + table(results);
        System.out.println(table); // JMH has printed its own; this is for whoever chose loops, and replaces nothing
        Files.writeString(page, Publication.withWholeTable(Files.readString(page), name, table));
        Files.writeString(docs.resolve("performance").resolve(name + ".json"), json(results));
    }

    private static List<String> jvm(int feature) {
        var arguments = new ArrayList<>(List.of("-Xms512m", "-Xmx512m", "-XX:+UseParallelGC"));
        if (feature >= FIRST_WITH_WARNINGS) {
            arguments.add("--enable-native-access=ALL-UNNAMED");
        }
        return arguments;
    }

    /** Our own lines: JMH's file holds the paths of this machine. */
    private static String json(Collection<RunResult> results) {
        return results.stream()
                .map(each -> "  {\"benchmark\": " + JsonReport.string(name(each)) + ", \"parameters\": "
                        + JsonReport.string(parameters(each))
                        + String.format(
                                Locale.ROOT,
                                ", \"nanoseconds\": %.3f, \"error\": %s, \"allocated\": %.3f, \"samples\": %d}",
                                each.getPrimaryResult().getScore(),
                                error(each),
                                allocated(each),
                                each.getPrimaryResult().getSampleCount()))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    private static String error(RunResult result) {
        double error = result.getPrimaryResult().getScoreError();
        return Double.isFinite(error) ? String.format(Locale.ROOT, "%.3f", error) : "null";
    }

    /** Asked before anything is measured: what fails is to fail at once. */
    private static String about() {
        return Environment.describe().entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining("; "))
                + "; one thread, which does the work of both ends, and a hot cache.\n\n";
    }

    private static String table(Collection<RunResult> results) {
        var rows = results.stream()
                .map(each -> "| " + name(each) + " | " + parameters(each) + " | **"
                        + TableReport.number(each.getPrimaryResult().getScore()) + "** (± "
                        + TableReport.number(each.getPrimaryResult().getScoreError()) + ") | "
                        + TableReport.number(allocated(each)) + " |\n")
                .collect(Collectors.joining());
        return "| loop | parameters | ns | allocated, B |\n|---|---|---:|---:|\n" + rows;
    }

    private static String name(RunResult result) {
        var full = result.getParams().getBenchmark();
        return full.substring(full.lastIndexOf('.', full.lastIndexOf('.') - 1) + 1)
                .replace("Benchmark.", ".");
    }

    private static String parameters(RunResult result) {
        var parameters = result.getParams();
        return parameters.getParamsKeys().stream()
                .map(key -> key + " " + parameters.getParam(key))
                .collect(Collectors.joining(", "));
    }

    private static double allocated(RunResult result) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(each -> each.getKey().endsWith("gc.alloc.rate.norm"))
                .mapToDouble(each -> each.getValue().getScore())
                .findFirst()
                .orElse(Double.NaN);
    }
}
