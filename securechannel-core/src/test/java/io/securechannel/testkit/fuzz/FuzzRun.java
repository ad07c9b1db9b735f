package io.securechannel.testkit.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** One target, handed to Jazzer in a process of its own; all that it leaves is in {@code target/fuzz/NAME}. */
final class FuzzRun {

    private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";
    private static final int DEFAULT_SECONDS = 600;

    /** So many seconds for one input are a finding, however busy the machine is. */
    private static final int HANGS = 300;

    private final FuzzTarget target;
    private final String name;
    private final Path directory;
    private final long seconds = Long.getLong("securechannel.fuzz.seconds", DEFAULT_SECONDS);

    FuzzRun(FuzzTarget target) {
        this.target = target;
        this.name = target.getClass().getSimpleName();
        this.directory = Path.of("target", "fuzz", name).toAbsolutePath();
    }

    void run() throws Exception {
        var replayed = System.getProperty("securechannel.fuzz.input");
        if (replayed != null) {
            replay(Path.of(replayed));
            return;
        }
        requireJazzer();
        write();
        long begun = System.nanoTime();
        int exit = jazzer();
        long ran = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun);
        var figures = FuzzFigures.read(
                log(),
                ran,
                files(directory.resolve("corpus")).size(),
                findings().size());
        if (figures.tell(exit)) {
            FuzzTable.add(name, module(), figures);
        }
        if (!figures.tell(exit) || figures.findings() > 0) {
            throw new AssertionError(told(exit));
        }
    }

    private static void requireJazzer() {
        try {
            Class.forName(JAZZER, false, FuzzRun.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Jazzer comes with the profile alone: -Pfuzz", e);
        }
    }

    /** One input, or all of a directory. */
    private void replay(Path input) throws Exception {
        try (var files = Files.walk(input)) {
            for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
                target.check(Files.readAllBytes(file));
            }
        }
    }

    /** {@return what to do with what was found} */
    private String told(int exit) throws IOException {
        var findings = findings();
        if (findings.isEmpty()) {
            return "Jazzer ended with " + exit + " and left no input: see " + log();
        }
        return name + " has a finding; its stack trace is in " + log() + ". To replay it:\n"
                + "  mvn -B verify -Pfuzz,tests-only -DskipUnitTests -pl " + module() + " -am -Dit.test=" + name
                + " -Dfailsafe.failIfNoSpecifiedTests=false -Dsecurechannel.fuzz.input=" + findings.get(0);
    }

    private static String module() {
        return Path.of("").toAbsolutePath().getFileName().toString();
    }

    private Path log() {
        return directory.resolve("log.txt");
    }

    /** The corpus of an earlier run stays: fuzzing goes on from there. */
    private void write() throws Exception {
        Files.createDirectories(directory.resolve("corpus"));
        var seeds = Files.createDirectories(directory.resolve("seeds"));
        for (var old : files(seeds)) {
            Files.delete(old);
        }
        int number = 0;
        for (var seed : target.seeds()) {
            Files.write(seeds.resolve("seed-" + number++), seed);
        }
        for (var old : findings()) {
            Files.delete(old);
        }
        Files.write(
                directory.resolve("words.dict"),
                target.words().stream().map(FuzzRun::quoted).toList());
    }

    /** As libFuzzer reads it. */
    private static String quoted(String word) {
        var escaped = new StringBuilder("\"");
        for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = each >= ' ' && each <= '~' && each != '"' && each != '\\';
            escaped.append(plain ? String.valueOf((char) each) : "\\x%02x".formatted(each));
        }
        return escaped.append('"').toString();
    }

    private int jazzer() throws Exception {
        var process = new ProcessBuilder(command())
                .directory(new File("").getAbsoluteFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        try {
            process.getOutputStream().close();
            return process.waitFor();
        } finally {
            process.destroyForcibly();
        }
    }

    private List<String> command() {
        var followed = new ArrayList<>(List.of("io.securechannel.**"));
        target.followed().forEach(each -> followed.add(each + ".**"));
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseSerialGC",
                "-XX:+EnableDynamicAgentLoading",
                "-XX:-OmitStackTraceInFastThrow",
                "-cp",
                System.getProperty("java.class.path"),
                "-D" + FuzzEntry.TARGET + "=" + target.getClass().getName()));
        var logging = System.getProperty("java.util.logging.config.file");
        if (logging != null) {
            command.add("-Djava.util.logging.config.file=" + logging);
        }
        command.addAll(List.of(
                JAZZER,
                "--target_class=" + FuzzEntry.class.getName(),
                "--instrumentation_includes=" + followed.stream().collect(Collectors.joining(File.pathSeparator)),
                "--custom_hook_includes=io.securechannel.**",
                "--instrumentation_excludes=io.securechannel.testkit.**",
                "--reproducer_path=" + directory,
                "-max_total_time=" + seconds,
                "-max_len=" + target.longest(),
                "-len_control=20",
                "-timeout=" + HANGS,
                "-report_slow_units=" + HANGS,
                "-rss_limit_mb=3000",
                "-use_value_profile=1",
                "-print_final_stats=1",
                "-artifact_prefix=" + directory + File.separator,
                directory.resolve("corpus").toString(),
                directory.resolve("seeds").toString()));
        if (!target.words().isEmpty()) {
            command.add("-dict=" + directory.resolve("words.dict"));
        }
        return command;
    }

    private List<Path> findings() throws IOException {
        return files(directory).stream()
                .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom|leak)-.*"))
                .toList();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
