package io.securechannel.examples.messenger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A packaged command that runs beside the test, with a directory, a home and a place for temporary files of its own. What it writes
 * goes into files outside of them. It is killed on close, if it still runs.
 */
final class ChatProcess implements AutoCloseable {

    static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    private static final long PATIENCE_SECONDS = 120;
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(50);

    private final Process process;
    private final Path output;
    private final Path errors;

    private ChatProcess(Process process, Path output, Path errors) {
        this.process = process;
        this.output = output;
        this.errors = errors;
    }

    /** {@return a path inside this test's JDK} */
    static Path tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name);
    }

    /**
     * Starts a command.
     *
     * @param base where its directory and its outputs are
     * @param name of its directory, made if it is missing
     * @param environment more of it
     * @param arguments the command and its options
     */
    static ChatProcess start(Path base, String name, Map<String, String> environment, String... arguments)
            throws IOException {
        var directory = Files.createDirectories(base.resolve(name));
        var home = Files.createDirectories(directory.resolve("home"));
        var temporary = Files.createDirectories(directory.resolve("tmp"));
        var output = Files.createTempFile(base, name + "-", ".out");
        var errors = Files.createTempFile(base, name + "-", ".err");
        var command = new ArrayList<>(List.of(
                tool("java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-Duser.home=" + home,
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().putAll(environment);
        return new ChatProcess(builder.start(), output, errors);
    }

    long pid() {
        return process.pid();
    }

    Path output() {
        return output;
    }

    Path errors() {
        return errors;
    }

    void type(String... lines) throws IOException {
        var input = process.getOutputStream();
        for (var line : lines) {
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        input.flush();
    }

    /** Waits until a line of its output has this in it. */
    MatchResult awaitLine(String regex) throws IOException {
        var pattern = Pattern.compile(regex);
        return await(
                regex,
                lines -> lines.map(pattern::matcher)
                        .filter(Matcher::find)
                        .map(Matcher::toMatchResult)
                        .findFirst()
                        .orElse(null));
    }

    /** Waits until so many lines of its output are such. */
    void awaitLines(long count, String what, Predicate<String> such) throws IOException {
        await(count + " " + what, lines -> lines.filter(such).count() >= count ? count : null);
    }

    private <T> T await(String what, Function<Stream<String>, @Nullable T> find) throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() - until < 0) {
            boolean alive = process.isAlive();
            try (var lines = Files.lines(output)) {
                var found = find.apply(lines);
                if (found != null) {
                    return found;
                }
            }
            if (!alive) {
                break;
            }
            LockSupport.parkNanos(LOOK_AGAIN);
        }
        throw new AssertionError("no " + what + " in\n" + Files.readString(output) + Files.readString(errors));
    }

    /** Ends its input and waits for its end. */
    int endInput() throws IOException, InterruptedException {
        process.getOutputStream().close();
        return awaitExit();
    }

    /** Asks it to end, as Ctrl-C does, and waits until it has. */
    int stop() throws InterruptedException {
        process.destroy();
        return awaitExit();
    }

    private int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end");
        }
        return process.exitValue();
    }

    /** As {@code kill -9} does. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
