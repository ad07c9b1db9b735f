package io.securechannel.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures this library beside others. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Measures this library beside plain sockets and SSLSockets, over the loopback interface, and its envelopes"
                    + " beside the primitives that they are made of, all in one run and interleaved.",
            "It prints tables in Markdown: medians with the smallest and largest value, and ratios to jdk-socket, round"
                    + " by round. What they mean is in docs/performance.md."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  bench                              everything, in some minutes",
            "  bench --seconds 0.2 --rounds 3     sooner",
            "  bench --only envelopes,streams,rewrap",
            "  bench --only channel-jdk,jdk-socket,coalesced",
            "  bench --only messenger --seconds 20 --rounds 3 --warm-up 0",
            "  bench --jdk-cold --publish docs    for docs/performance.md"
        })
public final class BenchCommand implements Callable<Integer> {

    static final String COLD_CHILD = "--cold-child";

    private static final int MOST_COLD_ROUNDS = 5;
    private static final int MOST_STREAM = 512;
    private static final int MOST_FILE = 10_000;
    private static final int MOST_CLIENTS = 4_000;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "0.5",
            description = "How long each measurement takes (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "How often each is repeated (default: ${DEFAULT-VALUE}).")
    private int rounds;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "3",
            description = "How many rounds do not count (default: ${DEFAULT-VALUE}).")
    private int warmUp;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "32",
            description = "How many idle connections are weighed (default: ${DEFAULT-VALUE}).")
    private int connections;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            split = ",",
            description = "Contenders, workloads, or both; a wrong name lists all.")
    private List<String> only = List.of();

    @Option(
            names = "--recipients",
            paramLabel = "N",
            defaultValue = "100",
            description = "To how many an envelope is sealed at most, of 1, 10 and 100 (default: ${DEFAULT-VALUE}).")
    private int recipients;

    @Option(
            names = "--stream-size",
            paramLabel = "MIB",
            defaultValue = "64",
            description = "How large the content of streams is (default: ${DEFAULT-VALUE}).")
    private int streamSize;

    @Option(
            names = "--file-size",
            paramLabel = "MB",
            defaultValue = "1000",
            description = "How large the file is whose recipients are changed (default: ${DEFAULT-VALUE}).")
    private int fileSize;

    @Option(
            names = "--rsa-bits",
            paramLabel = "N",
            defaultValue = "4096",
            description = "How long an RSA key is at most, of 2048, 3072 and 4096 bits (default: ${DEFAULT-VALUE}).")
    private int rsaBits;

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "1000",
            description = "How many clients the messenger's server has (default: ${DEFAULT-VALUE}).")
    private int clients;

    @Option(names = "--jdk-cold", description = "Also the first handshake and the first 100 MB, in a fresh JVM each.")
    private boolean cold;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all values of all rounds.")
    private @Nullable Path json;

    @Option(names = "--svg", paramLabel = "DIR", description = "Write pictures.")
    private @Nullable Path svg;

    @Option(
            names = "--publish",
            paramLabel = "DOCS",
            description = "Write values, pictures and tables into the documentation in this directory.")
    private @Nullable Path publish;

    @Option(names = COLD_CHILD, hidden = true)
    private @Nullable String coldChild;

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() throws Exception {
        var command = Objects.requireNonNull(spec).commandLine();
        if (coldChild != null) {
            runColdChild(Contenders.named(coldChild), command.getOut());
            return 0;
        }
        var selection = selection();
        if (publish != null) {
            Publication.check(publish, Runtime.version().feature());
            if (!NettyPackaged.present()) {
                command.getErr().println("Netty is not packaged and takes no part: package with the profile bench");
            }
        }
        requireWritable();
        var report = run(selection, command.getErr());
        command.getOut().print(TableReport.of(report));
        command.getOut().flush();
        write(report);
        return 0;
    }

    /** Minutes of measuring must not be lost for a wrong name. */
    private void requireWritable() throws IOException {
        if (json != null) {
            var directory = Objects.requireNonNullElse(json.toAbsolutePath().getParent(), json);
            if (Files.isDirectory(json) || !Files.isDirectory(directory)) {
                throw new IOException(json + " cannot be written: "
                        + (Files.isDirectory(json) ? "it is a directory" : "there is no directory " + directory));
            }
        }
        if (svg != null && Files.exists(svg) && !Files.isDirectory(svg)) {
            throw new IOException(svg + " is a file, and the pictures need a directory");
        }
    }

    private Selection selection() {
        var command = Objects.requireNonNull(spec).commandLine();
        if (!(seconds > 0) || rounds < 1 || warmUp < 0 || connections < 1) {
            throw new ParameterException(
                    command, "--seconds, --rounds and --connections must be positive, and --warm-up not negative");
        }
        if (clients < 2 || clients > MOST_CLIENTS) {
            throw new ParameterException(command, "--clients must be 2 to " + MOST_CLIENTS);
        }
        if (recipients < 1 || streamSize < 1 || streamSize > MOST_STREAM || fileSize < 1 || fileSize > MOST_FILE) {
            throw new ParameterException(
                    command,
                    "--recipients must be positive, --stream-size 1 to " + MOST_STREAM + ", and --file-size 1 to "
                            + MOST_FILE);
        }
        try {
            return Selection.of(only);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command, e.getMessage(), e);
        }
    }

    private Report run(Selection selection, PrintWriter progress) throws Exception {
        var credentials = Credentials.create();
        var results = new Results();
        if (cold) {
            for (int round = 1; round <= Math.min(rounds, MOST_COLD_ROUNDS); round++) {
                progress.println("cold starts, round " + round);
                for (var contender : selection.coldStarters()) {
                    results.add(round, contender.title(), ColdStart.inFreshProcess(contender, credentials));
                }
            }
        }
        var contenders = Contenders.create(selection.contenders(), credentials);
        var negotiated = new LinkedHashMap<String, String>();
        for (var contender : contenders) {
            negotiated.put(contender.name(), ServerHello.negotiated(contender));
        }
        var time = Duration.ofNanos((long) (seconds * 1e9));
        try (var trials = OpenTrials.of(
                selection.trials(), new Trials.Sizes(recipients, streamSize, fileSize, rsaBits, clients))) {
            var all = new Rounds(
                    contenders, selection.workloads(), trials.all(), selection.idle() ? connections : 0, time);
            all.warmUp(warmUp, progress::println);
            all.run(rounds, results, progress::println);
        }
        return new Report(Environment.describe(), settings(), negotiated, results);
    }

    private Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        settings.put("seconds", Double.toString(seconds));
        settings.put("rounds", Integer.toString(rounds));
        settings.put("warm-up", Integer.toString(warmUp));
        settings.put("connections", Integer.toString(connections));
        settings.put("recipients", Integer.toString(recipients));
        settings.put("stream-size", streamSize + " MiB");
        settings.put("file-size", fileSize + " MB");
        settings.put("rsa-bits", Integer.toString(rsaBits));
        settings.put("clients", Integer.toString(clients));
        return settings;
    }

    private void write(Report report) throws IOException {
        if (json != null) {
            Files.writeString(json, JsonReport.of(report));
        }
        if (svg != null) {
            Publication.pictures(report.results(), svg);
        }
        if (publish != null) {
            Publication.publish(report, publish, Runtime.version().feature());
        }
    }

    private static void runColdChild(Contenders contender, PrintWriter out) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        var credentials = Credentials.decode(List.of(in.readLine(), in.readLine(), in.readLine()));
        ColdStart.measure(contender, credentials).forEach(out::println);
    }
}
